import { useTranslation } from 'react-i18next';
import type { listAudit } from '#modules/access/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import styles from './audit-change.module.css';

type Entry = Pick<ResultOf<typeof listAudit>['rows'][number], 'before' | 'after'>;

const SHOWN = 6;

/** What was, struck out, and what is now, value by value. */
export function AuditChange({ entry: { before, after } }: { entry: Entry }) {
  const { t } = useTranslation();
  const names = Object.keys({ ...before, ...after }).filter(
    (name) => !isEmpty(before?.[name]) || !isEmpty(after?.[name]),
  );
  const more = names.length - SHOWN;
  return (
    <div className={styles.change}>
      {names.slice(0, SHOWN).map((name) => (
        <span key={name} className={styles.value}>
          <span className={styles.name}>{name}</span>
          {before && !isEmpty(before[name]) && <del>{written(before[name])}</del>}
          {after && !isEmpty(after[name]) && <ins>{written(after[name])}</ins>}
        </span>
      ))}
      {more > 0 && <span className="lk-faint">{t('access:audit.more_values', { count: more })}</span>}
    </div>
  );
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
