import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { listAudit } from '#modules/access/contract.ts';
import { addDate, listDates, listUpcoming, removeDate, type CustomerDate } from '#modules/customers/dates-contract.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import styles from './customer-tags.module.css';
import { lunarWords, useDateKinds } from './date-words.ts';

export const DATE_ENDS = [listDates, listUpcoming, listAudit];

/** Days worth remembering, the nearest first. */
export function CustomerDates({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayChange = useCan()(addDate.permission);
  const dates = useRead(read(listDates, { params: { customerId } })).data?.rows ?? [];
  const remove = useSend(removeDate, { ends: DATE_ENDS });
  if (dates.length === 0 && !mayChange) return null;
  const add = mayChange && (
    <Button
      type="text"
      size="small"
      icon={<PlusOutlined />}
      aria-label={t('customers:dates.add')}
      onClick={() => void navigate(paths.customerDateNew(customerId))}
    />
  );
  return (
    <Section title={t('customers:dates.title')} actions={add}>
      {dates.length === 0 && <span className="lk-faint">{t('customers:dates.none')}</span>}
      <ul className={styles.dates}>
        {dates.map((date) => (
          <li key={date.dateId ?? 'profile'}>
            <Said date={date} />
            {mayChange && date.dateId !== null && (
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={t('customers:dates.remove')}
                onClick={() => remove.mutate({ params: { customerId, dateId: date.dateId ?? 0 } })}
              />
            )}
          </li>
        ))}
      </ul>
      {remove.error && <ProblemNote error={remove.error} />}
    </Section>
  );
}

function Said({ date }: { date: CustomerDate }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { name } = useDateKinds();
  const solar = [date.year, date.month, date.day].filter((part) => part !== null).join('/');
  return (
    <div>
      {[name(date.kind), date.label].filter(Boolean).join(' · ')}
      <span className={styles.next}>
        {date.calendar === 'lunar' ? t('customers:dates.lunar_day', { day: lunarWords(date) }) : solar}
      </span>
      {date.nextOn && (
        <span className={styles.next}>
          {date.years === null
            ? t('customers:dates.next', { day: format.day(date.nextOn) })
            : t('customers:dates.next_years', { day: format.day(date.nextOn), count: date.years })}
        </span>
      )}
    </div>
  );
}
