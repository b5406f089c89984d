import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format.ts';
import styles from './due-mark.module.css';

const DAY_MS = 86_400_000;

/** When it is due, in the words people use: overdue by so many days, today, tomorrow, a date. */
export function DueMark({ dueAt, overdue, asOf }: { dueAt: string; overdue: boolean; asOf: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const due = new Date(dueAt);
  const days = Math.round((dayStart(due, format.timeZone) - dayStart(new Date(asOf), format.timeZone)) / DAY_MS);
  const words =
    days < 0
      ? t('care:due.overdue', { count: -days })
      : days === 0
        ? t(overdue ? 'care:due.passed' : 'care:due.today')
        : days === 1
          ? t('care:due.tomorrow')
          : format.dayOfMonth(dueAt);
  const tone = overdue ? styles.late : days === 0 ? styles.today : styles.later;
  return (
    <time dateTime={dueAt} title={format.moment(dueAt)} className={`${styles.due} ${tone}`}>
      {words}
    </time>
  );
}

const dayStart = (moment: Date, timeZone: string): number =>
  Date.parse(`${new Intl.DateTimeFormat('sv-SE', { timeZone }).format(moment)}T00:00:00Z`);
