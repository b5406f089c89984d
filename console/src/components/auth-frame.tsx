import type { ReactNode } from 'react';
import { LanguageSwitch, ModeSwitch } from './switches.tsx';
import styles from './auth-frame.module.css';

const MONTHS = 12;

/** The frame of the pages before the house: a form at the left, a picture of what the product is about at the right. */
export function AuthFrame({ children }: { children: ReactNode }) {
  return (
    <div className={styles.frame}>
      <main className={styles.form}>
        <div className={styles.inner}>{children}</div>
      </main>
      <aside className={styles.picture} aria-hidden="true">
        <Cohorts />
      </aside>
      <div className={styles.controls}>
        <LanguageSwitch />
        <ModeSwitch />
      </div>
    </div>
  );
}

/** Monthly cohorts as dots: each row a month's new customers, fading as they stop coming back. */
function Cohorts() {
  const dots = Array.from({ length: MONTHS }, (_, row) =>
    Array.from({ length: MONTHS - row }, (_, column) => {
      const kept = column === 0 ? 1 : 0.62 * Math.exp(-column / (5 + row * 0.6)) + 0.12;
      return (
        <circle key={`${row}-${column}`} cx={20 + column * 36} cy={20 + row * 36} r={4 + 10 * kept} opacity={kept} />
      );
    }),
  );
  return (
    <svg viewBox="0 0 440 440" className={styles.cohorts}>
      {dots}
    </svg>
  );
}
