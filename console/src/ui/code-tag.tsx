import type { ReactNode } from 'react';
import { colorOf } from './palette.ts';
import styles from './code-tag.module.css';

/** By its code where that says the colour, else by the colour itself. */
type Props = ({ code: string; color?: string } | { code?: never; color: string }) & { children: ReactNode };

/** A stage, segment, class or state: its fixed colour as a dot, its name in plain text. */
export function CodeTag({ code, color, children }: Props) {
  return (
    <span className={styles.tag}>
      <span className={styles.dot} style={{ background: color ?? colorOf(code ?? '') }} aria-hidden="true" />
      {children}
    </span>
  );
}
