import type { ReactNode } from 'react';
import { useTitle } from './title.ts';
import styles from './whole-page.module.css';

/** A page that is only a sentence and a way out. */
export function WholePage({
  code,
  title,
  text,
  action,
}: {
  code: string;
  title: string;
  text: string;
  action: ReactNode;
}) {
  useTitle(title);
  return (
    <div className={styles.whole}>
      <p className={styles.code} aria-hidden="true">
        {code}
      </p>
      <h1>{title}</h1>
      <p className={styles.text}>{text}</p>
      <div className={styles.action}>{action}</div>
    </div>
  );
}
