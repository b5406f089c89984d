import { App, Button, Segmented, Select, Table, type TableColumnsType } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, type LoaderFunctionArgs } from 'react-router';
import { listAlertRules, listAlerts, requestScan, type Alert as StoredAlert } from '#modules/care/contract.ts';
import { listOwners } from '#modules/customers/contract.ts';
import { getTaskBoard } from '#modules/tasks/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { KeysetPager } from '../../components/keyset-pager.tsx';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';
import { stateOf, useUrlState } from '../../url-state.ts';
import { AlertActions } from './alert-actions.tsx';
import { DueMark } from './due-mark.tsx';
import { resultColor } from './result-color.ts';

type Alert = ResultOf<typeof listAlerts>['rows'][number];

const urlDefaults = { state: '', rule: '', owner: '', after: '' };
const STATES = ['', 'open', 'escalated', 'snoozed', 'handled', 'lapsed', 'dismissed'] as const;

const alertsRead = ({ state, rule, owner, after }: typeof urlDefaults) =>
  read(listAlerts, {
    query: {
      state: (state || undefined) as StoredAlert['state'] | undefined,
      rule: rule || undefined,
      ownerId: owner || undefined,
      after: after || undefined,
    },
  });

export const loader = ({ request }: LoaderFunctionArgs) => prefetch(alertsRead(stateOf(urlDefaults, request)));

export const handle = { permission: listAlerts.permission };

function useColumns(asOf: string): TableColumnsType<Alert> {
  const { t } = useTranslation();
  const name = useName();
  const format = useFormat();
  return useMemo(
    () => [
      {
        title: t('care:alerts.customer'),
        key: 'customer',
        width: 104,
        render: (_, { customerId, customer }) => (
          <Link to={paths.customer(customerId)}>{customer.name ?? customer.code}</Link>
        ),
      },
      {
        title: t('care:alerts.what'),
        key: 'what',
        render: (_, { ruleName, reason }) => (
          <>
            <div>{name(ruleName)}</div>
            <div className="lk-soft">{name(reason)}</div>
          </>
        ),
      },
      {
        title: t('care:alerts.raised'),
        dataIndex: 'raisedAt',
        width: 84,
        render: (at: string) => <span title={format.moment(at)}>{format.dayOfMonth(at)}</span>,
      },
      {
        title: t('care:alerts.deadline'),
        key: 'deadline',
        width: 104,
        render: (_, { deadlineAt, state }) =>
          state === 'open' ? (
            <DueMark dueAt={deadlineAt} overdue={deadlineAt < asOf} asOf={asOf} />
          ) : (
            <span title={format.moment(deadlineAt)}>{format.dayOfMonth(deadlineAt)}</span>
          ),
      },
      {
        title: t('care:alerts.owner'),
        dataIndex: 'ownerName',
        width: 108,
        render: (owner: string | null) => owner ?? <Blank />,
      },
      {
        title: t('care:alerts.state'),
        key: 'state',
        width: 124,
        render: (_, alert) => <State alert={alert} />,
      },
      {
        title: t('care:alerts.came_back'),
        key: 'returned',
        width: 104,
        align: 'right',
        render: (_, { returnedAt, returnedNetCents }) =>
          returnedAt ? format.roundMoney(returnedNetCents ?? 0) : <Blank />,
      },
      { title: '', key: 'act', width: 56, render: (_, alert) => <AlertActions alert={alert} /> },
    ],
    [t, name, format, asOf],
  );
}

function State({ alert: { state, result, escalatedAt, snoozedUntil } }: { alert: Alert }) {
  const { t } = useTranslation();
  const format = useFormat();
  const shown = state === 'open' && escalatedAt ? 'escalated' : state;
  const color = state === 'open' ? (escalatedAt ? '#b3402f' : '#d99a2b') : resultColor(result);
  return (
    <>
      <CodeTag color={color}>{t(`care:alert_state.${shown}`)}</CodeTag>
      {escalatedAt && state === 'open' && (
        <div className="lk-soft">{t('care:alerts.escalated_at', { at: format.date(escalatedAt) })}</div>
      )}
      {snoozedUntil && <div className="lk-soft">{t('care:alerts.snoozed', { at: format.date(snoozedUntil) })}</div>}
    </>
  );
}

/** Everything the rules saw, and what came of each. */
export function Component() {
  const { t } = useTranslation();
  const name = useName();
  const may = useCan();
  const { message } = App.useApp();
  const [state, setState] = useUrlState(urlDefaults);
  const found = useRead(alertsRead(state), { keep: true });
  const rules = useRead(read(listAlertRules)).data?.rows ?? [];
  const owners = useRead(read(listOwners), { enabled: may(getTaskBoard.permission) }).data?.rows ?? [];
  const [asOf] = useState(() => new Date().toISOString());
  const columns = useColumns(asOf);
  const scan = useSend(requestScan, {
    ends: [],
    onDone: () => void message.success(t('care:alerts.scan_asked')),
  });
  return (
    <Page
      title={t('care:alerts.title')}
      note={t('care:alerts.note')}
      actions={
        may(requestScan.permission) && (
          <>
            <Button loading={scan.isPending} onClick={() => scan.mutate({})}>
              {t('care:alerts.scan')}
            </Button>
            <ButtonLink to={paths.alertSettings()}>{t('care:alerts.rules')}</ButtonLink>
          </>
        )
      }
    >
      <Section flush>
        <FilterBar>
          <Segmented
            aria-label={t('care:alerts.state')}
            value={state.state}
            onChange={(next) => setState({ state: next, after: '' })}
            options={STATES.map((one) => ({ value: one, label: t(`care:alert_state.${one || 'all'}`) }))}
          />
          <Select
            aria-label={t('care:alerts.rule')}
            style={{ width: 220 }}
            value={state.rule}
            onChange={(rule) => setState({ rule, after: '' })}
            options={[
              { value: '', label: t('care:alerts.every_rule') },
              ...rules.map((rule) => ({ value: rule.code, label: name(rule.name) })),
            ]}
          />
          {may(getTaskBoard.permission) && (
            <Select
              aria-label={t('care:alerts.owner')}
              style={{ width: 160 }}
              showSearch={{ optionFilterProp: 'label' }}
              value={state.owner}
              onChange={(owner) => setState({ owner, after: '' })}
              options={[
                { value: '', label: t('care:endings.everybody') },
                ...owners.map(({ ownerId, name: label }) => ({ value: ownerId, label })),
              ]}
            />
          )}
        </FilterBar>
        <Shown query={found} lines={10}>
          {({ rows, next }) => (
            <>
              <Table<Alert>
                rowKey={(row) => `${row.customerId} ${row.rule} ${row.episode}`}
                columns={columns}
                dataSource={rows}
                pagination={false}
                scroll={{ x: 960 }}
                locale={{ emptyText: <EmptyState title={t('care:alerts.empty')} text={t('care:alerts.empty_text')} /> }}
              />
              <KeysetPager next={next} />
            </>
          )}
        </Shown>
      </Section>
    </Page>
  );
}
