import { useFormat } from '../../format.ts';
import styles from './bars.module.css';

type Row = { key: string; label: string; value: number; color: string };

/** Counts as bars against the largest, each with its share. */
export function Bars({ rows }: { rows: readonly Row[] }) {
  const format = useFormat();
  const most = Math.max(1, ...rows.map((row) => row.value));
  const total = Math.max(
    1,
    rows.reduce((sum, row) => sum + row.value, 0),
  );
  return (
    <ul className={styles.bars}>
      {rows.map((row) => (
        <li key={row.key}>
          <span>{row.label}</span>
          <span className={styles.track} aria-hidden="true">
            <span style={{ width: `${(100 * row.value) / most}%`, background: row.color }} />
          </span>
          <span className={styles.value}>
            {format.number(row.value)} <span className="lk-soft">{format.percent(row.value / total, 0)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
