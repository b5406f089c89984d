import { App, DatePicker, Form, Input, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { getMyDay } from '#modules/care/contract.ts';
import { getCustomerCare } from '#modules/care/policy-contract.ts';
import { listOwners, listTimeline } from '#modules/customers/contract.ts';
import { createTasks, getTaskBoard, listTasks, type Task } from '#modules/tasks/contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { newKey } from '../../components/new-key.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { useMe } from '../../session.ts';
import { useTaskWords } from './task-words.ts';

type Repeat = 'never' | 'week' | 'month' | 'quarter';
type Values = {
  kind: Task['kind'];
  templateCode?: string;
  title: string;
  ownerId: string;
  due: Dayjs;
  priority: 1 | 2 | 3;
  repeat: Repeat;
  notes?: string;
};

const REPEATS = {
  never: null,
  week: { every: 1, unit: 'week' },
  month: { every: 1, unit: 'month' },
  quarter: { every: 3, unit: 'month' },
} as const;

export const handle = { permission: createTasks.permission };

/** Work about this customer, for oneself or for a colleague. */
export function Component() {
  const { t } = useTranslation();
  const name = useName();
  const navigate = useNavigate();
  const customerId = Number(useParams().customerId);
  const { message } = App.useApp();
  const me = useMe();
  const { templates, templateOf } = useTaskWords();
  const owners = useRead(read(listOwners)).data?.rows ?? [];
  // One form is one wish: sent twice, it is one task.
  const [{ opened, key }] = useState(() => ({ opened: dayjs(), key: newKey() }));
  const create = useSend(createTasks, {
    ends: [listTasks, getMyDay, getTaskBoard, getCustomerCare, listTimeline],
    onDone: () => {
      void message.success(t('care:task.created'));
      void navigate(paths.customer(customerId));
    },
  });
  const submit = ({ due, repeat, notes, templateCode, ...rest }: Values) =>
    create.mutate({
      body: {
        tasks: [
          {
            customerId,
            ...rest,
            templateCode: templateCode ?? null,
            dueAt: due.toISOString(),
            recurs: REPEATS[repeat],
            notes: notes?.trim() || null,
            key,
          },
        ],
      },
    });
  const required = [{ required: true, message: t('care:needed') }];
  const [form] = Form.useForm<Values>();
  const chosen = Form.useWatch('templateCode', form);
  return (
    <FormDrawer<Values>
      title={t('care:next.add_task')}
      back={paths.customer(customerId)}
      form={form}
      initialValues={{
        kind: 'call',
        ownerId: me.id,
        due: opened.add(1, 'day').hour(18).minute(0).second(0),
        priority: 2,
        repeat: 'never',
      }}
      submitLabel={t('care:task.submit')}
      onSubmit={submit}
      submitError={create.error}
      loading={create.isPending}
    >
      <Form.Item name="templateCode" label={t('care:task.template')} extra={t('care:task.template_note')}>
        <Select
          allowClear
          options={templates
            .filter(({ active }) => active)
            .map((template) => ({ value: template.code, label: name(template.name) }))}
          onChange={(code: string | undefined) => {
            const template = templateOf(code ?? null);
            if (template)
              form.setFieldsValue({ kind: template.kind, title: name(template.name), priority: template.priority });
          }}
        />
      </Form.Item>
      <Form.Item name="kind" label={t('care:templates.kind')}>
        <Select
          disabled={Boolean(chosen)}
          options={(['call', 'wechat', 'sms', 'visit', 'other'] as const).map((kind) => ({
            value: kind,
            label: t(`care:kind.${kind}`),
          }))}
        />
      </Form.Item>
      <Form.Item name="title" label={t('care:task.what')} rules={required}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="ownerId" label={t('care:task.owner')} rules={required}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={owners.map((owner) => ({ value: owner.ownerId, label: owner.name }))}
        />
      </Form.Item>
      <Form.Item name="due" label={t('care:task.due')} rules={required}>
        <DatePicker
          showTime={{ format: 'HH:mm', minuteStep: 15 }}
          format="YYYY-MM-DD HH:mm"
          style={{ width: '100%' }}
        />
      </Form.Item>
      <Form.Item name="repeat" label={t('care:task.repeat')}>
        <Select
          options={(Object.keys(REPEATS) as Repeat[]).map((repeat) => ({
            value: repeat,
            label: t(`care:repeat.${repeat}`),
          }))}
        />
      </Form.Item>
      <Form.Item name="priority" label={t('care:rules.priority')}>
        <Select options={([1, 2, 3] as const).map((value) => ({ value, label: t(`care:priority.${value}`) }))} />
      </Form.Item>
      <Form.Item name="notes" label={t('care:log.notes_label')}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={2_000} />
      </Form.Item>
    </FormDrawer>
  );
}
