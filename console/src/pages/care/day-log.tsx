import { ClockCircleOutlined, SwapOutlined } from '@ant-design/icons';
import { App, Button, Dropdown, Input, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listOwners } from '#modules/customers/contract.ts';
import { changeTask, closeTask, type Outcome, type Template } from '#modules/tasks/contract.ts';
import { useName } from '../../named.ts';
import { read, useRead, useSend } from '../../query.ts';
import { useMe } from '../../session.ts';
import { useDayKeys } from './day-keys.ts';
import type { DayRow } from './day-reads.ts';
import { snoozeChoices } from './snooze.ts';
import { useTaskWords } from './task-words.ts';
import { touchedByTasks, type Channel, type Closing } from './use-close.tsx';
import styles from './day-log.module.css';

const KINDS = ['call', 'wechat', 'sms', 'visit', 'other'] as const;

type Props = { row: DayRow; template: Template | null; close: Closing };

/** How it ended, in one click; a second one where somebody must say why the customer stays away. */
export function DayLog({ row, template, close }: Props) {
  const { t } = useTranslation();
  const name = useName();
  const { outcomesOf, reasons } = useTaskWords();
  const [channel, setChannel] = useState<Channel>(row.kind);
  const [notes, setNotes] = useState('');
  const [asked, setAsked] = useState<Outcome | null>(null);
  const outcomes = outcomesOf(row.templateCode, row.kind);
  const end = (outcome: Outcome, reasonCode?: string) => {
    if (row.needsReason && outcome.result !== 'good' && !reasonCode) setAsked(outcome);
    else close.end(row, outcome, { channel, notes, reasonCode });
  };
  useDayKeys({
    number: (place) => {
      const reason = reasons[place];
      const outcome = outcomes[place];
      if (asked && reason) end(asked, reason.code);
      else if (!asked && outcome) end(outcome);
    },
  });
  return (
    <div className={styles.log}>
      <div className={styles.line}>
        <Segmented<Channel>
          aria-label={t('care:log.channel')}
          value={channel}
          onChange={setChannel}
          options={KINDS.map((kind) => ({ value: kind, label: t(`care:kind.${kind}`) }))}
        />
        <PutOff row={row} />
      </div>
      <Input.TextArea
        value={notes}
        onChange={(event) => setNotes(event.target.value)}
        placeholder={t('care:log.notes')}
        aria-label={t('care:log.notes_label')}
        autoSize={{ minRows: 1, maxRows: 6 }}
        maxLength={2_000}
      />
      <h3 className={styles.ask}>{asked ? t('care:log.why', { outcome: name(asked) }) : t('care:log.how')}</h3>
      <div className={styles.choices}>
        {asked
          ? reasons.map((reason, n) => (
              <Choice key={reason.code} n={n} busy={close.busy} onClick={() => end(asked, reason.code)}>
                {name(reason)}
              </Choice>
            ))
          : outcomes.map((outcome, n) => (
              <Choice key={outcome.code} n={n} tone={outcome.result} busy={close.busy} onClick={() => end(outcome)}>
                {name(outcome)}
              </Choice>
            ))}
        {asked && (
          <Button type="text" onClick={() => setAsked(null)}>
            {t('care:log.back')}
          </Button>
        )}
      </div>
      {template === null && row.notes && <p className="lk-soft">{row.notes}</p>}
    </div>
  );
}

type ChoiceProps = { n: number; tone?: Outcome['result']; busy: boolean; onClick: () => void; children: string };

const Choice = ({ n, tone = 'neutral', busy, onClick, children }: ChoiceProps) => (
  <button type="button" className={`${styles.choice} ${styles[tone]}`} disabled={busy} onClick={onClick}>
    {n < 9 && <kbd aria-hidden="true">{n + 1}</kbd>}
    {children}
  </button>
);

/** Later, to somebody else, or not at all. */
function PutOff({ row }: { row: DayRow }) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const me = useMe();
  const owners = useRead(read(listOwners));
  const change = useSend(changeTask, { ends: touchedByTasks, onDone: () => void message.success(t('shell:saved')) });
  const close = useSend(closeTask, { ends: touchedByTasks });
  const params = { customerId: row.customerId, taskId: row.taskId };
  const others = (owners.data?.rows ?? []).filter(({ ownerId, role }) => ownerId !== me.id && role !== 'analyst');
  const cancel = () =>
    modal.confirm({
      title: t('care:log.cancel_title'),
      content: t('care:log.cancel_text'),
      okText: t('care:log.cancel'),
      cancelText: t('shell:form.cancel'),
      onOk: () => close.mutateAsync({ params, body: { state: 'cancelled' } }),
    });
  return (
    <div className={styles.off}>
      <Dropdown
        trigger={['click']}
        menu={{
          items: snoozeChoices().map(({ key, at }) => ({
            key,
            label: t(`care:snooze.${key}`),
            onClick: () => change.mutate({ params, body: { snoozedUntil: at.toISOString() } }),
          })),
        }}
      >
        <Button icon={<ClockCircleOutlined />}>{t('care:log.later')}</Button>
      </Dropdown>
      <Dropdown
        trigger={['click']}
        menu={{
          style: { maxHeight: 320, overflowY: 'auto' },
          items: [
            ...others.map(({ ownerId, name }) => ({
              key: ownerId,
              label: t('care:log.give_to', { name }),
              onClick: () => change.mutate({ params, body: { ownerId } }),
            })),
            { type: 'divider' as const },
            { key: 'cancel', danger: true, label: t('care:log.cancel'), onClick: cancel },
          ],
        }}
      >
        <Button icon={<SwapOutlined />} aria-label={t('care:log.more')} />
      </Dropdown>
    </div>
  );
}
