import { App, Button } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { getMyDay } from '#modules/care/contract.ts';
import { getCustomerCare } from '#modules/care/policy-contract.ts';
import { listTimeline } from '#modules/customers/contract.ts';
import { closeTask, getTaskBoard, listTasks, reopenTask, type Outcome, type Task } from '#modules/tasks/contract.ts';
import { tellProblem } from '../../problem.ts';
import { useSend } from '../../query.ts';
import type { DayRow } from './day-reads.ts';

export type Channel = Task['kind'];
export type Told = { channel: Channel; notes: string; reasonCode: string | undefined };
export type Closing = { end: (row: DayRow, outcome: Outcome, told: Told) => void; busy: boolean };

/** What is out of date once somebody worked on a task. */
export const touchedByTasks = [getMyDay, listTasks, listTimeline, getTaskBoard, getCustomerCare];

/** One at a time: the list of what is done offers to take back earlier ones. */
const NOTICE = 'task-done';

/** Ends tasks and offers to take it back for a few seconds. Lives as long as the page: the row it ends goes away. */
export function useClose(onEnd: (row: DayRow) => void): Closing {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const reopen = useSend(reopenTask, { ends: touchedByTasks });
  const close = useSend(closeTask, { ends: touchedByTasks });
  // The second half of a double click would end the next one by mistake.
  const inFlight = useRef(false);
  const end = (row: DayRow, outcome: Outcome, { channel, notes, reasonCode }: Told) => {
    if (inFlight.current) return;
    inFlight.current = true;
    const params = { customerId: row.customerId, taskId: row.taskId };
    onEnd(row);
    close.mutate(
      {
        params,
        body: {
          state: 'done',
          outcome: outcome.code,
          channel,
          ...(notes.trim() && { notes: notes.trim() }),
          ...(reasonCode && { reasonCode }),
        },
      },
      {
        onSuccess: () => {
          const undo = () => {
            message.destroy(NOTICE);
            reopen.mutate({ params }, { onError: (error) => void message.error(tellProblem(t, error)) });
          };
          void message.success({
            key: NOTICE,
            duration: 6,
            content: (
              <>
                {t('care:log.done', { name: row.customer.name ?? row.customer.code })}{' '}
                <Button type="link" size="small" onClick={undo}>
                  {t('care:log.undo')}
                </Button>
              </>
            ),
          });
        },
        onError: (error) => void message.error(tellProblem(t, error)),
        onSettled: () => {
          inFlight.current = false;
        },
      },
    );
  };
  return { end, busy: close.isPending };
}
