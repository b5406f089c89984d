import { App, DatePicker, Form, Input, InputNumber, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { listAudit, listRoles, listStores } from '#modules/access/contract.ts';
import { createKey, listKeys } from '#modules/access/keys-contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { SecretOnce } from '../../components/secret-once.tsx';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';

export const handle = { permission: createKey.permission };

type Values = {
  name: string;
  permissions: string[];
  storeIds: number[];
  perMinute: number;
  expires: Dayjs | null;
};

export function Component() {
  const { t } = useTranslation();
  const create = useCreate();
  return (
    <FormDrawer<Values>
      title={t('access:keys.add')}
      back={paths.keys()}
      initialValues={{ permissions: [], storeIds: [], perMinute: 600, expires: null }}
      submitLabel={t('access:keys.add')}
      onSubmit={({ storeIds, expires, ...values }) =>
        create.mutate({
          body: {
            ...values,
            storeIds: storeIds.length > 0 ? storeIds : null,
            expiresAt: expires?.endOf('day').toISOString() ?? null,
          },
        })
      }
      submitError={create.error}
      loading={create.isPending}
    >
      <Fields />
    </FormDrawer>
  );
}

/** The secret is shown once, and the form stays until it was taken along. */
function useCreate() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { modal } = App.useApp();
  return useSend(createKey, {
    ends: [listKeys, listAudit],
    onDone: ({ key, secret }) =>
      void modal.success({
        title: t('access:keys.made', { name: key.name }),
        width: 560,
        content: <SecretOnce note={t('access:keys.secret_note')} secret={secret} />,
        okText: t('access:keys.kept'),
        onOk: () => void navigate(paths.keys()),
      }),
  });
}

function Fields() {
  const { t } = useTranslation();
  const rights = useRead(read(listRoles)).data?.rows ?? [];
  const stores = useRead(read(listStores)).data?.rows ?? [];
  return (
    <>
      <Form.Item
        name="name"
        label={t('access:keys.name')}
        extra={t('access:keys.name_note')}
        rules={[{ required: true, whitespace: true, max: 80, message: t('access:keys.name_needed') }]}
      >
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="permissions"
        label={t('access:keys.may')}
        extra={t('access:keys.may_note')}
        rules={[{ required: true, message: t('access:keys.may_needed') }]}
      >
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          options={rights.map(({ permission }) => ({
            value: permission,
            label: t(`terms:permission.${permission}`, { defaultValue: permission }),
          }))}
        />
      </Form.Item>
      <Form.Item name="storeIds" label={t('access:keys.customers')} extra={t('access:keys.customers_note')}>
        <Select
          mode="multiple"
          placeholder={t('terms:scope.all')}
          showSearch={{ optionFilterProp: 'label' }}
          options={stores.map((store) => ({ value: store.storeId, label: store.name }))}
        />
      </Form.Item>
      <Form.Item name="perMinute" label={t('access:keys.limit')} extra={t('access:keys.limit_note')}>
        <InputNumber min={1} max={100_000} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="expires" label={t('access:keys.expires')} extra={t('access:keys.expires_note')}>
        <DatePicker style={{ width: '100%' }} />
      </Form.Item>
    </>
  );
}
