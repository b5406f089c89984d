import { useFormat } from '../../format.ts';
import styles from './share-bar.module.css';

/** A share of a whole, as length and as number. */
export function ShareBar({ share, color }: { share: number; color?: string }) {
  const format = useFormat();
  return (
    <span className={styles.share}>
      <span className={styles.track} aria-hidden="true">
        <span
          className={styles.bar}
          style={{ width: `${100 * Math.min(1, share)}%`, ...(color && { background: color }) }}
        />
      </span>
      <span className={styles.text}>{format.part(share)}</span>
    </span>
  );
}
