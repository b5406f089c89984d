import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Behind } from '../../components/behind.tsx';
import { useFormat } from '../../format.ts';
import { useMode } from '../../ui/mode.ts';
import { paintOf, scaleOf, valueOf, type CohortCell, type CohortWire, type Measure } from './cohorts.ts';
import { monthName } from './months.ts';
import styles from './cohort-table.module.css';

type Props = {
  cohorts: readonly CohortWire[];
  average: readonly (number | null)[];
  measure: Measure;
  /** How many months are followed: after years of silence most columns say nothing. */
  months: number;
};
type At = { cohort: CohortWire; cell: CohortCell; distance: number };

/** A row per month of first purchase, a column per month after it. A plain table, so that it reads and tabs like one. */
export function CohortTable({ cohorts, average, measure, months }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [at, setAt] = useState<At | null>(null);
  const scale = scaleOf(cohorts, measure);
  const distances = (cohorts[0]?.cells ?? []).slice(0, months).map((_, index) => index);
  return (
    <>
      <div className={styles.frame} tabIndex={0} role="region" aria-label={t('insights:retention.cohorts')}>
        <table className={styles.table} onMouseLeave={() => setAt(null)}>
          <thead>
            <tr>
              <th scope="col" className={styles.month}>
                {t('insights:retention.first_purchase')}
              </th>
              <th scope="col">{t('insights:retention.size')}</th>
              {distances.map((distance) => (
                <th scope="col" key={distance} style={{ textAlign: 'center' }}>
                  {distance === 0 ? t('insights:retention.same_month') : `+${distance}`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cohorts.map((cohort) => (
              <tr key={cohort.month}>
                <th scope="row" className={styles.month}>
                  <Behind filters={cohort.filters}>{monthName(cohort.month, format.language)}</Behind>
                </th>
                <td className={styles.size}>{format.number(cohort.size)}</td>
                {cohort.cells.slice(0, months).map((cell, distance) => (
                  <Cell
                    key={cell.month}
                    at={{ cohort, cell, distance }}
                    measure={measure}
                    scale={scale}
                    onPoint={setAt}
                  />
                ))}
              </tr>
            ))}
          </tbody>
          {measure === 'rate' && (
            <tfoot>
              <tr className={styles.average}>
                <th scope="row" className={styles.month}>
                  {t('insights:retention.average')}
                </th>
                <td />
                {average.slice(0, months).map((rate, distance) => (
                  // The n-th column is the n-th month after; there is nothing else to tell columns apart by.
                  <td key={`+${String(distance)}`}>{rate !== null && format.percent(rate)}</td>
                ))}
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      <p className={styles.told}>{at ? <Told at={at} /> : t('insights:retention.how_to_read')}</p>
    </>
  );
}

type CellProps = { at: At; measure: Measure; scale: number; onPoint: (at: At) => void };

function Cell({ at, measure, scale, onPoint }: CellProps) {
  const format = useFormat();
  const mode = useMode();
  const { cell } = at;
  const value = valueOf(cell, measure);
  if (value === null) return <td />;
  const text = { rate: (n: number) => format.percent(n), count: format.number, money: format.shortMoney }[measure](
    value,
  );
  const point = () => onPoint(at);
  return (
    <td style={paintOf(value, scale, mode)} onMouseEnter={point} onFocus={point}>
      <Behind filters={cell.filters} className={cell.partial ? `${styles.cell} ${styles.partial}` : styles.cell}>
        {text}
      </Behind>
    </td>
  );
}

/** The cell under the pointer, in one sentence with all three measures. */
function Told({ at: { cohort, cell, distance } }: { at: At }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      {t('insights:retention.told', {
        first: monthName(cohort.month, format.language),
        size: format.number(cohort.size),
        distance,
        month: monthName(cell.month, format.language),
        customers: format.number(cell.customers ?? 0),
        rate: format.percent(cell.rate ?? 0),
        money: format.roundMoney(cell.grossCents ?? 0),
      })}
      {cell.partial && ` ${t('insights:partial_month')}`}
    </>
  );
}
