import type { ReactNode } from 'react';
import { colorOf } from './palette.ts';
import styles from './code-tag.module.css';

/** A stage, segment, class or state: its fixed colour as a dot, its name in plain text. */
export function CodeTag({ code, color, children }: { code: string; color?: string; children: ReactNode }) {
  return (
    <span className={styles.tag}>
      <span className={styles.dot} style={{ background: color ?? colorOf(code) }} aria-hidden="true" />
      {children}
    </span>
  );
}
