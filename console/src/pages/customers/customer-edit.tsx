import { App, DatePicker, Form, Input, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { listAudit, listStores } from '#modules/access/contract.ts';
import {
  customerKind,
  gender,
  getCustomer,
  listCustomers,
  listTimeline,
  updateCustomer,
} from '#modules/customers/contract.ts';
import type { BodyInput } from '#shared/endpoint.ts';
import type { CustomField } from '#modules/customers/custom-contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { changedOf, CustomInputs, typedOf, type CustomTyped } from './custom-inputs.tsx';
import { customRead } from './custom-reads.ts';
import { customerRead, type CustomerPage } from './customer-reads.ts';

type Change = BodyInput<typeof updateCustomer>;
type Values = Omit<Change, 'birthday' | 'custom'> & { birthday: Dayjs | null; custom?: CustomTyped };

const SHORT_TEXTS = ['province', 'city', 'address', 'occupation', 'industry', 'companySize', 'channel'] as const;

export const handle = { permission: updateCustomer.permission };

export function Component() {
  const customerId = Number(useParams().customerId);
  const customer = useRead(customerRead(customerId)).data;
  const fields = useRead(customRead).data?.rows;
  return customer && fields ? <EditCustomer customer={customer} fields={fields} /> : null;
}

function EditCustomer({ customer, fields }: { customer: CustomerPage; fields: readonly CustomField[] }) {
  const format = useFormat();
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { customerId } = customer;
  const save = useSend(updateCustomer, {
    ends: [getCustomer, listCustomers, listTimeline, listAudit],
    onDone: () => {
      void message.success(t('shell:saved'));
      void navigate(paths.customer(customerId));
    },
  });
  const bodyOf = ({ custom, ...values }: Values): Change => ({
    ...changeOf(values, customer),
    custom: changedOf(fields, custom, customer.custom, format),
  });
  return (
    <FormDrawer<Values>
      title={t('customers:edit.title')}
      back={paths.customer(customerId)}
      initialValues={{
        ...customer,
        birthday: customer.birthday ? dayjs(customer.birthday) : null,
        custom: typedOf(fields, customer.custom, format),
      }}
      submitLabel={t('shell:save')}
      onSubmit={(values) => save.mutate({ params: { customerId }, body: bodyOf(values) })}
      submitError={save.error}
      loading={save.isPending}
    >
      <Fields />
    </FormDrawer>
  );
}

/** Only what was changed is sent; what was emptied is sent as unknown. */
function changeOf(values: Omit<Values, 'custom'>, customer: CustomerPage): Change {
  const written = { ...values, birthday: values.birthday?.format('YYYY-MM-DD') ?? null };
  const cleared = Object.entries(written).map(([name, value]) => [
    name,
    value === '' || value === undefined ? null : value,
  ]);
  return Object.fromEntries(
    cleared.filter(([name, value]) => value !== customer[name as keyof CustomerPage]),
  ) as Change;
}

function Fields() {
  const { t } = useTranslation();
  const stores = useRead(read(listStores));
  const label = (name: string) => t(`fields:customers.${name}`);
  const choices = (field: string, values: readonly string[]) =>
    values.map((value) => ({ value, label: t(`terms:choice.customers.${field}.${value}`) }));
  return (
    <>
      <Form.Item name="name" label={label('name')}>
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item name="kind" label={label('kind')}>
        <Select options={choices('kind', customerKind.options)} />
      </Form.Item>
      <Form.Item name="phone" label={t('terms:identity.phone')}>
        <Input type="tel" maxLength={40} />
      </Form.Item>
      <Form.Item
        name="email"
        label={t('terms:identity.email')}
        rules={[{ type: 'email', message: t('access:email_needed') }]}
      >
        <Input type="email" maxLength={200} />
      </Form.Item>
      <Form.Item name="gender" label={label('gender')}>
        <Select allowClear options={choices('gender', gender.options)} />
      </Form.Item>
      <Form.Item name="birthday" label={label('birthday')}>
        <DatePicker style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="storeId" label={t('customers:store')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          options={stores.data?.rows.map((store) => ({ value: store.storeId, label: store.name }))}
        />
      </Form.Item>
      {SHORT_TEXTS.map((name) => (
        <Form.Item key={name} name={name} label={label(name)}>
          <Input maxLength={name === 'address' ? 300 : 60} />
        </Form.Item>
      ))}
      <Form.Item name="note" label={label('note')}>
        <Input.TextArea maxLength={2000} autoSize={{ minRows: 3, maxRows: 10 }} />
      </Form.Item>
      <CustomInputs />
    </>
  );
}
