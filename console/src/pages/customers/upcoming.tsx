import { Segmented, Select, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { listUpcoming } from '#modules/customers/dates-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { KeysetPager } from '../../components/keyset-pager.tsx';
import { MaskedValue } from '../../components/masked-value.tsx';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';
import { useUrlState } from '../../url-state.ts';
import { dateKindsRead, useDateKinds } from './date-words.ts';

type Row = ResultOf<typeof listUpcoming>['rows'][number];

const urlDefaults = { days: '30', kind: '', after: '' };
const DAYS = ['7', '30', '90'];

export const loader = () => prefetch(dateKindsRead);

export const handle = { permission: listUpcoming.permission };

function useColumns(): TableColumnsType<Row> {
  const { t } = useTranslation();
  const format = useFormat();
  const { name } = useDateKinds();
  return useMemo(
    () => [
      { title: t('customers:dates.day_of'), dataIndex: 'nextOn', width: 128, render: (day: string) => format.day(day) },
      {
        title: t('customers:list.customer'),
        key: 'customer',
        render: (_, { customerId, name: called }) => (
          <Link to={paths.customer(customerId)}>{called ?? t('customers:nameless')}</Link>
        ),
      },
      {
        title: t('customers:dates.kind'),
        key: 'kind',
        render: (_, { kind, label }) => [name(kind), label].filter(Boolean).join(' · '),
      },
      {
        title: t('customers:dates.years'),
        dataIndex: 'years',
        align: 'right',
        render: (years: number | null) => (years === null ? <Blank /> : years),
      },
      {
        title: t('terms:identity.phone'),
        dataIndex: 'phone',
        render: (phone: string | null) => (phone ? <MaskedValue kind="phone" value={phone} /> : <Blank />),
      },
      {
        title: t('customers:owner.title'),
        dataIndex: 'ownerName',
        render: (owner: string | null) => owner ?? <Blank />,
      },
    ],
    [t, format, name],
  );
}

/** Whose dates come soon: whom to wish well, and what ends. */
export function Component() {
  const { t } = useTranslation();
  const [state, setState] = useUrlState(urlDefaults);
  const { kinds, name } = useDateKinds();
  const days = DAYS.includes(state.days) ? state.days : urlDefaults.days;
  const query = { days, ...(state.kind && { kind: state.kind }), after: state.after };
  const found = useRead(read(listUpcoming, { query }), { keep: true });
  const columns = useColumns();
  return (
    <Page title={t('customers:dates.upcoming')} note={t('customers:dates.upcoming_note')}>
      <Section flush>
        <FilterBar>
          <Segmented
            aria-label={t('customers:dates.within')}
            value={days}
            options={DAYS.map((value) => ({
              value,
              label: t('customers:dates.within_days', { count: Number(value) }),
            }))}
            onChange={(value) => setState({ days: value, after: '' })}
          />
          <Select
            allowClear
            style={{ width: 200 }}
            placeholder={t('customers:dates.all_kinds')}
            aria-label={t('customers:dates.kind')}
            value={state.kind || null}
            options={kinds.map((kind) => ({ value: kind.code, label: name(kind.code) }))}
            onChange={(kind: string | undefined) => setState({ kind: kind ?? '', after: '' })}
          />
        </FilterBar>
        <Shown query={found} lines={8}>
          {({ rows, next }) =>
            rows.length === 0 ? (
              <EmptyState title={t('customers:dates.empty')} text={t('customers:dates.empty_text')} />
            ) : (
              <>
                <Table<Row>
                  rowKey={(row) => `${row.customerId}-${row.dateKey}`}
                  columns={columns}
                  dataSource={rows}
                  pagination={false}
                  scroll={{ x: 760 }}
                />
                <KeysetPager next={next} />
              </>
            )
          }
        </Shown>
      </Section>
    </Page>
  );
}
