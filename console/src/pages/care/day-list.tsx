import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Defined } from '../../components/defined.tsx';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { Section } from '../../ui/page.tsx';
import { DueMark } from './due-mark.tsx';
import type { DayRow } from './day-reads.ts';
import styles from './day-list.module.css';

type Props = {
  rows: readonly DayRow[];
  asOf: string;
  chosen: number;
  definition: string;
  onChoose: (place: number) => void;
};

/** Who is next, the most worth doing first, each with the reason in the customer's own figures. */
export function DayList({ rows, asOf, chosen, definition, onChoose }: Props) {
  const { t } = useTranslation();
  const place = useRef<HTMLOListElement>(null);
  useEffect(() => {
    place.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <Section
      title={<Defined by={definition}>{t('care:day.list')}</Defined>}
      note={
        <>
          {t('care:day.list_note')} <kbd className={styles.key}>J</kbd> <kbd className={styles.key}>K</kbd>
        </>
      }
      flush
    >
      <ol className={styles.list} ref={place}>
        {rows.map((row, n) => (
          <li key={row.taskId}>
            <Row row={row} asOf={asOf} chosen={n === chosen} onChoose={() => onChoose(n)} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

type RowProps = { row: DayRow; asOf: string; chosen: boolean; onChoose: () => void };

function Row({ row, asOf, chosen, onChoose }: RowProps) {
  const { t } = useTranslation();
  const name = useName();
  const format = useFormat();
  return (
    <button
      type="button"
      className={chosen ? `${styles.row} ${styles.chosen}` : styles.row}
      aria-current={chosen}
      onClick={onChoose}
    >
      <span className={styles.head}>
        <b className={styles.name}>{row.customer.name ?? row.customer.code}</b>
        <span className={styles.title}>{name(row.title)}</span>
        <DueMark dueAt={row.dueAt} overdue={row.overdue} asOf={asOf} />
      </span>
      <span className={styles.why}>{row.reason ? name(row.reason) : row.notes}</span>
      <span className={styles.foot}>
        {row.expectedNetCents !== null && (
          <span>{t('care:day.expected', { money: format.roundMoney(row.expectedNetCents) })}</span>
        )}
        {row.escalated && <span className={styles.escalated}>{t('care:day.escalated')}</span>}
        {row.delegatedByName && <span>{t('care:day.delegated', { name: row.delegatedByName })}</span>}
        {row.others > 0 && <span>{t('care:day.others', { count: row.others })}</span>}
      </span>
    </button>
  );
}
