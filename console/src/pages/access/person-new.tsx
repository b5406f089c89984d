import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { createPerson, listAudit, listPeople } from '#modules/access/contract.ts';
import type { BodyInput } from '#shared/endpoint.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { paths } from '../../paths.ts';
import { useSend } from '../../query.ts';
import { PersonFields } from './person-fields.tsx';

export const handle = { permission: createPerson.permission };

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const create = useSend(createPerson, {
    ends: [listPeople, listAudit],
    onDone: (person) => {
      void message.success(t('access:people.added', { name: person.name }));
      void navigate(paths.people());
    },
  });
  return (
    <FormDrawer<BodyInput<typeof createPerson>>
      title={t('access:people.add')}
      back={paths.people()}
      initialValues={{ role: 'account_manager', storeIds: [], scope: null }}
      submitLabel={t('access:people.add')}
      onSubmit={(body) => create.mutate({ body })}
      submitError={create.error}
      loading={create.isPending}
    >
      <PersonFields newcomer />
    </FormDrawer>
  );
}
