import { Button, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useNavigate } from 'react-router';
import { listStores, saveStore, type Store } from '#modules/access/contract.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { useCan } from '../../session.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';

const NoStores = ({ action }: { action: React.ReactNode }) => {
  const { t } = useTranslation();
  return <EmptyState title={t('access:stores.empty')} text={t('access:stores.empty_text')} action={action} />;
};

const stores = read(listStores);

export const loader = () => prefetch(stores);

function useColumns(mayChange: boolean): TableColumnsType<Store> {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        title: t('access:stores.name'),
        dataIndex: 'name',
        ellipsis: true,
        render: (name: string, { code }) => (mayChange ? <Link to={paths.store(code)}>{name}</Link> : name),
      },
      { title: t('access:stores.code'), dataIndex: 'code', ellipsis: true },
      { title: t('access:stores.city'), dataIndex: 'city', render: (city: string | null) => city ?? <Blank /> },
      {
        title: t('access:stores.state'),
        dataIndex: 'active',
        render: (active: boolean) => (
          <CodeTag code={active ? 'completed' : 'cancelled'}>
            {t(active ? 'access:stores.open' : 'access:stores.closed')}
          </CodeTag>
        ),
      },
    ],
    [t, mayChange],
  );
}

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayChange = useCan()(saveStore.permission);
  const found = useRead(stores);
  const columns = useColumns(mayChange);
  const add = mayChange && (
    <Button type="primary" onClick={() => void navigate(paths.storeNew())}>
      {t('access:stores.add')}
    </Button>
  );
  return (
    <Page title={t('access:stores.title')} note={t('access:stores.note')} actions={add}>
      <Section flush>
        <Shown query={found}>
          {({ rows }) => (
            <Table<Store>
              rowKey="storeId"
              columns={columns}
              dataSource={rows}
              pagination={false}
              scroll={{ x: 640 }}
              locale={{ emptyText: <NoStores action={add} /> }}
            />
          )}
        </Shown>
      </Section>
      <Outlet />
    </Page>
  );
}
