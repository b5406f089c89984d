import { Button, Segmented, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, type LoaderFunctionArgs } from 'react-router';
import { listHouseholds } from '#modules/customers/relations-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { Defined } from '../../components/defined.tsx';
import { KeysetPager } from '../../components/keyset-pager.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Reachable } from '../../ui/reachable.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';
import { stateOf, useUrlState } from '../../url-state.ts';
import styles from './households.module.css';

type Row = ResultOf<typeof listHouseholds>['rows'][number];

const SPEND = 'orders.netCents';
const LAST_ORDER = 'orders.lastOrderAt';
const SORTS = [SPEND, LAST_ORDER, 'members'] as const;

const urlDefaults = { search: '', sort: SPEND as string, after: '' };

const households = ({ search, sort, after }: typeof urlDefaults) =>
  read(listHouseholds, { query: { search: search || undefined, sort: sortOf(sort), after } });

const sortOf = (sort: string): (typeof SORTS)[number] => SORTS.find((one) => one === sort) ?? SPEND;

export const loader = ({ request }: LoaderFunctionArgs) => prefetch(households(stateOf(urlDefaults, request)));

export const handle = { permission: listHouseholds.permission };

/** Who lives together, and what each family is worth as one. */
export function Component() {
  const { t } = useTranslation();
  const [state, setState] = useUrlState(urlDefaults);
  const found = useRead(households(state), { keep: true });
  const columns = useColumns();
  return (
    <Page title={t('relations:households.title')} note={t('relations:households.note')}>
      <Section flush>
        <FilterBar end={<Total count={found.data?.total?.count} />}>
          <SearchField
            value={state.search}
            placeholder={t('relations:households.search')}
            width={300}
            onSearch={(search) => setState({ search, after: '' })}
          />
          <Segmented
            aria-label={t('relations:households.sort')}
            value={sortOf(state.sort)}
            options={SORTS.map((value) => ({ value, label: t(`relations:households.by.${value.replace('.', '_')}`) }))}
            onChange={(sort) => setState({ sort, after: '' })}
          />
        </FilterBar>
        <Shown query={found} lines={8}>
          {({ rows, next }) =>
            rows.length === 0 ? (
              <Nothing searched={state.search !== ''} onClear={() => setState({ search: '', after: '' })} />
            ) : (
              <>
                <Reachable>
                  <Table<Row>
                    rowKey="householdId"
                    columns={columns}
                    dataSource={rows}
                    pagination={false}
                    scroll={{ x: 860 }}
                  />
                </Reachable>
                <KeysetPager next={next} />
              </>
            )
          }
        </Shown>
      </Section>
    </Page>
  );
}

function Total({ count }: { count: number | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!count) return null;
  return <span className="lk-soft">{t('relations:households.total', { count, shown: format.number(count) })}</span>;
}

function Nothing({ searched, onClear }: { searched: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  if (searched)
    return (
      <EmptyState
        title={t('relations:households.none_found')}
        action={<Button onClick={onClear}>{t('shell:clear_filters')}</Button>}
      />
    );
  return (
    <EmptyState
      title={t('relations:households.empty')}
      text={t('relations:households.empty_text')}
      action={<ButtonLink to={paths.customers()}>{t('customers:list.title')}</ButtonLink>}
    />
  );
}

/** Whoever has spent most; people speak of a family by whom they deal with. */
const headOf = ({ members }: Row): Row['members'][number] | undefined =>
  members.toSorted((a, b) => (b.sums[SPEND] ?? 0) - (a.sums[SPEND] ?? 0))[0];

function useColumns(): TableColumnsType<Row> {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(() => {
    const nameOf = (name: string | null | undefined) => name ?? t('customers:nameless');
    return [
      {
        title: <Defined by="customers.household_head">{t('relations:households.household')}</Defined>,
        key: 'head',
        width: 180,
        ellipsis: true,
        render: (_, row) => {
          const head = headOf(row);
          return (
            head && (
              <Link to={paths.customer(head.customerId)}>
                {t('relations:households.called', { name: nameOf(head.name) })}
              </Link>
            )
          );
        },
      },
      {
        title: t('relations:households.members'),
        key: 'members',
        render: (_, row) => <Members row={row} />,
      },
      {
        title: <Defined by="customers.household_spend">{t('relations:sum')}</Defined>,
        key: 'spend',
        align: 'right',
        width: 140,
        render: (_, { sums }) => format.money(sums[SPEND] ?? 0),
      },
      {
        title: t('relations:households.orders'),
        key: 'orders',
        align: 'right',
        width: 90,
        render: (_, { sums }) => format.number(sums['orders.orders'] ?? 0),
      },
      {
        title: t('relations:households.last_order'),
        key: 'last',
        width: 140,
        render: (_, { latest }) => {
          const last = latest[LAST_ORDER];
          return last ? format.date(last) : <Blank />;
        },
      },
    ];
  }, [t, format]);
}

function Members({ row: { members, memberCount } }: { row: Row }) {
  const { t } = useTranslation();
  const more = memberCount - members.length;
  return (
    <ul className={styles.members}>
      {members.map(({ customerId, name }) => (
        <li key={customerId}>
          <Link to={paths.customer(customerId)}>{name ?? t('customers:nameless')}</Link>
        </li>
      ))}
      {more > 0 && <li className="lk-soft">{t('relations:households.more', { count: more })}</li>}
    </ul>
  );
}
