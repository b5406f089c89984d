import { riskColors } from '../../ui/palette.ts';
import styles from './outlook.module.css';

/** Points from 0 to 100 as a number and as a bar in the colour of the band. */
export function RiskPoints({ points, band }: { points: number; band: string }) {
  return (
    <span className={styles.points}>
      <b>{points}</b>
      <span className={styles.track} aria-hidden="true">
        <span className={styles.bar} style={{ width: `${points}%`, background: riskColors[band] }} />
      </span>
    </span>
  );
}
