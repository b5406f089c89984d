import { useTranslation } from 'react-i18next';
import styles from './privacy.module.css';

type Props = { request: { state: 'open' | 'working' | 'done' | 'refused'; overdue: boolean } };

const TONES = { open: styles.warn, working: styles.warn, done: styles.good, refused: styles.plain } as const;

export function RequestState({ request: { state, overdue } }: Props) {
  const { t } = useTranslation();
  return <span className={overdue ? styles.bad : TONES[state]}>{t(`privacy:request_state.${state}`)}</span>;
}
