import { App, Button, DatePicker, Form, Input, InputNumber, Segmented, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { getCustomer, listTimeline } from '#modules/customers/contract.ts';
import {
  contactKind,
  deleteContact,
  getContact,
  interactionOutcome,
  recordContact,
  updateContact,
} from '#modules/interactions/contract.ts';
import { getPortrait } from '#modules/interactions/portrait-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { useUrlState } from '../../url-state.ts';

type Kind = (typeof contactKind.options)[number];
type Known = ResultOf<typeof getContact>;
type Values = {
  at: Dayjs;
  content?: string;
  direction?: 'in' | 'out';
  channel?: Known['channel'];
  outcome?: Known['outcome'];
  needs?: string;
  minutes?: number;
};

export const handle = { permission: recordContact.permission };

/** A new one, of the kind in the address, or with an id a known one to correct. */
export function Component() {
  const { customerId, interactionId } = useParams();
  return interactionId ? (
    <Known customerId={Number(customerId)} interactionId={interactionId} />
  ) : (
    <NewContact customerId={Number(customerId)} />
  );
}

const ends = [listTimeline, getPortrait, getCustomer];

function NewContact({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  const [{ kind }] = useUrlState({ kind: 'note' });
  const known = contactKind.safeParse(kind).data ?? 'note';
  // Made once per form: pressing twice, or again after no answer came, writes it down once.
  const [reference] = useState(() => crypto.randomUUID());
  const done = useDone(customerId);
  const record = useSend(recordContact, { ends, onDone: done });
  return (
    <FormDrawer<Values>
      title={t(`interactions:contact.new_${known}`)}
      back={paths.customer(customerId)}
      initialValues={{ at: dayjs(), direction: known === 'call' || known === 'message' ? 'out' : undefined }}
      submitLabel={t('shell:save')}
      onSubmit={(values) =>
        record.mutate({ params: { customerId }, body: { reference, kind: known, ...bodyOf(values) } })
      }
      submitError={record.error}
      loading={record.isPending}
    >
      <Fields kind={known} />
    </FormDrawer>
  );
}

function Known({ customerId, interactionId }: { customerId: number; interactionId: string }) {
  const contact = useRead(read(getContact, { params: { customerId, interactionId } })).data;
  return contact ? <EditContact contact={contact} /> : null;
}

function EditContact({ contact }: { contact: Known }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const { customerId, interactionId } = contact;
  const done = useDone(customerId);
  const save = useSend(updateContact, { ends: [...ends, getContact], onDone: done });
  const remove = useSend(deleteContact, { ends, onDone: done });
  const params = { customerId, interactionId };
  return (
    <FormDrawer<Values>
      title={t(`interactions:contact.edit_${contact.kind}`, { defaultValue: t('interactions:contact.edit') })}
      back={paths.customer(customerId)}
      initialValues={valuesOf(contact)}
      submitLabel={t('shell:save')}
      onSubmit={(values) => save.mutate({ params, body: bodyOf(values) })}
      submitError={save.error ?? remove.error}
      loading={save.isPending || remove.isPending}
    >
      <Fields kind={contact.kind as Kind} />
      <Button
        danger
        loading={remove.isPending}
        onClick={() =>
          modal.confirm({
            title: t('interactions:contact.delete_sure'),
            okText: t('interactions:contact.delete'),
            okButtonProps: { danger: true },
            cancelText: t('shell:form.cancel'),
            onOk: () => remove.mutate({ params }),
          })
        }
      >
        {t('interactions:contact.delete')}
      </Button>
    </FormDrawer>
  );
}

function useDone(customerId: number): () => void {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  return () => {
    void message.success(t('shell:saved'));
    void navigate(paths.customer(customerId));
  };
}

const valuesOf = (contact: Known): Partial<Values> => ({
  at: dayjs(contact.at),
  content: contact.content ?? undefined,
  direction: contact.direction ?? undefined,
  channel: contact.channel,
  outcome: contact.outcome,
  needs: contact.needs ?? undefined,
  minutes: contact.seconds === null ? undefined : Math.round(contact.seconds / 60),
});

const bodyOf = ({ at, minutes, content, needs, direction, channel, outcome }: Values) => ({
  at: at.toISOString(),
  content: content?.trim() || null,
  needs: needs?.trim() || null,
  direction: direction ?? null,
  channel: channel ?? null,
  outcome: outcome ?? null,
  seconds: minutes === undefined || minutes === null ? null : minutes * 60,
});

const CHANNELS = { message: ['wechat', 'sms', 'email', 'other'], visit: ['store', 'home', 'other'] } as const;

function Fields({ kind }: { kind: Kind }) {
  const { t } = useTranslation();
  const spoken = kind === 'call' || kind === 'message';
  const channels = kind === 'message' || kind === 'visit' ? CHANNELS[kind] : null;
  return (
    <>
      {spoken && (
        <Form.Item name="direction" label={t('interactions:contact.direction')}>
          <Segmented
            options={(['out', 'in'] as const).map((value) => ({
              value,
              label: t(`interactions:direction.${kind === 'call' ? 'call_' : ''}${value}`),
            }))}
          />
        </Form.Item>
      )}
      {channels && (
        <Form.Item name="channel" label={t(`interactions:contact.channel_${kind}`)}>
          <Select
            allowClear
            options={channels.map((value) => ({ value, label: t(`interactions:channel.${value}`) }))}
          />
        </Form.Item>
      )}
      {kind !== 'note' && (
        <Form.Item name="outcome" label={t('interactions:contact.outcome')}>
          <Select
            allowClear
            options={interactionOutcome.options.map((value) => ({ value, label: t(`interactions:outcome.${value}`) }))}
          />
        </Form.Item>
      )}
      <Form.Item name="content" label={t('interactions:contact.content')}>
        <Input.TextArea autoFocus maxLength={4000} autoSize={{ minRows: 4, maxRows: 14 }} />
      </Form.Item>
      <Form.Item name="needs" label={t('interactions:contact.needs')} extra={t('interactions:contact.needs_note')}>
        <Input.TextArea maxLength={1000} autoSize={{ minRows: 2, maxRows: 6 }} />
      </Form.Item>
      {(kind === 'call' || kind === 'visit') && (
        <Form.Item name="minutes" label={t('interactions:contact.minutes')}>
          <InputNumber min={0} max={1440} precision={0} style={{ width: '100%' }} />
        </Form.Item>
      )}
      <Form.Item name="at" label={t('interactions:contact.at')} rules={[{ required: true }]}>
        <DatePicker
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          allowClear={false}
          maxDate={dayjs()}
          style={{ width: '100%' }}
        />
      </Form.Item>
    </>
  );
}
