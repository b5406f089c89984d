import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { listStageStrategies } from '#modules/care/plan-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { Behind } from '../../components/behind.tsx';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths, withState } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Stat } from '../../ui/stat.tsx';
import styles from './stages.module.css';

type Answer = ResultOf<typeof listStageStrategies>;
type Stage = Answer['rows'][number];

const stagesRead = read(listStageStrategies);

export const loader = () => prefetch(stagesRead);

export const handle = { permission: listStageStrategies.permission };

/** The stages side by side: who is there, who came and went, how long they stay, what to do. */
export function Component() {
  const { t } = useTranslation();
  const query = useRead(stagesRead);
  return (
    <Page title={t('care:stages.title')} note={query.data && t('care:stages.note', { days: query.data.days })}>
      <Shown query={query} lines={12}>
        {({ rows }) =>
          rows.every((stage) => stage.customers === 0) ? (
            <Section>
              <EmptyState title={t('care:stages.empty')} text={t('care:stages.empty_text')} />
            </Section>
          ) : (
            <div className={styles.board}>
              {rows.map((stage) => (
                <One key={stage.code} stage={stage} />
              ))}
            </div>
          )
        }
      </Shown>
    </Page>
  );
}

function One({ stage }: { stage: Stage }) {
  const { t } = useTranslation();
  const name = useName();
  const format = useFormat();
  return (
    <Section title={<CodeTag code={stage.code}>{name(stage)}</CodeTag>}>
      <dl className={styles.figures}>
        <Stat
          label={t('care:stages.customers')}
          value={<Behind filters={[`scoring.stage:is:${stage.code}`]}>{format.number(stage.customers)}</Behind>}
        />
        <Stat
          label={t('care:stages.time')}
          value={stage.medianDays === null ? null : t('care:day.days', { count: Math.round(stage.medianDays) })}
        />
        <Stat label={t('care:stages.came')} value={`+${format.number(stage.came)}`} />
        <Stat label={t('care:stages.went')} value={`−${format.number(stage.went)}`} />
        <Stat label={t('care:stages.expected')} value={format.shortMoney(stage.expectedNetCents)} />
      </dl>
      <h3 className={styles.what}>{t('care:stages.what')}</h3>
      {stage.playbooks.length === 0 && <p className="lk-soft">{t('care:stages.none')}</p>}
      <ul className={styles.playbooks}>
        {stage.playbooks.map((playbook) => (
          <li key={playbook.code}>
            <Link to={withState(paths.playbooks(), { open: playbook.code })}>{name(playbook.name)}</Link>
            <p className="lk-soft">{name(playbook.idea)}</p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
