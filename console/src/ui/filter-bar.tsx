import type { ReactNode } from 'react';
import styles from './filter-bar.module.css';

/** The row above a table: what narrows it at the left, what changes how it looks at the right (`end`). */
export function FilterBar({ children, end }: { children: ReactNode; end?: ReactNode }) {
  return (
    <div className={styles.bar}>
      <div className={styles.filters}>{children}</div>
      {end && <div className={styles.end}>{end}</div>}
    </div>
  );
}
