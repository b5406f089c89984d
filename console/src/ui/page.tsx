import type { ReactNode } from 'react';
import { useTitle } from './title.ts';
import styles from './page.module.css';

type PageProps = {
  title: string;
  /** One line under the title: what this is, as of when. */
  note?: ReactNode;
  /** Buttons, at most two; the primary one last. */
  actions?: ReactNode;
  /** Text columns stay readable at 1920 px; tables and pictures take the width. */
  narrow?: boolean;
  children: ReactNode;
};

export function Page({ title, note, actions, narrow = false, children }: PageProps) {
  useTitle(title);
  return (
    <div className={narrow ? `${styles.page} ${styles.narrow}` : styles.page}>
      <header className={styles.header}>
        <div className={styles.heading}>
          <h1>{title}</h1>
          {note && <p className={styles.note}>{note}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

type SectionProps = { title?: ReactNode; note?: ReactNode; actions?: ReactNode; flush?: boolean; children: ReactNode };

/** A panel. `flush` lets a table touch the edges. */
export function Section({ title, note, actions, flush = false, children }: SectionProps) {
  return (
    <section className={styles.section}>
      {(title || actions) && (
        <div className={styles.sectionHead}>
          <div>
            {title && <h2>{title}</h2>}
            {note && <p className={styles.note}>{note}</p>}
          </div>
          {actions && <div className={styles.actions}>{actions}</div>}
        </div>
      )}
      <div className={flush ? styles.flush : styles.body}>{children}</div>
    </section>
  );
}
