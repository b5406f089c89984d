import { Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, type LoaderFunctionArgs } from 'react-router';
import { listUnmatched } from '#modules/orders/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { KeysetPager } from '../../components/keyset-pager.tsx';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';
import { stateOf, useUrlState } from '../../url-state.ts';

export type Waiting = ResultOf<typeof listUnmatched>['rows'][number];

const NothingWaits = () => {
  const { t } = useTranslation();
  return <EmptyState title={t('orders:unmatched.empty')} text={t('orders:unmatched.empty_text')} />;
};

const urlDefaults = { after: '' };

const waiting = ({ after }: typeof urlDefaults) => read(listUnmatched, { query: { after } });

export const loader = ({ request }: LoaderFunctionArgs) => prefetch(waiting(stateOf(urlDefaults, request)));

export const handle = { permission: listUnmatched.permission };

function useColumns(): TableColumnsType<Waiting> {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => [
      { title: t('orders:placed_at'), dataIndex: 'placedAt', width: 170, render: (at: string) => format.moment(at) },
      { title: t('orders:number'), dataIndex: 'externalId', ellipsis: true },
      {
        title: t('orders:unmatched.customer'),
        dataIndex: 'customerName',
        ellipsis: true,
        render: (name: string | null) => name ?? <Blank />,
      },
      { title: t('orders:lines'), dataIndex: 'lines', width: 90, align: 'right' },
      {
        title: t('orders:gross'),
        dataIndex: 'grossCents',
        width: 140,
        align: 'right',
        render: (cents: number) => format.money(cents),
      },
      {
        title: t('orders:unmatched.action'),
        key: 'match',
        width: 120,
        render: (_, order) => (
          <Link to={paths.unmatchedOrder(order.sourceId, order.externalId)}>{t('orders:unmatched.match')}</Link>
        ),
      },
    ],
    [t, format],
  );
}

export function Component() {
  const { t } = useTranslation();
  const [state] = useUrlState(urlDefaults);
  const found = useRead(waiting(state), { keep: true });
  const columns = useColumns();
  return (
    <Page title={t('orders:unmatched.title')} note={t('orders:unmatched.note')}>
      <Section flush>
        <Shown query={found} lines={10}>
          {({ rows, next }) => (
            <>
              <Table<Waiting>
                rowKey={(order) => `${order.sourceId}/${order.externalId}`}
                columns={columns}
                dataSource={rows}
                pagination={false}
                scroll={{ x: 800 }}
                locale={{ emptyText: <NothingWaits /> }}
              />
              <KeysetPager next={next} />
            </>
          )}
        </Shown>
      </Section>
      <Outlet context={found.data?.rows ?? []} />
    </Page>
  );
}
