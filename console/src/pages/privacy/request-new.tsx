import { DatePicker, Form, Input, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { listRequests, openRequest, requestKind } from '#modules/privacy/requests-contract.ts';
import { CustomerSelect } from '../../components/customer-select.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { paths } from '../../paths.ts';
import { useSend } from '../../query.ts';

type Values = {
  customerId: number;
  kind: (typeof requestKind.options)[number];
  via: string;
  receivedAt: Dayjs;
  verified?: string;
  note?: string;
};

const WAYS = ['call', 'store', 'mail', 'wechat', 'form'] as const;

export const handle = { permission: openRequest.permission };

/** A request as it came; the clock runs from that day. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [opened] = useState(() => dayjs());
  const known = Number(search.get('customer')) || undefined;
  const open = useSend(openRequest, {
    ends: [listRequests],
    onDone: ({ requestId }) => void navigate(paths.privacyRequest(requestId)),
  });
  const submit = ({ receivedAt, verified, note, ...rest }: Values) =>
    open.mutate({
      body: { ...rest, receivedAt: receivedAt.toISOString(), verified: verified || null, note: note || null },
    });
  return (
    <FormDrawer<Values>
      title={t('privacy:requests.new')}
      back={paths.privacyRequests()}
      initialValues={{ kind: 'access', via: 'call', receivedAt: opened, ...(known && { customerId: known }) }}
      submitLabel={t('privacy:requests.open_it')}
      onSubmit={submit}
      submitError={open.error}
      loading={open.isPending}
    >
      <Form.Item
        name="customerId"
        label={t('privacy:requests.customer')}
        rules={[{ required: true, message: t('privacy:requests.customer_needed') }]}
      >
        <CustomerSelect />
      </Form.Item>
      <Form.Item name="kind" label={t('privacy:requests.kind')}>
        <Select
          options={requestKind.options.map((value) => ({ value, label: t(`privacy:request_kind_long.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="via" label={t('privacy:requests.via')}>
        <Select options={WAYS.map((value) => ({ value, label: t(`privacy:source.${value}`) }))} />
      </Form.Item>
      <Form.Item name="receivedAt" label={t('privacy:requests.received')} extra={t('privacy:requests.received_note')}>
        <DatePicker allowClear={false} disabledDate={(day) => day.isAfter(dayjs())} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="verified" label={t('privacy:requests.verified')} extra={t('privacy:requests.verified_note')}>
        <Input maxLength={500} />
      </Form.Item>
      <Form.Item name="note" label={t('privacy:requests.said')}>
        <Input.TextArea maxLength={2000} autoSize={{ minRows: 2, maxRows: 8 }} />
      </Form.Item>
    </FormDrawer>
  );
}
