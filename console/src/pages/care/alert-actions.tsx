import { ClockCircleOutlined } from '@ant-design/icons';
import { App, Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { listAlerts } from '#modules/care/contract.ts';
import { changeTask } from '#modules/tasks/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { tellProblem } from '../../problem.ts';
import { useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { snoozeChoices } from './snooze.ts';
import { touchedByTasks } from './use-close.tsx';

type Alert = ResultOf<typeof listAlerts>['rows'][number];

/** An open alert rests with its task, or is taken up again; its deadline stands. */
export function AlertActions({ alert }: { alert: Alert }) {
  const { t } = useTranslation();
  const mayWork = useCan()(changeTask.permission);
  const { message } = App.useApp();
  const change = useSend(changeTask, {
    ends: [...touchedByTasks, listAlerts],
    onDone: () => void message.success(t('shell:saved')),
  });
  if (!mayWork || alert.state !== 'open' || alert.taskId === null) return null;
  const params = { customerId: alert.customerId, taskId: alert.taskId };
  const until = (snoozedUntil: string | null) =>
    change.mutate(
      { params, body: { snoozedUntil } },
      { onError: (error) => void message.error(tellProblem(t, error)) },
    );
  const choices = snoozeChoices().map(({ key, at }) => ({
    key: key as string,
    label: t(`care:snooze.${key}`),
    onClick: () => until(at.toISOString()),
  }));
  const wake = { key: 'wake', label: t('care:snooze.wake'), onClick: () => until(null) };
  return (
    <Dropdown trigger={['click']} menu={{ items: alert.snoozedUntil ? [wake, ...choices] : choices }}>
      <Button
        type="text"
        icon={<ClockCircleOutlined />}
        loading={change.isPending}
        aria-label={t('care:log.later')}
        title={t('care:log.later')}
      />
    </Dropdown>
  );
}
