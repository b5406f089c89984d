import { Button, Drawer, Table, type TableColumnsType } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { getSegment, listSegments } from '#modules/segments/contract.ts';
import { changeMembers, listCustomerSegments, listMembers } from '#modules/segments/members-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { CustomerSelect } from '../../components/customer-select.tsx';
import { KeysetPager } from '../../components/keyset-pager.tsx';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { Section } from '../../ui/page.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';
import type { SegmentRow } from './reads.ts';
import { Reasons } from './reasons.tsx';

type Member = ResultOf<typeof listMembers>['rows'][number];
type Props = { segment: SegmentRow; after: string };

export function Members({ segment, after }: Props) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<number | null>(null);
  const { segmentId } = segment;
  const found = useRead(read(listMembers, { params: { segmentId }, query: { limit: 50, ...(after && { after }) } }), {
    keep: true,
  });
  const change = useSend(changeMembers, { ends: [listMembers, getSegment, listSegments, listCustomerSegments] });
  const send = (body: { add?: number[]; remove?: number[] }) => change.mutate({ params: { segmentId }, body });
  const byHand = useCan()(changeMembers.permission) && segment.kind === 'static';
  const columns = useColumns(setAsked, byHand ? (customerId) => send({ remove: [customerId] }) : null);
  return (
    <Section
      flush
      title={t('segments:tab.members')}
      actions={
        <div style={{ width: 280 }}>
          {byHand ? (
            <CustomerSelect
              aria-label={t('segments:add_customer')}
              placeholder={t('segments:add_customer')}
              onChange={(customerId) => send({ add: [customerId] })}
            />
          ) : (
            <CustomerSelect
              aria-label={t('segments:why_for')}
              placeholder={t('segments:why_for')}
              onChange={setAsked}
            />
          )}
        </div>
      }
    >
      {change.error && <ProblemNote error={change.error} />}
      <Shown query={found} lines={12}>
        {({ rows, next }) => (
          <>
            <Table<Member>
              rowKey="customerId"
              columns={columns}
              dataSource={rows}
              pagination={false}
              scroll={{ x: 860 }}
              locale={{
                emptyText: (
                  <EmptyState
                    {...(byHand
                      ? { title: t('segments:nobody_in'), text: t('segments:nobody_in_text') }
                      : segment.evaluation.at
                        ? { title: t('segments:nobody'), text: t('segments:nobody_text') }
                        : { title: t('segments:not_yet'), text: t('segments:not_yet_text') })}
                  />
                ),
              }}
            />
            <KeysetPager next={next} />
          </>
        )}
      </Shown>
      <Drawer
        open={asked !== null}
        size={520}
        title={t('segments:why_title')}
        onClose={() => setAsked(null)}
        destroyOnHidden
      >
        {asked !== null && <Reasons segmentId={segmentId} customerId={asked} />}
      </Drawer>
    </Section>
  );
}

type Act = (customerId: number) => void;

function useColumns(onAsk: Act, onRemove: Act | null): TableColumnsType<Member> {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => [
      {
        title: t('segments:member.name'),
        key: 'name',
        render: (_, row) => (
          <>
            <Link to={paths.customer(row.customerId)}>{row.name ?? row.code}</Link>
            <span className="lk-faint"> {row.code}</span>
          </>
        ),
      },
      { title: t('segments:member.since'), key: 'since', width: 130, render: (_, row) => format.date(row.since) },
      {
        title: t('segments:member.cause'),
        key: 'cause',
        width: 150,
        render: (_, row) => t(`segments:cause.${row.cause}`),
      },
      {
        title: t('fields:orders.orders'),
        key: 'orders',
        width: 90,
        align: 'right',
        render: (_, row) => (row.orders === null ? <Blank /> : format.number(row.orders)),
      },
      {
        title: t('fields:orders.netCents'),
        key: 'net',
        width: 130,
        align: 'right',
        render: (_, row) => (row.netCents === null ? <Blank /> : format.money(row.netCents)),
      },
      {
        title: t('fields:orders.lastOrderAt'),
        key: 'last',
        width: 130,
        render: (_, row) => (row.lastOrderAt ? format.date(row.lastOrderAt) : <Blank />),
      },
      { title: t('fields:customers.owner'), key: 'owner', width: 120, render: (_, row) => row.ownerName ?? <Blank /> },
      {
        title: '',
        key: 'why',
        width: 90,
        render: (_, row) =>
          onRemove ? (
            <Button type="link" size="small" onClick={() => onRemove(row.customerId)}>
              {t('segments:take_out')}
            </Button>
          ) : (
            <Button type="link" size="small" onClick={() => onAsk(row.customerId)}>
              {t('segments:why')}
            </Button>
          ),
      },
    ],
    [t, format, onAsk, onRemove],
  );
}
