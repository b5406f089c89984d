import { Alert, App, Form, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { listPeople } from '#modules/access/contract.ts';
import { handOver } from '#modules/customers/owners-contract.ts';
import { getTaskBoard, handOverTasks, listTasks } from '#modules/tasks/contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';

type Values = { fromId: string; to: 'customer_owner' | 'person'; personId?: string };

export const handle = { permission: handOverTasks.permission };

/** Somebody leaves or is away: their open tasks go on. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const people = useRead(read(listPeople)).data?.rows ?? [];
  const send = useSend(handOverTasks, {
    ends: [getTaskBoard, listTasks],
    onDone: ({ moved }) => {
      void message.success(t('care:hand_over.done', { count: moved }));
      void navigate(paths.teamBoard());
    },
  });
  const options = people.map(({ id, name, active }) => ({
    value: id,
    label: active ? name : `${name} ${t('care:team.left')}`,
  }));
  const active = people.filter((person) => person.active).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <FormDrawer<Values>
      title={t('care:hand_over.title')}
      back={paths.teamBoard()}
      initialValues={{ to: 'customer_owner' }}
      submitLabel={t('care:hand_over.submit')}
      onSubmit={({ fromId, to, personId }) =>
        send.mutate({ body: { fromId, to: to === 'person' ? { personId: personId ?? '' } : 'customer_owner' } })
      }
      submitError={send.error}
      loading={send.isPending}
    >
      <p className="lk-soft">{t('care:hand_over.text')}</p>
      <Form.Item name="fromId" label={t('care:hand_over.from')} rules={[{ required: true, message: t('care:needed') }]}>
        <Select showSearch={{ optionFilterProp: 'label' }} options={options} />
      </Form.Item>
      <Form.Item noStyle dependencies={['fromId']}>
        {({ getFieldValue }) => <WithCustomers personId={getFieldValue('fromId')} />}
      </Form.Item>
      <Form.Item name="to" label={t('care:hand_over.to')}>
        <Radio.Group
          options={[
            { value: 'customer_owner', label: t('care:hand_over.to_owner') },
            { value: 'person', label: t('care:hand_over.to_person') },
          ]}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={['to']}>
        {({ getFieldValue }) =>
          getFieldValue('to') === 'person' && (
            <Form.Item
              name="personId"
              label={t('care:hand_over.person')}
              rules={[{ required: true, message: t('care:needed') }]}
            >
              <Select showSearch={{ optionFilterProp: 'label' }} options={active} />
            </Form.Item>
          )
        }
      </Form.Item>
    </FormDrawer>
  );
}

/** Whoever leaves for good hands over customers and tasks in one step. */
function WithCustomers({ personId }: { personId: string | undefined }) {
  const { t } = useTranslation();
  const may = useCan()(handOver.permission);
  if (!may || !personId) return null;
  return (
    <Alert
      type="info"
      style={{ marginBottom: 24 }}
      title={t('care:hand_over.leaving')}
      action={<Link to={paths.teamHandOver(personId)}>{t('care:hand_over.with_customers')}</Link>}
    />
  );
}
