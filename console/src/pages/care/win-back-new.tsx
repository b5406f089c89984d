import { App, DatePicker, Form, Input, InputNumber, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { getMyDay } from '#modules/care/contract.ts';
import { createWinBackPlan, listWinBackPlans } from '#modules/care/plan-contract.ts';
import { listPlaybooks } from '#modules/care/playbook-contract.ts';
import { listOwners } from '#modules/customers/contract.ts';
import { listSegments } from '#modules/segments/contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { useMe } from '../../session.ts';
import { useTaskWords } from './task-words.ts';

type Values = {
  name: string;
  goalPercent: number;
  reasonCode?: string;
  playbook: string;
  ownerId: string;
  days: [Dayjs, Dayjs];
  budget: number;
  top: number;
  segmentId?: number;
  note?: string;
};

export const handle = { permission: createWinBackPlan.permission };

const WEEKS = 6;

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const format = useFormat();
  const name = useName();
  const me = useMe();
  const { reasons } = useTaskWords();
  const playbooks = useRead(read(listPlaybooks)).data?.rows ?? [];
  const segments = useRead(read(listSegments)).data?.rows ?? [];
  const owners = useRead(read(listOwners)).data?.rows ?? [];
  const [opened] = useState(() => dayjs());
  const segmentId = Number(useSearchParams()[0].get('segment')) || undefined;
  const create = useSend(createWinBackPlan, {
    ends: [listWinBackPlans, getMyDay],
    onDone: ({ members }) => {
      void message.success(t('care:win_back.created', { count: members }));
      void navigate(paths.winBack());
    },
  });
  const submit = ({ goalPercent, days: [from, to], budget, reasonCode, note, ...rest }: Values) =>
    create.mutate({
      body: {
        ...rest,
        goalRate: goalPercent / 100,
        startsOn: from.format('YYYY-MM-DD'),
        endsOn: to.format('YYYY-MM-DD'),
        budgetCents: format.toCents(budget),
        reasonCode: reasonCode ?? null,
        note: note?.trim() || null,
      },
    });
  const required = [{ required: true, message: t('care:needed') }];
  return (
    <FormDrawer<Values>
      title={t('care:win_back.add')}
      back={paths.winBack()}
      initialValues={{
        goalPercent: 15,
        playbook: 'win_back_by_reason',
        ownerId: me.id,
        days: [opened, opened.add(WEEKS, 'week')],
        budget: 2_000,
        ...(segmentId && { segmentId }),
        top: 30,
      }}
      submitLabel={t('care:win_back.submit')}
      onSubmit={submit}
      submitError={create.error}
      loading={create.isPending}
    >
      <Form.Item name="name" label={t('care:win_back.name')} rules={required}>
        <Input maxLength={80} placeholder={t('care:win_back.name_example')} />
      </Form.Item>
      <Form.Item
        name="goalPercent"
        label={t('care:win_back.goal')}
        extra={t('care:win_back.goal_note')}
        rules={required}
      >
        <InputNumber min={1} max={100} suffix="%" style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="reasonCode" label={t('care:win_back.reason')} extra={t('care:win_back.reason_note')}>
        <Select allowClear options={reasons.map((reason) => ({ value: reason.code, label: name(reason) }))} />
      </Form.Item>
      <Form.Item name="playbook" label={t('care:win_back.means')} rules={required}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={playbooks.map((playbook) => ({ value: playbook.code, label: name(playbook.name) }))}
        />
      </Form.Item>
      <Form.Item name="segmentId" label={t('care:win_back.from')} extra={t('care:win_back.from_note')}>
        <Select
          allowClear
          placeholder={t('care:win_back.from_left')}
          showSearch={{ optionFilterProp: 'label' }}
          options={segments.map(({ segmentId, name: label, size }) => ({
            value: segmentId,
            label: size === null ? label : `${label} · ${format.number(size)}`,
          }))}
        />
      </Form.Item>
      <Form.Item name="top" label={t('care:win_back.top')} extra={t('care:win_back.top_note')} rules={required}>
        <InputNumber min={1} max={200} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="ownerId" label={t('care:win_back.owner')} rules={required}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={owners.map((owner) => ({ value: owner.ownerId, label: owner.name }))}
        />
      </Form.Item>
      <Form.Item name="days" label={t('care:win_back.timetable')} rules={required}>
        <DatePicker.RangePicker style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="budget" label={t('care:win_back.budget_label')} rules={required}>
        <InputNumber min={0} prefix={format.symbol} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="note" label={t('care:win_back.note_label')}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={2_000} />
      </Form.Item>
    </FormDrawer>
  );
}
