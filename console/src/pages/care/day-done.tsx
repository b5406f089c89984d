import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { reopenTask } from '#modules/tasks/contract.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { tellProblem } from '../../problem.ts';
import { useSend } from '../../query.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { Section } from '../../ui/page.tsx';
import type { Day } from './day-reads.ts';
import { resultColor } from './result-color.ts';
import { useTaskWords } from './task-words.ts';
import { touchedByTasks } from './use-close.tsx';
import styles from './day-done.module.css';

/** As long as the server takes an ending back. */
const UNDO_MS = 15 * 60_000;

/** What is done today, newest first; what was done a moment ago can be taken back. */
export function DayDone({ done, asOf }: { done: Day['done']; asOf: string }) {
  const { t } = useTranslation();
  const name = useName();
  const format = useFormat();
  const { outcomeName } = useTaskWords();
  const clock = new Intl.DateTimeFormat(format.language, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: format.timeZone,
  });
  return (
    <Section title={t('care:day.done_list')}>
      <ul className={styles.done}>
        {done.map((row) => (
          <li key={row.taskId}>
            <time dateTime={row.closedAt}>{clock.format(new Date(row.closedAt))}</time>
            <Link to={paths.customer(row.customerId)}>{row.name ?? row.code}</Link>
            <span className="lk-soft">{name(row.title)}</span>
            {row.outcome && (
              <CodeTag color={resultColor(row.result)}>{outcomeName(row.templateCode, row.kind, row.outcome)}</CodeTag>
            )}
            {Date.parse(asOf) - Date.parse(row.closedAt) < UNDO_MS && <Undo row={row} />}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Undo({ row: { customerId, taskId } }: { row: Day['done'][number] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const reopen = useSend(reopenTask, { ends: touchedByTasks });
  const undo = () =>
    reopen.mutate(
      { params: { customerId, taskId } },
      { onError: (error) => void message.error(tellProblem(t, error)) },
    );
  return (
    <Button type="link" size="small" loading={reopen.isPending} onClick={undo}>
      {t('care:day.undo')}
    </Button>
  );
}
