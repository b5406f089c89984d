import type { z } from 'zod';
import type { mixRow } from '#modules/insights/contract.ts';
import { Behind } from './behind.tsx';
import { useFormat } from '../format.ts';
import { useName } from '../named.ts';
import { CodeTag } from '../ui/code-tag.tsx';
import { colorOf } from '../ui/palette.ts';
import styles from './mix-list.module.css';

export type MixRow = z.input<typeof mixRow>;

/** How everybody is spread over stages or classes: a bar each in its fixed colour, opening the customers in it. */
export function MixList({ rows }: { rows: readonly MixRow[] }) {
  const format = useFormat();
  const name = useName();
  const most = Math.max(...rows.map((row) => row.share), 0.0001);
  return (
    <ul className={styles.list}>
      {rows.map((row) => (
        <li key={row.code}>
          <Behind filters={row.customers > 0 ? row.filters : null} className={styles.row}>
            <CodeTag code={row.code}>{name(row)}</CodeTag>
            <span className={styles.track} aria-hidden="true">
              {row.customers > 0 && (
                <span
                  className={styles.bar}
                  style={{ width: `${(100 * row.share) / most}%`, background: colorOf(row.code) }}
                />
              )}
            </span>
            <span className="lk-number">{format.number(row.customers)}</span>
            <span className={styles.share}>{format.part(row.share)}</span>
          </Behind>
        </li>
      ))}
    </ul>
  );
}
