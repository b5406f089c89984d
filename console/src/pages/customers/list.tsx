import { AimOutlined } from '@ant-design/icons';
import { Button, Table } from 'antd';
import dayjs from 'dayjs';
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useNavigate } from 'react-router';
import {
  assignOwner,
  exportCustomers,
  listCustomers,
  recordCustomers,
  type ListField,
} from '#modules/customers/contract.ts';
import { createSegment } from '#modules/segments/contract.ts';
import { changeMembers } from '#modules/segments/members-contract.ts';
import { tagCustomers } from '#modules/customers/tags-contract.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { call } from '../../call.ts';
import { ExportButton } from '../../components/export-button.tsx';
import { KeysetPager } from '../../components/keyset-pager.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { vocabularyRead } from '../../components/vocabulary.ts';
import { paths, withState } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { useCan } from '../../session.ts';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { useUrlState } from '../../url-state.ts';
import { fieldsRead } from './fields.tsx';
import { FilterChips } from './filter-chips.tsx';
import { parseFilters, printFilters } from './filters.ts';
import { useColumns, type Row } from './list-columns.tsx';
import { NoCustomers } from './list-empty.tsx';
import { SelectionBar } from './list-selection.tsx';
import { useTaste, type Taste } from './list-taste.ts';
import { TasteButton } from './list-taste-button.tsx';
import { ViewsButton } from './list-views.tsx';

const urlDefaults = {
  search: '',
  filter: [] as readonly string[],
  sort: 'customers.registeredAt',
  direction: 'desc',
  after: '',
};
type State = { search: string; filter: string[]; sort: string; direction: string; after: string };

const criteriaOf = ({ search, filter, sort, direction }: State) => ({
  search,
  filter,
  // Whoever searches sees the likeliest first, until they sort otherwise.
  sort: search && sort === urlDefaults.sort ? undefined : sort,
  direction: direction === 'asc' ? ('asc' as const) : ('desc' as const),
});

const rowsRead = (state: State, fields: string) =>
  read(listCustomers, { query: { ...criteriaOf(state), fields, after: state.after } });

/** The columns are this person's own, so the rows are asked for by the page; their names can be on their way. */
export const loader = () => {
  prefetch(vocabularyRead);
  return prefetch(fieldsRead);
};

export const handle = { permission: listCustomers.permission };

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const can = useCan();
  const [state, setState] = useUrlState(urlDefaults);
  const [taste, setTaste] = useTaste();
  const fields = useRead(fieldsRead);
  const take = (reason: string) =>
    call(exportCustomers, { query: { ...criteriaOf(state), fields: taste.columns.join(','), reason } });
  return (
    <Page
      title={t('customers:list.title')}
      actions={
        <>
          <ViewsButton taste={taste} onTaste={setTaste} />
          {can(createSegment.permission) && state.filter.length > 0 && (
            <ButtonLink to={withState(paths.segmentNew(), { filter: state.filter })} icon={<AimOutlined />}>
              {t('segments:save_as')}
            </ButtonLink>
          )}
          {can(exportCustomers.permission) && (
            <ExportButton take={take} fileName={`customers-${dayjs().format('YYYY-MM-DD')}.csv`} />
          )}
          {can(recordCustomers.permission) && (
            <Button type="primary" onClick={() => void navigate(paths.customerNew())}>
              {t('duplicates:new.button')}
            </Button>
          )}
        </>
      }
    >
      <Section flush>
        <Shown query={fields} lines={14}>
          {(data) => (
            <>
              <FilterBar end={<TasteButton fields={data.rows} taste={taste} onTaste={setTaste} />}>
                <SearchField
                  value={state.search}
                  placeholder={t('customers:list.search')}
                  width={260}
                  onSearch={(search) => setState({ search, after: '' })}
                />
                <FilterChips
                  fields={data.rows}
                  filters={parseFilters(state.filter)}
                  onChange={(filters) => setState({ filter: printFilters(filters), after: '' })}
                />
              </FilterBar>
              <Rows fields={data.rows} state={state} setState={setState} taste={taste} />
            </>
          )}
        </Shown>
      </Section>
      <Outlet />
    </Page>
  );
}

type RowsProps = {
  fields: readonly ListField[];
  state: State;
  setState: (change: Partial<State>) => void;
  taste: Taste;
};

function Rows({ fields, state, setState, taste }: RowsProps) {
  const navigate = useNavigate();
  // Nothing is done to customers who are not among those looked at any more; turning the page keeps them.
  const narrowing = [state.search, ...state.filter].join('\n');
  const [choice, setChoice] = useState({ narrowing, ids: [] as number[] });
  const chosen = choice.narrowing === narrowing ? choice.ids : [];
  const setChosen = (ids: number[]) => setChoice({ narrowing, ids });
  const shown = useMemo(
    () => taste.columns.flatMap((code) => fields.find((field) => field.code === code) ?? []),
    [fields, taste.columns],
  );
  const found = useRead(rowsRead(state, shown.map((field) => field.code).join(',')), { keep: true });
  const columns = useColumns(shown, state, taste.dense);
  const place = useInertMeasuring();
  const can = useCan();
  const mayChoose = can(assignOwner.permission) || can(tagCustomers.permission) || can(changeMembers.permission);
  const filtered = state.search !== '' || state.filter.length > 0;
  return (
    <Shown query={found} lines={14}>
      {({ rows, next, total }) => (
        <div ref={place}>
          {chosen.length > 0 && <SelectionBar chosen={chosen} onClear={() => setChosen([])} />}
          <Table<Row>
            rowKey="customerId"
            size={taste.dense ? 'small' : 'middle'}
            columns={columns}
            dataSource={rows}
            pagination={false}
            scroll={{ x: 'max-content' }}
            sticky={{ offsetHeader: 56 }}
            showSorterTooltip={false}
            sortDirections={['descend', 'ascend']}
            {...(mayChoose && {
              rowSelection: {
                selectedRowKeys: chosen,
                onChange: (keys) => setChosen(keys.map(Number)),
                columnWidth: 44,
              },
            })}
            rowClassName="lk-clickable"
            onRow={(row) => ({
              onClick: (event) => opensRow(event.target) && void navigate(paths.customer(row.customerId)),
            })}
            onChange={(_pages, _filters, sorter) => setState({ ...sortOf(sorter), after: '' })}
            locale={{
              emptyText: (
                <NoCustomers filtered={filtered} onClear={() => setState({ search: '', filter: [], after: '' })} />
              ),
            }}
          />
          <KeysetPager next={next} total={total} />
        </div>
      )}
    </Shown>
  );
}

/** The hidden row that measures columns repeats the heads, their checkbox too: the Tab key must pass it by. */
function useInertMeasuring(): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.querySelector('.ant-table-measure-row')?.setAttribute('inert', ''));
  return place;
}

/** A click on the row opens the customer; on a link or a checkbox it does what that does. */
const opensRow = (target: EventTarget): boolean =>
  target instanceof Element && !target.closest('a, button, label, input, .ant-table-selection-column');

type Sorter = { columnKey?: React.Key | undefined; order?: 'ascend' | 'descend' | null | undefined };

function sortOf(sorter: Sorter | Sorter[]): Pick<State, 'sort' | 'direction'> {
  const [first] = Array.isArray(sorter) ? sorter : [sorter];
  if (!first?.order) return { sort: urlDefaults.sort, direction: urlDefaults.direction };
  return { sort: String(first.columnKey), direction: first.order === 'ascend' ? 'asc' : 'desc' };
}
