import { Progress } from 'antd';
import type { ReactNode } from 'react';
import styles from './work-progress.module.css';

type Props = {
  label: string;
  /** From 0 to 1; null where nobody can say how much is left. */
  share: number | null;
  facts: readonly (string | null)[];
  children?: ReactNode;
};

/** Long work as it goes: how far, how fast, how long still. */
export function WorkProgress({ label, share, facts, children }: Props) {
  return (
    <div>
      <h3 aria-live="polite">{label}</h3>
      {share === null ? (
        <div className={styles.running} role="progressbar" aria-label={label} />
      ) : (
        <Progress percent={Math.floor(share * 1_000) / 10} aria-label={label} />
      )}
      <p className={styles.facts}>{facts.map((fact) => fact !== null && <span key={fact}>{fact}</span>)}</p>
      {children}
    </div>
  );
}
