import { Button, Table, Typography, type TableColumnsType } from 'antd';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useNavigate } from 'react-router';
import { listReceivers } from '#modules/webhooks/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';
import { ReceiverState } from './receiver-state.tsx';

export type Receiver = ResultOf<typeof listReceivers>['rows'][number];

const NoReceivers = ({ action }: { action: ReactNode }) => {
  const { t } = useTranslation();
  return <EmptyState title={t('webhooks:empty')} text={t('webhooks:empty_text')} action={action} />;
};

const receivers = read(listReceivers);

export const loader = () => prefetch(receivers);

export const handle = { permission: listReceivers.permission };

function useColumns(): TableColumnsType<Receiver> {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => [
      {
        title: t('webhooks:name'),
        dataIndex: 'name',
        width: '34%',
        render: (name: string, { receiverId, url }) => (
          <>
            <Link to={paths.webhook(receiverId)}>{name}</Link>
            <Typography.Text type="secondary" ellipsis style={{ display: 'block' }}>
              {url}
            </Typography.Text>
          </>
        ),
      },
      {
        title: t('webhooks:events'),
        dataIndex: 'events',
        render: (events: Receiver['events']) =>
          events.map((event) => t(`webhooks:event.${event}`)).join(t('shell:list_comma')),
      },
      { title: t('webhooks:state'), key: 'state', render: (_, one) => <ReceiverState receiver={one} /> },
      {
        title: t('webhooks:waiting'),
        dataIndex: 'waiting',
        align: 'right',
        render: (count: number) => format.number(count),
      },
      { title: t('webhooks:dead'), dataIndex: 'dead', align: 'right', render: (count: number) => format.number(count) },
      {
        title: t('webhooks:last_heard'),
        dataIndex: 'lastHeardAt',
        render: (at: string | null) => (at ? format.moment(at) : <Blank />),
      },
    ],
    [t, format],
  );
}

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const found = useRead(receivers);
  const columns = useColumns();
  const add = (
    <Button type="primary" onClick={() => void navigate(paths.webhookNew())}>
      {t('webhooks:add')}
    </Button>
  );
  return (
    <Page title={t('webhooks:title')} note={t('webhooks:note')} actions={add}>
      <Section flush>
        <Shown query={found}>
          {({ rows }) =>
            rows.length === 0 ? (
              <NoReceivers action={add} />
            ) : (
              <Table<Receiver>
                rowKey="receiverId"
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
