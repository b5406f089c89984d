import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Template } from '#modules/segments/contract.ts';
import { useName } from '../../named.ts';
import { paths, withState } from '../../paths.ts';
import { useRead } from '../../query.ts';
import { Shown } from '../../ui/shown.tsx';
import { templatesRead } from './reads.ts';
import styles from './templates.module.css';

const GROUPS = ['win_back', 'newcomers', 'grow', 'moments', 'watch'] as const satisfies readonly Template['group'][];

/** Definitions ready to begin with, by what they are for; each opens the builder. */
export function Templates() {
  const { t } = useTranslation();
  const templates = useRead(templatesRead);
  const [group, setGroup] = useState<Template['group'] | 'all'>('all');
  return (
    <div className={styles.templates}>
      <div className={styles.head}>
        <div>
          <h2>{t('segments:templates')}</h2>
          <p className="lk-soft">{t('segments:templates_note')}</p>
        </div>
        <Segmented
          aria-label={t('segments:templates')}
          value={group}
          onChange={setGroup}
          options={(['all', ...GROUPS] as const).map((value) => ({
            value,
            label: t(`segments:template_group.${value}`),
          }))}
        />
      </div>
      <Shown query={templates} lines={6}>
        {({ rows }) =>
          GROUPS.filter((one) => group === 'all' || group === one).map((one) => (
            <section key={one}>
              <h3 className={styles.group}>{t(`segments:template_group.${one}`)}</h3>
              <ul className={styles.list}>
                {rows
                  .filter((template) => template.group === one)
                  .map((template) => (
                    <li key={template.code}>
                      <Card template={template} />
                    </li>
                  ))}
              </ul>
            </section>
          ))
        }
      </Shown>
    </div>
  );
}

function Card({ template }: { template: Pick<Template, 'code' | 'name' | 'why' | 'sentence'> }) {
  const name = useName();
  return (
    <Link to={withState(paths.segmentNew(), { template: template.code })} className={styles.card}>
      <b>{name(template.name)}</b>
      <span>{name(template.why)}</span>
      <small className="lk-sentence">{name(template.sentence)}</small>
    </Link>
  );
}
