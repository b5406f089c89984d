import { App, Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { listAudit, listStores, saveStore, type Store } from '#modules/access/contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { notAmong } from '../../components/not-among.ts';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';

type Values = Omit<Store, 'storeId'>;

export const handle = { permission: saveStore.permission };

/** A new store, or with a code in the address a known one. */
export function Component() {
  const { code } = useParams();
  const { data } = useRead(read(listStores));
  const store = data?.rows.find((one) => one.code === code);
  if (!data || (code !== undefined && !store)) return null;
  return <StoreForm store={store ?? null} taken={data.rows.map((one) => one.code)} />;
}

function StoreForm({ store, taken }: { store: Store | null; taken: readonly string[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const save = useSend(saveStore, {
    ends: [listStores, listAudit],
    onDone: () => {
      void message.success(t('shell:saved'));
      void navigate(paths.stores());
    },
  });
  const submit = ({ code, name, city, active }: Values) =>
    save.mutate({ params: { code: code.trim() }, body: { name, city: city || null, active } });
  return (
    <FormDrawer<Values>
      title={store?.name ?? t('access:stores.add')}
      back={paths.stores()}
      initialValues={store ?? { active: true }}
      submitLabel={t('shell:save')}
      onSubmit={submit}
      submitError={save.error}
      loading={save.isPending}
    >
      <Form.Item
        name="name"
        label={t('access:stores.name')}
        rules={[{ required: true, whitespace: true, max: 120, message: t('access:stores.name_needed') }]}
      >
        <Input autoFocus />
      </Form.Item>
      <Form.Item
        name="code"
        label={t('access:stores.code')}
        extra={t('access:stores.code_note')}
        rules={[
          { required: true, whitespace: true, max: 60, message: t('access:stores.code_needed') },
          // Saving goes by the code: a known one would change that store.
          ...(store ? [] : [{ validator: notAmong(taken), message: t('access:stores.code_taken') }]),
        ]}
      >
        <Input disabled={store !== null} />
      </Form.Item>
      <Form.Item name="city" label={t('access:stores.city')}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="active" label={t('access:stores.state')} valuePropName="checked">
        <Checkbox>{t('access:stores.open')}</Checkbox>
      </Form.Item>
    </FormDrawer>
  );
}
