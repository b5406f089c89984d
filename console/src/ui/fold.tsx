import { RightOutlined } from '@ant-design/icons';
import { useState, type ReactNode } from 'react';
import styles from './fold.module.css';

type Props = {
  /** Under which this browser remembers whether it was open. */
  name: string;
  title: string;
  /** The main thing in a line, so that opening is not needed to know whether to open. No controls in it. */
  says?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
};

/** A panel of what is not asked every time. Nothing of it is read before it is opened. */
export function Fold({ name, title, says, actions, children }: Props) {
  const key = `liuke.fold.${name}`;
  const [open, setOpen] = useState(() => localStorage.getItem(key) === 'open');
  const turn = (now: boolean) => {
    if (now) localStorage.setItem(key, 'open');
    else localStorage.removeItem(key);
    setOpen(now);
  };
  return (
    <details className={styles.fold} open={open} onToggle={({ currentTarget }) => turn(currentTarget.open)}>
      <summary className={styles.head}>
        <RightOutlined className={styles.arrow ?? ''} aria-hidden="true" />
        <span className={styles.line}>
          <h2>{title}</h2>
          {says && <span className={styles.says}>{says}</span>}
        </span>
      </summary>
      {open && (
        <div className={styles.body}>
          {actions && <div className={styles.actions}>{actions}</div>}
          {children}
        </div>
      )}
    </details>
  );
}
