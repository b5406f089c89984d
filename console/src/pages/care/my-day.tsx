import { PrinterOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { getMyDay } from '#modules/care/contract.ts';
import { getTaskBoard, getTaskSettings, listTemplates } from '#modules/tasks/contract.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { Defined } from '../../components/defined.tsx';
import { SourceNotice } from '../../components/source-notice.tsx';
import { vocabularyRead } from '../../components/vocabulary.ts';
import { useFormat } from '../../format.ts';
import { paths, withState } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { useCan, useMe } from '../../session.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Stat } from '../../ui/stat.tsx';
import { useUrlState } from '../../url-state.ts';
import { CalendarButton } from './calendar-button.tsx';
import { DayDetail } from './day-detail.tsx';
import { DayDone } from './day-done.tsx';
import { DayList } from './day-list.tsx';
import { DayResting } from './day-resting.tsx';
import { dayRead, type Day } from './day-reads.ts';
import { useDayKeys } from './day-keys.ts';
import { useClose, type Closing } from './use-close.tsx';
import styles from './my-day.module.css';

export function loader(): null {
  prefetch(vocabularyRead);
  prefetch(read(listTemplates));
  prefetch(read(getTaskSettings));
  return prefetch(dayRead);
}

export const handle = { permission: getMyDay.permission };

const urlDefaults = { task: '' };

export function Component() {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const query = useRead(dayRead);
  const [{ task }, setState] = useUrlState(urlDefaults);
  const choose = (taskId: number) => setState({ task: String(taskId) });
  const close = useClose((ended) => {
    const rows = query.data?.rows ?? [];
    const place = rows.findIndex((row) => row.taskId === ended.taskId);
    const next = rows[place + 1] ?? rows[place - 1];
    if (next) choose(next.taskId);
  });
  const weekday = new Intl.DateTimeFormat(format.language, { weekday: 'long', timeZone: 'UTC' });
  return (
    <Page
      title={t('care:day.title')}
      note={
        query.data &&
        t('care:day.note', {
          name: me.name,
          day: format.day(query.data.today),
          weekday: weekday.format(new Date(`${query.data.today}T00:00:00Z`)),
        })
      }
      actions={
        <>
          <ButtonLink to={paths.callSheet()} icon={<PrinterOutlined />}>
            {t('care:sheet.open')}
          </ButtonLink>
          <CalendarButton />
        </>
      }
    >
      <SourceNotice />
      <Shown query={query} lines={14}>
        {(day) => (
          <div className={styles.day}>
            <Escalated count={day.numbers.escalated} />
            <Numbers day={day} />
            {day.rows.length > 0 ? (
              <Work day={day} close={close} task={task} onChoose={choose} />
            ) : (
              <NothingToDo day={day} />
            )}
            {day.numbers.resting > 0 && <DayResting />}
            {day.done.length > 0 && <DayDone done={day.done} asOf={day.asOf} />}
          </div>
        )}
      </Shown>
      <Outlet />
    </Page>
  );
}

/** For whoever others' overdue alerts go up to. */
function Escalated({ count }: { count: number }) {
  const { t } = useTranslation();
  const may = useCan();
  if (count === 0 || !may(getTaskBoard.permission)) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={t('care:day.escalated_alerts', { count })}
      action={
        <ButtonLink size="small" to={withState(paths.alerts(), { state: 'escalated' })}>
          {t('care:day.see_alerts')}
        </ButtonLink>
      }
    />
  );
}

function Numbers({ day: { numbers, definitions } }: { day: Day }) {
  const { t } = useTranslation();
  const format = useFormat();
  const total = numbers.toDo + numbers.doneToday;
  return (
    <Section>
      <dl className={styles.numbers}>
        <Stat
          label={t('care:day.to_do')}
          value={format.number(numbers.toDo)}
          note={
            numbers.resting > 0 ? (
              <a href="#resting">{t('care:day.resting', { count: numbers.resting })}</a>
            ) : (
              t('care:day.to_do_note')
            )
          }
        />
        <Stat
          label={t('care:day.overdue')}
          value={format.number(numbers.overdue)}
          {...(numbers.overdue > 0 && { tone: 'bad', note: t('care:day.overdue_note') })}
        />
        <Stat label={t('care:day.due_today')} value={format.number(numbers.dueToday)} />
        <Stat
          label={<Defined by={definitions.atStakeCents ?? ''}>{t('care:day.at_stake')}</Defined>}
          value={format.roundMoney(numbers.atStakeCents)}
        />
        <Stat
          label={t('care:day.done_today')}
          value={format.number(numbers.doneToday)}
          note={
            <progress
              className={styles.progress}
              value={numbers.doneToday}
              max={Math.max(1, total)}
              aria-label={t('care:day.progress', { done: numbers.doneToday, total })}
            />
          }
        />
        <Stat label={t('care:day.done_week')} value={format.number(numbers.doneThisWeek)} />
      </dl>
    </Section>
  );
}

type WorkProps = { day: Day; close: Closing; task: string; onChoose: (taskId: number) => void };

function Work({ day, close, task, onChoose }: WorkProps) {
  const chosen = Math.max(
    0,
    day.rows.findIndex((row) => String(row.taskId) === task),
  );
  const row = day.rows[chosen];
  const choose = (place: number) => {
    const next = day.rows[place];
    if (next) onChoose(next.taskId);
  };
  useDayKeys({ move: (by) => choose(chosen + by) });
  if (!row) return null;
  return (
    <div className={styles.columns}>
      <DayList
        rows={day.rows}
        asOf={day.asOf}
        chosen={chosen}
        definition={day.definitions.weight ?? ''}
        onChoose={choose}
      />
      <DayDetail key={row.taskId} row={row} asOf={day.asOf} close={close} />
    </div>
  );
}

function NothingToDo({ day }: { day: Day }) {
  const { t } = useTranslation();
  const [seen, setSeen] = useState(false);
  const finished = day.numbers.doneToday > 0;
  return (
    <Section>
      <EmptyState
        title={t(finished ? 'care:day.all_done' : 'care:day.empty')}
        text={
          seen
            ? t('care:day.empty_how')
            : t(finished ? 'care:day.all_done_text' : 'care:day.empty_text', { count: day.numbers.doneToday })
        }
        action={
          <>
            <ButtonLink to={paths.customers()}>{t('care:day.open_customers')}</ButtonLink>
            {!seen && <Button onClick={() => setSeen(true)}>{t('care:day.how')}</Button>}
          </>
        }
      />
    </Section>
  );
}
