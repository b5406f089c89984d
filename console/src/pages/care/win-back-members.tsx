import { Drawer, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { listPlanMembers } from '#modules/care/plan-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { NotFound } from '../../components/not-found.tsx';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { statusOf } from '../../problem.ts';
import { read, useRead } from '../../query.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';
import { resultColor } from './result-color.ts';

type Member = ResultOf<typeof listPlanMembers>['rows'][number];

export const handle = { permission: listPlanMembers.permission };

/** Who stands behind the figures of a plan. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const planId = Number(useParams().planId);
  const query = useRead(read(listPlanMembers, { params: { planId } }));
  const columns = useColumns();
  const lost = [404, 422].includes(statusOf(query.error) ?? 0);
  return (
    <Drawer
      open
      size={960}
      title={query.data ? t('care:members.title', { name: query.data.plan.name }) : t('care:members.members')}
      onClose={() => void navigate(paths.winBack())}
    >
      {lost ? (
        <NotFound />
      ) : (
        <Shown query={query} lines={10}>
          {({ rows }) => (
            <Table<Member>
              rowKey="customerId"
              columns={columns}
              dataSource={rows}
              pagination={false}
              scroll={{ x: 820 }}
              locale={{ emptyText: <EmptyState title={t('care:members.empty')} text={t('care:members.empty_text')} /> }}
            />
          )}
        </Shown>
      )}
    </Drawer>
  );
}

function useColumns(): TableColumnsType<Member> {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useName();
  return useMemo(
    () => [
      {
        title: t('care:alerts.customer'),
        key: 'customer',
        render: (_, row) => <Link to={paths.customer(row.customerId)}>{row.name ?? row.code}</Link>,
      },
      {
        title: t('care:alerts.owner'),
        dataIndex: 'ownerName',
        width: 120,
        render: (owner: string | null) => owner ?? <Blank />,
      },
      {
        title: t('care:members.former'),
        dataIndex: 'formerNetCents',
        width: 120,
        align: 'right',
        sorter: (a, b) => a.formerNetCents - b.formerNetCents,
        render: (cents: number) => format.roundMoney(cents),
      },
      {
        title: t('care:win_back.tasks'),
        key: 'tasks',
        width: 100,
        align: 'right',
        render: (_, { tasksDone, tasksOpen }) => `${tasksDone} / ${tasksDone + tasksOpen}`,
      },
      {
        title: t('care:members.last'),
        key: 'last',
        width: 180,
        render: (_, { lastOutcome, lastResult }) =>
          lastOutcome ? <CodeTag color={resultColor(lastResult)}>{name(lastOutcome)}</CodeTag> : <Blank />,
      },
      {
        title: t('care:members.back'),
        key: 'back',
        width: 130,
        render: (_, { recalledAt }) => (recalledAt ? format.date(recalledAt) : <Blank />),
      },
      {
        title: t('care:win_back.money'),
        key: 'money',
        width: 120,
        align: 'right',
        sorter: (a, b) => a.recalledNetCents - b.recalledNetCents,
        render: (_, { recalledAt, recalledNetCents }) =>
          recalledAt ? <b>{format.roundMoney(recalledNetCents)}</b> : <Blank />,
      },
    ],
    [t, format, name],
  );
}
