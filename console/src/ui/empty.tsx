import type { ReactNode } from 'react';
import styles from './empty.module.css';

type Props = {
  title: string;
  /** What would fill this place, or what to do. */
  text?: ReactNode;
  /** The button that does it. */
  action?: ReactNode;
};

/** Nothing is a dead end: an empty place says what would fill it and offers the way there. */
export function EmptyState({ title, text, action }: Props) {
  return (
    <div className={styles.empty}>
      <svg viewBox="0 0 48 48" width="40" height="40" aria-hidden="true" className={styles.mark}>
        <path d="M24 8a16 16 0 1 0 16 16" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
        <circle cx="24" cy="24" r="4" fill="none" stroke="currentColor" strokeWidth="2" />
        <circle cx="36" cy="12" r="2.5" fill="currentColor" />
      </svg>
      <p className={styles.title}>{title}</p>
      {text && <p className={styles.text}>{text}</p>}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}
