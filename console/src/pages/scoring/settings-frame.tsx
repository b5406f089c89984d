import type { ReactNode } from 'react';
import styles from './settings-frame.module.css';

/** What is set at the left, what it would do at the right, always in sight. */
export function SettingsFrame({ children, side }: { children: ReactNode; side: ReactNode }) {
  return (
    <div className={styles.frame}>
      <div className={styles.main}>{children}</div>
      <div className={styles.side}>{side}</div>
    </div>
  );
}
