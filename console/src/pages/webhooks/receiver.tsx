import { App, Button, Segmented, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useNavigate, useParams, type LoaderFunctionArgs } from 'react-router';
import { listAudit } from '#modules/access/contract.ts';
import {
  listDeliveries,
  listReceivers,
  removeReceiver,
  replayDeliveries,
  STATES,
  testReceiver,
} from '#modules/webhooks/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { KeysetPager } from '../../components/keyset-pager.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { useTellRefusal } from '../../components/tell-refusal.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead, useSend } from '../../query.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';
import { stateOf, useUrlState } from '../../url-state.ts';
import { ReceiverState } from './receiver-state.tsx';

type Delivery = ResultOf<typeof listDeliveries>['rows'][number];

const urlDefaults = { state: '', after: '' };

const deliveries = (receiverId: number, { state, after }: typeof urlDefaults) =>
  read(listDeliveries, {
    params: { receiverId },
    query: { ...(state && { state: state as Delivery['state'] }), ...(after && { after }) },
  });

export const loader = ({ request, params }: LoaderFunctionArgs) =>
  prefetch(deliveries(Number(params['receiverId']), stateOf(urlDefaults, request)));

export const handle = { permission: listDeliveries.permission };

const colours = { waiting: 'open', done: 'completed', dead: 'failed' } as const;

function useColumns(): TableColumnsType<Delivery> {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => [
      { title: t('webhooks:occurred'), dataIndex: 'occurredAt', render: (at: string) => format.moment(at) },
      { title: t('webhooks:event_title'), dataIndex: 'event', render: (event: string) => t(`webhooks:event.${event}`) },
      {
        title: t('webhooks:customer'),
        dataIndex: 'customerId',
        render: (id: number | null) => (id ? <Link to={paths.customer(id)}>{id}</Link> : <Blank />),
      },
      {
        title: t('webhooks:state'),
        dataIndex: 'state',
        render: (state: Delivery['state'], { dueAt, attempts }) => (
          <>
            <CodeTag code={colours[state]}>{t(`webhooks:delivery.${state}`)}</CodeTag>
            {state === 'waiting' && attempts > 0 && (
              <div className="lk-faint">{t('webhooks:next_try', { when: format.moment(dueAt) })}</div>
            )}
          </>
        ),
      },
      {
        title: t('webhooks:attempts'),
        dataIndex: 'attempts',
        align: 'right',
        render: (count: number) => format.number(count),
      },
      {
        title: t('webhooks:answer'),
        key: 'answer',
        render: (_, { lastStatus, lastError }) =>
          lastStatus ?? (lastError ? t(`webhooks:error.${lastError}`, { defaultValue: lastError }) : <Blank />),
      },
    ],
    [t, format],
  );
}

export function Component() {
  const { t } = useTranslation();
  const receiverId = Number(useParams()['receiverId']);
  const [state, setState] = useUrlState(urlDefaults);
  const receivers = useRead(read(listReceivers));
  const found = useRead(deliveries(receiverId, state), { keep: true });
  const columns = useColumns();
  const receiver = receivers.data?.rows.find((one) => one.receiverId === receiverId);
  if (receivers.data && !receiver) return <NotFound />;
  return (
    <Page
      title={receiver?.name ?? t('webhooks:title')}
      note={receiver?.url}
      actions={receiver && <Actions receiver={receiver} />}
    >
      <Section flush>
        <FilterBar>
          <Segmented
            aria-label={t('webhooks:state')}
            value={state.state}
            onChange={(value) => setState({ state: value, after: '' })}
            options={['', ...STATES].map((value) => ({
              value,
              label: value === '' ? t('webhooks:delivery.all') : t(`webhooks:delivery.${value}`),
            }))}
          />
          {receiver && <ReceiverState receiver={receiver} />}
        </FilterBar>
        <Shown query={found}>
          {({ rows, next }) =>
            rows.length === 0 ? (
              <EmptyState title={t('webhooks:none')} text={t('webhooks:none_text')} />
            ) : (
              <>
                <Table<Delivery>
                  rowKey="deliveryId"
                  size="small"
                  columns={columns}
                  dataSource={rows}
                  pagination={false}
                  scroll={{ x: 860 }}
                />
                <KeysetPager next={next} />
              </>
            )
          }
        </Shown>
      </Section>
      <Outlet />
    </Page>
  );
}

type Known = ResultOf<typeof listReceivers>['rows'][number];

function Actions({ receiver: { receiverId, name, dead } }: { receiver: Known }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message, modal } = App.useApp();
  const params = { receiverId };
  const onRefused = useTellRefusal();
  const test = useSend(testReceiver, {
    ends: [],
    onRefused,
    onDone: ({ ok, status, error }) => {
      const answer = status ?? t(`webhooks:error.${error}`, { defaultValue: error ?? '' });
      void (ok
        ? message.success(t('webhooks:test_ok', { answer }))
        : message.error(t('webhooks:test_failed', { answer })));
    },
  });
  const replay = useSend(replayDeliveries, {
    ends: [listReceivers, listDeliveries, listAudit],
    onRefused,
    onDone: ({ replayed }) => void message.success(t('webhooks:replayed', { count: replayed })),
  });
  const remove = useSend(removeReceiver, {
    ends: [listReceivers, listAudit],
    onRefused,
    onDone: () => void navigate(paths.webhooks()),
  });
  const ask = () =>
    modal.confirm({
      title: t('webhooks:remove_ask', { name }),
      content: t('webhooks:remove_note'),
      okText: t('webhooks:remove'),
      okButtonProps: { danger: true },
      onOk: () => remove.mutate({ params }),
    });
  return (
    <>
      <Button danger onClick={ask} loading={remove.isPending}>
        {t('webhooks:remove')}
      </Button>
      {dead > 0 && (
        <Button onClick={() => replay.mutate({ params, body: { deliveryIds: null } })} loading={replay.isPending}>
          {t('webhooks:replay', { count: dead })}
        </Button>
      )}
      <Button onClick={() => test.mutate({ params })} loading={test.isPending}>
        {t('webhooks:test')}
      </Button>
      <Button type="primary" onClick={() => void navigate(paths.webhookEdit(receiverId))}>
        {t('webhooks:edit')}
      </Button>
    </>
  );
}
