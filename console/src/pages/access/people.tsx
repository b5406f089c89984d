import { Button, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useNavigate } from 'react-router';
import { createPerson, listPeople, listStores, updatePerson, type Person } from '#modules/access/contract.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { useCan } from '../../session.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';

const people = read(listPeople);

export const loader = () => prefetch(people);

export const handle = { permission: updatePerson.permission };

function useColumns(): TableColumnsType<Person> {
  const { t } = useTranslation();
  const stores = useRead(read(listStores));
  return useMemo(() => {
    const storeNames = new Map(stores.data?.rows.map((store) => [store.storeId, store.name]));
    return [
      {
        title: t('access:name'),
        dataIndex: 'name',
        render: (name: string, { id, email }) => (
          <>
            <Link to={paths.person(id)}>{name}</Link>
            <div className="lk-faint">{email}</div>
          </>
        ),
      },
      { title: t('access:role'), dataIndex: 'role', render: (role: string) => t(`terms:role.${role}`) },
      {
        title: t('access:stores.title'),
        dataIndex: 'storeIds',
        width: '28%',
        render: (ids: number[]) => ids.map((id) => storeNames.get(id)).join(t('shell:list_comma')),
      },
      {
        title: t('access:people.scope'),
        dataIndex: 'effectiveScope',
        render: (scope: string) => t(`terms:scope.${scope}`),
      },
      {
        title: t('access:second.column'),
        dataIndex: 'secondFactor',
        render: (on: boolean) => t(on ? 'access:second.is_on' : 'access:second.is_off'),
      },
      {
        title: t('access:people.access'),
        dataIndex: 'active',
        render: (active: boolean) => (
          <CodeTag code={active ? 'completed' : 'cancelled'}>
            {t(active ? 'access:people.active' : 'access:people.inactive')}
          </CodeTag>
        ),
      },
    ];
  }, [t, stores.data]);
}

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayAdd = useCan()(createPerson.permission);
  const found = useRead(people);
  const columns = useColumns();
  return (
    <Page
      title={t('access:people.title')}
      note={t('access:people.note')}
      actions={
        mayAdd && (
          <Button type="primary" onClick={() => void navigate(paths.personNew())}>
            {t('access:people.add')}
          </Button>
        )
      }
    >
      <Section flush>
        <Shown query={found}>
          {({ rows }) => (
            <Table<Person> rowKey="id" columns={columns} dataSource={rows} pagination={false} scroll={{ x: 780 }} />
          )}
        </Shown>
      </Section>
      <Outlet />
    </Page>
  );
}
