import { Button, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useNavigate } from 'react-router';
import { createTag, type listTags } from '#modules/customers/tags-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useFormat } from '../../format.ts';
import { SearchField } from '../../components/search-field.tsx';
import { paths, withState } from '../../paths.ts';
import { prefetch, useRead } from '../../query.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';
import { useUrlState } from '../../url-state.ts';
import { tagsRead } from './tag-reads.ts';

type Tags = ResultOf<typeof listTags>;
type Row = Tags['rows'][number];

export const loader = () => prefetch(tagsRead);

export const handle = { permission: createTag.permission };

const urlDefaults = { search: '' };

/** 标签 9 stands before 标签 10. */
const collator = new Intl.Collator('zh-CN', { numeric: true });

function useColumns(groups: Tags['groups']): TableColumnsType<Row> {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(() => {
    const names = new Map(groups.map((group) => [group.groupId, group.name]));
    const groupOf = ({ groupId }: Row) => (groupId === null ? '' : (names.get(groupId) ?? ''));
    return [
      {
        title: t('customers:tags.name'),
        dataIndex: 'name',
        sorter: (a, b) => collator.compare(a.name, b.name),
        render: (name: string, { tagId, color }) => (
          <CodeTag color={color ?? 'var(--lk-soft)'}>
            <Link to={paths.tag(tagId)}>{name}</Link>
          </CodeTag>
        ),
      },
      {
        title: t('customers:tags.group'),
        dataIndex: 'groupId',
        sorter: (a, b) => collator.compare(groupOf(a), groupOf(b)),
        render: (groupId: number | null) => (groupId === null ? <Blank /> : names.get(groupId)),
      },
      {
        title: t('customers:tags.customers'),
        dataIndex: 'customers',
        align: 'right',
        sorter: (a, b) => a.customers - b.customers,
        render: (customers: number, { tagId }) => (
          <Link to={withState(paths.customers(), { filter: [`customers.tags:is:${tagId}`] })}>
            {format.number(customers)}
          </Link>
        ),
      },
    ];
  }, [t, format, groups]);
}

/** From so many on a list is searched rather than read. */
const MANY = 12;

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const found = useRead(tagsRead);
  const add = (
    <Button type="primary" onClick={() => void navigate(paths.tagNew())}>
      {t('customers:tags.new')}
    </Button>
  );
  return (
    <Page title={t('customers:tags.title')} note={t('customers:tags.note')} actions={add}>
      <Section flush>
        <Shown query={found}>
          {(tags) =>
            tags.rows.length === 0 ? (
              <EmptyState title={t('customers:tags.empty')} text={t('customers:tags.empty_text')} action={add} />
            ) : (
              <TagTable tags={tags} />
            )
          }
        </Shown>
      </Section>
      <Outlet />
    </Page>
  );
}

function TagTable({ tags: { groups, rows } }: { tags: Tags }) {
  const { t } = useTranslation();
  const [{ search }, setState] = useUrlState(urlDefaults);
  const columns = useColumns(groups);
  const sought = search.toLowerCase();
  const groupNames = new Map(groups.map((group) => [group.groupId, group.name.toLowerCase()]));
  const shown = rows.filter(
    ({ name, groupId }) =>
      name.toLowerCase().includes(sought) || (groupId !== null && groupNames.get(groupId)?.includes(sought)),
  );
  return (
    <>
      {rows.length >= MANY && (
        <FilterBar end={<span className="lk-soft">{t('customers:tags.count', { count: shown.length })}</span>}>
          <SearchField
            value={search}
            placeholder={t('customers:tags.find')}
            width={260}
            onSearch={(text) => setState({ search: text })}
          />
        </FilterBar>
      )}
      <Table<Row>
        rowKey="tagId"
        size={rows.length >= MANY ? 'small' : 'middle'}
        columns={columns}
        dataSource={shown}
        pagination={false}
        scroll={{ x: 560 }}
        showSorterTooltip={false}
        locale={{
          emptyText: (
            <EmptyState
              title={t('customers:tags.none_found')}
              action={<Button onClick={() => setState(urlDefaults)}>{t('shell:clear_filters')}</Button>}
            />
          ),
        }}
      />
    </>
  );
}
