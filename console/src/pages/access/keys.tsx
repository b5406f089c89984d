import { App, Button, Table, type TableColumnsType } from 'antd';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useNavigate } from 'react-router';
import { listAudit, listStores } from '#modules/access/contract.ts';
import { listKeys, revokeKey } from '#modules/access/keys-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useTellRefusal } from '../../components/tell-refusal.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead, useSend } from '../../query.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';

const NoKeys = ({ action }: { action: ReactNode }) => {
  const { t } = useTranslation();
  return <EmptyState title={t('access:keys.empty')} text={t('access:keys.empty_text')} action={action} />;
};

type ApiKey = ResultOf<typeof listKeys>['rows'][number];

const keys = read(listKeys);

export const loader = () => prefetch(keys);

export const handle = { permission: listKeys.permission };

const stateOf = ({ revokedAt, expiresAt }: ApiKey): 'active' | 'expired' | 'revoked' =>
  revokedAt ? 'revoked' : expiresAt && new Date(expiresAt) <= new Date() ? 'expired' : 'active';

function useColumns(): TableColumnsType<ApiKey> {
  const { t } = useTranslation();
  const format = useFormat();
  const stores = useRead(read(listStores)).data;
  return useMemo(() => {
    const storeNames = new Map(stores?.rows.map((store) => [store.storeId, store.name]));
    return [
      {
        title: t('access:keys.name'),
        dataIndex: 'name',
        render: (name: string, { hint }) => (
          <>
            <div>{name}</div>
            <code className="lk-faint">{hint}…</code>
          </>
        ),
      },
      {
        title: t('access:keys.may'),
        dataIndex: 'permissions',
        width: '32%',
        render: (codes: string[]) =>
          codes.map((code) => t(`terms:permission.${code}`, { defaultValue: code })).join(t('shell:list_comma')),
      },
      {
        title: t('access:keys.customers'),
        dataIndex: 'storeIds',
        render: (ids: number[] | null) =>
          ids === null ? t('terms:scope.all') : ids.map((id) => storeNames.get(id)).join(t('shell:list_comma')),
      },
      {
        title: t('access:keys.last_used'),
        dataIndex: 'lastUsedAt',
        render: (at: ApiKey['lastUsedAt']) => (at ? format.moment(at) : <Blank />),
      },
      {
        title: t('access:keys.state'),
        key: 'state',
        render: (_, key) => {
          const state = stateOf(key);
          return (
            <>
              <CodeTag code={state === 'active' ? 'completed' : 'cancelled'}>
                {t(`access:keys.state_of.${state}`)}
              </CodeTag>
              {state === 'active' && key.expiresAt && (
                <div className="lk-faint">{t('access:keys.until', { when: format.date(key.expiresAt) })}</div>
              )}
            </>
          );
        },
      },
      { key: 'revoke', render: (_, key) => stateOf(key) === 'active' && <Revoke apiKey={key} /> },
    ];
  }, [t, format, stores]);
}

function Revoke({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const revoke = useSend(revokeKey, {
    ends: [listKeys, listAudit],
    onRefused: useTellRefusal(),
    onDone: () => void message.success(t('access:keys.revoked', { name: apiKey.name })),
  });
  const ask = () =>
    modal.confirm({
      title: t('access:keys.revoke_ask', { name: apiKey.name }),
      content: t('access:keys.revoke_note'),
      okText: t('access:keys.revoke'),
      okButtonProps: { danger: true },
      onOk: () => revoke.mutate({ params: { keyId: apiKey.keyId } }),
    });
  return (
    <Button size="small" danger loading={revoke.isPending} onClick={ask}>
      {t('access:keys.revoke')}
    </Button>
  );
}

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const found = useRead(keys);
  const columns = useColumns();
  const add = (
    <Button type="primary" onClick={() => void navigate(paths.keyNew())}>
      {t('access:keys.add')}
    </Button>
  );
  return (
    <Page title={t('access:keys.title')} note={t('access:keys.note')} actions={add}>
      <Section flush>
        <Shown query={found}>
          {({ rows }) =>
            rows.length === 0 ? (
              <NoKeys action={add} />
            ) : (
              <Table<ApiKey>
                rowKey="keyId"
                columns={columns}
                dataSource={rows}
                pagination={false}
                scroll={{ x: 960 }}
              />
            )
          }
        </Shown>
      </Section>
      <Outlet />
    </Page>
  );
}
