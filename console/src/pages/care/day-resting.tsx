import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { changeTask, listTasks, type Task } from '#modules/tasks/contract.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { tellProblem } from '../../problem.ts';
import { read, useRead, useSend } from '../../query.ts';
import { Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { touchedByTasks } from './use-close.tsx';
import styles from './day-done.module.css';

const restingRead = read(listTasks, { query: { owner: 'me', due: 'resting', limit: 50 } });

/** What was put off, until when; each can be taken up now. */
export function DayResting() {
  const { t } = useTranslation();
  const query = useRead(restingRead);
  return (
    <div id="resting">
      <Section title={t('care:day.resting_list')} note={t('care:day.resting_note')}>
        <Shown query={query} lines={3}>
          {({ rows }) => (
            <ul className={styles.done}>
              {rows.map((task) => (
                <Resting key={task.taskId} task={task} />
              ))}
            </ul>
          )}
        </Shown>
      </Section>
    </div>
  );
}

type Row = Pick<Task, 'customerId' | 'taskId' | 'customer' | 'title'> & { snoozedUntil: string | null };

function Resting({ task: { customerId, taskId, customer, title, snoozedUntil } }: { task: Row }) {
  const { t } = useTranslation();
  const name = useName();
  const format = useFormat();
  const { message } = App.useApp();
  const change = useSend(changeTask, { ends: touchedByTasks });
  const wake = () =>
    change.mutate(
      { params: { customerId, taskId }, body: { snoozedUntil: null } },
      { onError: (error) => void message.error(tellProblem(t, error)) },
    );
  return (
    <li>
      <time dateTime={snoozedUntil ?? ''}>{snoozedUntil && format.dayOfMonth(snoozedUntil)}</time>
      <Link to={paths.customer(customerId)}>{customer.name ?? customer.code}</Link>
      <span className="lk-soft">{name(title)}</span>
      <Button type="link" size="small" loading={change.isPending} onClick={wake}>
        {t('care:snooze.wake')}
      </Button>
    </li>
  );
}
