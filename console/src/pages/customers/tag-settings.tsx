import { Button, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useNavigate } from 'react-router';
import { createTag, type listTags } from '#modules/customers/tags-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useFormat } from '../../format.ts';
import { paths, withState } from '../../paths.ts';
import { prefetch, useRead } from '../../query.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';
import { tagsRead } from './tag-reads.ts';

type Tags = ResultOf<typeof listTags>;
type Row = Tags['rows'][number];

export const loader = () => prefetch(tagsRead);

export const handle = { permission: createTag.permission };

function useColumns(groups: Tags['groups']): TableColumnsType<Row> {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(() => {
    const names = new Map(groups.map((group) => [group.groupId, group.name]));
    return [
      {
        title: t('customers:tags.name'),
        dataIndex: 'name',
        render: (name: string, { tagId, color }) => (
          <CodeTag color={color ?? 'var(--lk-soft)'}>
            <Link to={paths.tag(tagId)}>{name}</Link>
          </CodeTag>
        ),
      },
      {
        title: t('customers:tags.group'),
        dataIndex: 'groupId',
        render: (groupId: number | null) => (groupId === null ? <Blank /> : names.get(groupId)),
      },
      {
        title: t('customers:tags.customers'),
        dataIndex: 'customers',
        align: 'right',
        render: (customers: number, { tagId }) => (
          <Link to={withState(paths.customers(), { filter: [`customers.tags:is:${tagId}`] })}>
            {format.number(customers)}
          </Link>
        ),
      },
    ];
  }, [t, format, groups]);
}

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const found = useRead(tagsRead);
  const columns = useColumns(found.data?.groups ?? []);
  const add = (
    <Button type="primary" onClick={() => void navigate(paths.tagNew())}>
      {t('customers:tags.new')}
    </Button>
  );
  return (
    <Page title={t('customers:tags.title')} note={t('customers:tags.note')} actions={add}>
      <Section flush>
        <Shown query={found}>
          {({ rows }) =>
            rows.length === 0 ? (
              <EmptyState title={t('customers:tags.empty')} text={t('customers:tags.empty_text')} action={add} />
            ) : (
              <Table<Row> rowKey="tagId" columns={columns} dataSource={rows} pagination={false} scroll={{ x: 560 }} />
            )
          }
        </Shown>
      </Section>
      <Outlet />
    </Page>
  );
}
