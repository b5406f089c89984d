import type { ReactNode } from 'react';
import type { listTimeline } from '#modules/customers/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useFormat } from '../../format.ts';
import styles from './timeline-item.module.css';

export type TimelineRow = ResultOf<typeof listTimeline>['rows'][number];

type ItemProps = {
  row: TimelineRow;
  title: ReactNode;
  note?: ReactNode;
  tone: string | undefined;
  children?: ReactNode;
};

/** One line of the timeline: its day, what it was, and what is told beside it. */
export function Item({ row, title, note, tone, children }: ItemProps) {
  const format = useFormat();
  return (
    <li className={styles.item}>
      <span className={`${styles.dot} ${tone}`} aria-hidden="true" />
      <time className={styles.at} dateTime={row.at} title={format.moment(row.at)}>
        {format.dayOfMonth(row.at)}
      </time>
      <div className={styles.body}>
        <div className={styles.title}>{title}</div>
        {note && <div className={styles.note}>{note}</div>}
        {children}
      </div>
    </li>
  );
}
