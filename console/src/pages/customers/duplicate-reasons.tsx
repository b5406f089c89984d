import { useTranslation } from 'react-i18next';
import styles from './duplicate-reasons.module.css';

type Reason = { code: string; weight: number };

/** What speaks for one customer, and what against: in words, the weightier first; the sign also by its mark. */
export function DuplicateReasons({ reasons }: { reasons: readonly Reason[] }) {
  const { t } = useTranslation();
  return (
    <ul className={styles.reasons}>
      {reasons.map(({ code, weight }) => (
        <li key={code} className={weight >= 0 ? styles.for : styles.against}>
          <span aria-hidden="true">{weight >= 0 ? '✓' : '✕'}</span>
          <span className="lk-hidden">{t(weight >= 0 ? 'duplicates:for' : 'duplicates:against')}</span>
          {t(`duplicates:reason.${code}`)}
        </li>
      ))}
    </ul>
  );
}
