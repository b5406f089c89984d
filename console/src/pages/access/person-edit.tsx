import { App, Button, Checkbox, Form, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import {
  getStart,
  listAudit,
  listPeople,
  resetSecondFactor,
  updatePerson,
  type Person,
} from '#modules/access/contract.ts';
import { handOver } from '#modules/customers/owners-contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { PersonFields } from './person-fields.tsx';

type Values = Omit<Person, 'id' | 'effectiveScope' | 'secondFactor'> & { password?: string };

export const handle = { permission: updatePerson.permission };

export function Component() {
  const { id = '' } = useParams();
  const person = useRead(read(listPeople)).data?.rows.find((one) => one.id === id);
  return person ? <EditPerson person={person} /> : null;
}

function EditPerson({ person }: { person: Person }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const mayHandOver = useCan()(handOver.permission);
  const save = useSend(updatePerson, {
    ends: [listPeople, listAudit, getStart],
    onDone: () => {
      void message.success(t('shell:saved'));
      void navigate(paths.people());
    },
  });
  const submit = ({ name, role, active, storeIds, scope, password }: Values) =>
    save.mutate({
      params: { id: person.id },
      body: { name, role, active, storeIds, scope, ...(password && { password }) },
    });
  return (
    <FormDrawer<Values>
      title={person.name}
      back={paths.people()}
      initialValues={person}
      submitLabel={t('shell:save')}
      onSubmit={submit}
      submitError={save.error}
      loading={save.isPending}
    >
      <PersonFields newcomer={false} />
      <Form.Item
        name="active"
        label={t('access:people.access')}
        extra={t('access:people.access_note')}
        valuePropName="checked"
      >
        <Checkbox>{t('access:people.active')}</Checkbox>
      </Form.Item>
      {person.secondFactor && <ResetSecondFactor person={person} />}
      {mayHandOver && <Link to={paths.personHandOver(person.id)}>{t('access:hand_over.link')}</Link>}
    </FormDrawer>
  );
}

/** For somebody who lost the telephone. */
function ResetSecondFactor({ person }: { person: Person }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const reset = useSend(resetSecondFactor, {
    ends: [listPeople, listAudit, getStart],
    onDone: () => void message.success(t('access:second.reset_done')),
  });
  return (
    <Form.Item label={t('access:second.title')} extra={t('access:second.reset_note')}>
      {reset.error && <ProblemNote error={reset.error} />}
      <Popconfirm
        title={t('access:second.reset_sure')}
        onConfirm={() => reset.mutate({ params: { id: person.id } })}
        okText={t('access:second.reset')}
        cancelText={t('shell:form.cancel')}
      >
        <Button loading={reset.isPending}>{t('access:second.reset')}</Button>
      </Popconfirm>
    </Form.Item>
  );
}
