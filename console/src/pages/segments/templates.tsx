import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useName } from '../../named.ts';
import { paths, withState } from '../../paths.ts';
import { useRead } from '../../query.ts';
import { Shown } from '../../ui/shown.tsx';
import { templatesRead } from './reads.ts';
import styles from './templates.module.css';

/** Segments ready to use, each with what it is for. */
export function Templates() {
  const { t } = useTranslation();
  const name = useName();
  const templates = useRead(templatesRead);
  return (
    <div className={styles.templates}>
      <h3>{t('segments:templates')}</h3>
      <Shown query={templates} lines={6}>
        {({ rows }) => (
          <ul className={styles.list}>
            {rows.map((template) => (
              <li key={template.code}>
                <Link to={withState(paths.segmentNew(), { template: template.code })} className={styles.card}>
                  <b>{name(template.name)}</b>
                  <span>{name(template.why)}</span>
                  <small>{name(template.sentence)}</small>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </div>
  );
}
