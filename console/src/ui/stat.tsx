import type { ReactNode } from 'react';
import styles from './stat.module.css';

type Props = {
  label: ReactNode;
  /** Formatted; null stays blank, because not known is not zero. */
  value: ReactNode;
  /** The change against the period before, the interval, the sample: how sure and compared with what. */
  note?: ReactNode;
  tone?: 'good' | 'bad' | 'warn';
};

/** Of so many characters on a figure is set smaller. */
const LONG = 14;

export function Stat({ label, value, note, tone }: Props) {
  const long = typeof value === 'string' && value.length >= LONG;
  return (
    <div className={styles.stat}>
      <dt className={styles.label}>{label}</dt>
      <dd className={long ? `${styles.value} ${styles.long}` : styles.value}>{value ?? <Blank />}</dd>
      {note && <dd className={tone ? `${styles.note} ${styles[tone]}` : styles.note}>{note}</dd>}
    </div>
  );
}

export const Stats = ({ children }: { children: ReactNode }) => <dl className={styles.stats}>{children}</dl>;

/** Not known yet. */
export const Blank = () => <span className="lk-faint">–</span>;
