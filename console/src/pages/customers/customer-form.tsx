import { DatePicker, Form, Input, Select, type FormRule } from 'antd';
import type { Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { listStores } from '#modules/access/contract.ts';
import { customerKind, gender, type updateCustomer } from '#modules/customers/contract.ts';
import type { BodyInput } from '#shared/endpoint.ts';
import { read, useRead } from '../../query.ts';

type Written = BodyInput<typeof updateCustomer>;

/** What people write of a customer, as the form holds it. */
export type CustomerValues = Omit<Written, 'birthday' | 'custom'> & { birthday?: Dayjs | null };

const SHORT_TEXTS = ['province', 'city', 'address', 'occupation', 'industry', 'companySize', 'channel'] as const;

/** The fields of a customer, for a new one and for one that is changed. `needed` is said where nothing tells who it is. */
export function CustomerFields({ needed }: { needed?: string }) {
  const { t } = useTranslation();
  const stores = useRead(read(listStores));
  const label = (name: string) => t(`fields:customers.${name}`);
  const choices = (field: string, values: readonly string[]) =>
    values.map((value) => ({ value, label: t(`terms:choice.customers.${field}.${value}`) }));
  return (
    <>
      <Form.Item
        name="name"
        label={label('name')}
        dependencies={['phone', 'email']}
        rules={needed === undefined ? [] : [saysSomebody(needed)]}
      >
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
    </>
  );
}

const saysSomebody =
  (needed: string): FormRule =>
  ({ getFieldValue }) => ({
    validator: () =>
      ['name', 'phone', 'email'].some((name) => getFieldValue(name))
        ? Promise.resolve()
        : Promise.reject(new Error(needed)),
  });
