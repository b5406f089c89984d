import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { addDate, listDates, removeDate, type CustomerDate } from '#modules/customers/dates-contract.ts';
import { listTerms } from '#modules/scoring/churn-contract.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { CustomerTerms } from './customer-terms.tsx';
import styles from './customer-tags.module.css';
import { DATE_ENDS } from './date-ends.ts';
import { lunarWords, useDateKinds } from './date-words.ts';

/** Days worth remembering, the nearest first. */
export function CustomerDates({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayChange = useCan()(addDate.permission);
  const mayKnowTerms = useCan()(listTerms.permission);
  const known = useRead(read(listDates, { params: { customerId } })).data?.rows ?? [];
  // Ends that are past stand with the terms.
  const dates = known.filter(
    (date) => !(mayKnowTerms && date.kind === 'plan_end' && date.calendar === 'solar' && !date.nextOn),
  );
  const remove = useSend(removeDate, { ends: DATE_ENDS });
  if (known.length === 0 && !mayChange) return null;
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
      {known.length === 0 && <span className="lk-faint">{t('customers:dates.none')}</span>}
      <ul className={styles.dates}>
        {dates.map((date) => (
          <li key={date.dateId ?? 'profile'}>
            <Said date={date} />
            {mayChange && date.dateId !== null && (
              <span className={styles.actions}>
                <Button
                  type="text"
                  size="small"
                  icon={<EditOutlined />}
                  aria-label={t('customers:dates.edit')}
                  onClick={() => void navigate(paths.customerDate(customerId, date.dateId ?? 0))}
                />
                <Popconfirm
                  title={t('customers:dates.remove_sure')}
                  okText={t('customers:dates.remove')}
                  okButtonProps={{ danger: true }}
                  onConfirm={() => remove.mutate({ params: { customerId, dateId: date.dateId ?? 0 } })}
                >
                  <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('customers:dates.remove')} />
                </Popconfirm>
              </span>
            )}
          </li>
        ))}
      </ul>
      {remove.error && <ProblemNote error={remove.error} />}
      {mayKnowTerms && <CustomerTerms customerId={customerId} />}
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
