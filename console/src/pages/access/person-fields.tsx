import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { listStores, role as roleSchema, scopeKind } from '#modules/access/contract.ts';
import { read, useRead } from '../../query.ts';

/** What the forms for a new and for a known member of staff share. */
export function PersonFields({ newcomer }: { newcomer: boolean }) {
  const { t } = useTranslation();
  const stores = useRead(read(listStores));
  const role = Form.useWatch('role') as string | undefined;
  return (
    <>
      <Form.Item
        name="name"
        label={t('access:name')}
        rules={[{ required: true, whitespace: true, max: 80, message: t('access:name_needed') }]}
      >
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="email"
        label={t('access:email')}
        extra={!newcomer && t('access:people.email_fixed')}
        rules={[{ required: true, type: 'email', message: t('access:email_needed') }]}
      >
        <Input type="email" autoComplete="off" disabled={!newcomer} />
      </Form.Item>
      <Form.Item
        name="password"
        label={t(newcomer ? 'access:people.first_password' : 'access:people.new_password')}
        extra={newcomer ? t('access:password_rule') : t('access:people.new_password_note')}
        rules={[
          { required: newcomer, message: t('access:password_needed') },
          { min: 10, max: 128, message: t('access:password_rule') },
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item name="role" label={t('access:role')} extra={role && t(`terms:role_note.${role}`)}>
        <Select options={roleSchema.options.map((value) => ({ value, label: t(`terms:role.${value}`) }))} />
      </Form.Item>
      <Form.Item name="storeIds" label={t('access:stores.title')} extra={t('access:people.stores_note')}>
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          options={stores.data?.rows.map((store) => ({ value: store.storeId, label: store.name }))}
        />
      </Form.Item>
      {role !== 'administrator' && (
        <Form.Item name="scope" label={t('access:people.scope')} extra={t('access:people.scope_note')}>
          <Select
            options={[
              { value: null, label: t('access:people.scope_as_role') },
              ...scopeKind.options.map((kind) => ({ value: kind, label: t(`terms:scope.${kind}`) })),
            ]}
          />
        </Form.Item>
      )}
    </>
  );
}
