import { Button, Segmented, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useNavigate, type LoaderFunctionArgs } from 'react-router';
import { listRequests } from '#modules/privacy/requests-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { KeysetPager } from '../../components/keyset-pager.tsx';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { stateOf, useUrlState } from '../../url-state.ts';
import { RequestState } from './request-state.tsx';

type Row = ResultOf<typeof listRequests>['rows'][number];
type State = 'open' | 'closed' | 'all';

const urlDefaults = { state: 'open', after: '' };

const requestsRead = ({ state, after }: typeof urlDefaults) =>
  read(listRequests, { query: { state: state as State, after } });

export const loader = ({ request }: LoaderFunctionArgs) => prefetch(requestsRead(stateOf(urlDefaults, request)));

export const handle = { permission: listRequests.permission };

function useColumns(): TableColumnsType<Row> {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => [
      {
        title: t('privacy:requests.kind'),
        key: 'kind',
        width: 130,
        render: (_, { requestId, kind }) => (
          <Link to={paths.privacyRequest(requestId)}>{t(`privacy:request_kind.${kind}`)}</Link>
        ),
      },
      {
        title: t('privacy:requests.customer'),
        key: 'customer',
        render: (_, { customerId, customerName, customerCode }) => (
          <Link to={paths.customer(customerId)}>{customerName ?? customerCode}</Link>
        ),
      },
      {
        title: t('privacy:requests.received'),
        dataIndex: 'receivedAt',
        width: 120,
        render: (at: string) => format.date(at),
      },
      {
        title: t('privacy:requests.due'),
        key: 'due',
        width: 150,
        render: (_, { dueAt, overdue }) => (
          <span className={overdue ? 'lk-bad' : undefined}>
            {format.date(dueAt)}
            {overdue && ` · ${t('privacy:requests.overdue')}`}
          </span>
        ),
      },
      {
        title: t('privacy:requests.owner'),
        dataIndex: 'ownerName',
        width: 130,
        render: (name: string | null) => name ?? '–',
      },
      {
        title: t('privacy:requests.state'),
        key: 'state',
        width: 120,
        render: (_, row) => <RequestState request={row} />,
      },
    ],
    [t, format],
  );
}

/** What customers asked for by law, the open ones first, and what is late among them. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [state, setState] = useUrlState(urlDefaults);
  const found = useRead(requestsRead(state), { keep: true });
  const columns = useColumns();
  const { open = 0, overdue = 0 } = found.data ?? {};
  const opening = (
    <Button type="primary" onClick={() => void navigate(paths.privacyRequestNew())}>
      {t('privacy:requests.new')}
    </Button>
  );
  return (
    <Page title={t('privacy:requests.title')} note={t('privacy:requests.note')} actions={opening}>
      <Section flush>
        <FilterBar
          end={
            <span className={overdue > 0 ? 'lk-bad' : 'lk-soft'}>
              {t('privacy:requests.count', { count: open, shown: open })}
              {overdue > 0 && ` · ${t('privacy:requests.late', { count: overdue, shown: overdue })}`}
            </span>
          }
        >
          <Segmented<State>
            value={state.state as State}
            aria-label={t('privacy:requests.state')}
            options={(['open', 'closed', 'all'] as const).map((value) => ({
              value,
              label: t(`privacy:requests.${value}`),
            }))}
            onChange={(next) => setState({ state: next, after: '' })}
          />
        </FilterBar>
        <Shown query={found} lines={8}>
          {({ rows, next }) => (
            <>
              <Table<Row>
                rowKey="requestId"
                size="middle"
                columns={columns}
                dataSource={rows}
                pagination={false}
                scroll={{ x: 860 }}
                locale={{
                  emptyText: (
                    <EmptyState
                      title={t('privacy:requests.empty')}
                      text={t('privacy:requests.empty_text')}
                      action={opening}
                    />
                  ),
                }}
              />
              <KeysetPager next={next} />
            </>
          )}
        </Shown>
      </Section>
      <Outlet />
    </Page>
  );
}
