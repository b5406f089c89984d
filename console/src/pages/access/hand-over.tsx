import { App, Checkbox, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useParams } from 'react-router';
import { listAudit, listPeople } from '#modules/access/contract.ts';
import { getCustomer, listCustomers } from '#modules/customers/contract.ts';
import { handOver, previewHandOver } from '#modules/customers/owners-contract.ts';
import { getMyDay } from '#modules/care/contract.ts';
import { getTaskBoard, listTasks } from '#modules/tasks/contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { Shown } from '../../ui/shown.tsx';
import styles from './hand-over.module.css';

type Values = { toIds: string[]; keepStores: boolean; reason?: string };

export const handle = { permission: handOver.permission };

/** All customers of a person to others: what there is, to whom, and one click. */
export function Component() {
  const { id = '' } = useParams();
  const { t } = useTranslation();
  const navigate = useNavigate();
  const format = useFormat();
  const { message } = App.useApp();
  // Leads come from their team, administrators from the person.
  const fromTeam = useLocation().pathname.startsWith(paths.teamBoard());
  const person = useRead(read(listPeople)).data?.rows.find((one) => one.id === id);
  const preview = useRead(read(previewHandOver, { query: { fromId: id } }));
  const save = useSend(handOver, {
    ends: [previewHandOver, listCustomers, getCustomer, listAudit, getTaskBoard, listTasks, getMyDay],
    onDone: ({ customers, work }) => {
      const moved = work.filter(({ count }) => count > 0);
      const said = [
        t('access:hand_over.done', { count: customers }),
        ...moved.map(({ kind, count }) => t(`access:hand_over.moved.${kind}`, { count, defaultValue: '' })),
      ];
      void message.success(said.join(t('shell:list_comma')));
      void navigate(fromTeam ? paths.teamBoard() : paths.people());
    },
  });
  if (!person) return null;
  return (
    <FormDrawer<Values>
      title={t('access:hand_over.title', { name: person.name })}
      back={fromTeam ? paths.teamBoard() : paths.person(id)}
      initialValues={{ keepStores: true }}
      submitLabel={t('access:hand_over.submit')}
      onSubmit={({ reason, ...values }) => save.mutate({ body: { ...values, fromId: id, reason: reason || null } })}
      submitError={save.error}
      loading={save.isPending}
    >
      <Shown query={preview} lines={4}>
        {({ customers, stores, work, takers }) => (
          <>
            <p>{t('access:hand_over.holds', { count: customers })}</p>
            <ul className={styles.stores}>
              {stores.map((store) => (
                <li key={store.storeId ?? 0}>
                  <span>{store.name ?? t('access:hand_over.no_store')}</span>
                  <span>{format.number(store.customers)}</span>
                </li>
              ))}
              {work.map(({ kind, count }) => (
                <li key={kind}>
                  <span>{t(`access:hand_over.work.${kind}`, { defaultValue: kind })}</span>
                  <span>{format.number(count)}</span>
                </li>
              ))}
            </ul>
            <Form.Item
              name="toIds"
              label={t('access:hand_over.to')}
              extra={t('access:hand_over.to_note')}
              rules={[{ required: true, message: t('access:hand_over.to_needed') }]}
            >
              <Select
                mode="multiple"
                showSearch={{ optionFilterProp: 'label' }}
                options={takers.map((taker) => ({
                  value: taker.ownerId,
                  label: `${taker.name} · ${t('access:hand_over.has', { count: taker.customers })}`,
                }))}
              />
            </Form.Item>
            <Form.Item name="keepStores" valuePropName="checked" extra={t('access:hand_over.keep_stores_note')}>
              <Checkbox>{t('access:hand_over.keep_stores')}</Checkbox>
            </Form.Item>
            <Form.Item name="reason" label={t('access:hand_over.reason')}>
              <Input maxLength={200} />
            </Form.Item>
          </>
        )}
      </Shown>
    </FormDrawer>
  );
}
