import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { listMerges } from '#modules/customers/merge-contract.ts';
import { paths, withState } from '../../paths.ts';
import { read, useRead } from '../../query.ts';
import styles from './merged-from.module.css';

/** Which records this customer was made of, with the way back. */
export function MergedFrom({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  const found = useRead(read(listMerges, { query: { customerId, limit: 10 } }));
  const records = (found.data?.rows ?? []).flatMap(({ records }) => records).filter((one) => one.undoneAt === null);
  if (records.length === 0) return null;
  const codes = [...new Set(records.map((one) => one.code))].filter((code) => code !== '');
  return (
    <p className={styles.merged}>
      {t('merge:merged_from', { count: records.length, codes: codes.slice(0, 3).join(t('shell:list_comma')) })}{' '}
      <Link to={withState(paths.merges(), { customer: String(customerId) })}>{t('merge:see_history')}</Link>
    </p>
  );
}
