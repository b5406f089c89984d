import { useQuery } from '@tanstack/react-query';
import { Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, type LoaderFunctionArgs } from 'react-router';
import { listBatches, uploadFile } from '#modules/ingest/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { ImportButton } from '../../components/import-button.tsx';
import { KeysetPager } from '../../components/keyset-pager.tsx';
import { SourceNotice } from '../../components/source-notice.tsx';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { prefetch, read } from '../../query.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { stateOf, useUrlState } from '../../url-state.ts';
import { BatchState } from './batch-state.tsx';

type Row = ResultOf<typeof listBatches>['rows'][number];

function NothingYet() {
  const { t } = useTranslation();
  return <EmptyState title={t('import:list.empty')} text={t('import:list.empty_text')} action={<ImportButton />} />;
}

const urlDefaults = { after: '' };

const batches = ({ after }: { after: string }) =>
  read(listBatches, { query: { after: after || undefined, limit: 50 } });

export const loader = ({ request }: LoaderFunctionArgs) => prefetch(batches(stateOf(urlDefaults, request)));

export const handle = { permission: uploadFile.permission };

const WORKING: ReadonlySet<string> = new Set(['checking', 'applying', 'undoing']);
const ASK_AGAIN_MS = 2_000;

function useColumns(): TableColumnsType<Row> {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(() => {
    const count =
      (key: string) =>
      (_: unknown, { counts }: Row) =>
        counts[key] !== undefined && format.number(counts[key]);
    return [
      {
        title: t('import:list.file'),
        ellipsis: true,
        render: (_, row) => <Link to={paths.importBatch(row.batchId)}>{row.fileName}</Link>,
      },
      { title: t('import:list.state'), width: 140, render: (_, row) => <BatchState state={row.state} /> },
      { title: t('import:map.kind'), width: 104, render: (_, row) => t(`import:kind.${row.kind}`) },
      { title: t('import:map.source'), width: 112, ellipsis: true, dataIndex: 'source' },
      { title: t('import:count.rows'), width: 96, align: 'right', render: count('rows') },
      { title: t('import:count.created'), width: 96, align: 'right', render: count('created') },
      { title: t('import:count.updated'), width: 96, align: 'right', render: count('updated') },
      { title: t('import:count.invalid'), width: 96, align: 'right', render: count('invalid') },
      { title: t('import:list.by'), width: 136, ellipsis: true, render: (_, row) => row.createdBy },
      { title: t('import:list.at'), width: 160, render: (_, row) => format.moment(row.createdAt) },
    ];
  }, [t, format]);
}

export function Component() {
  const { t } = useTranslation();
  const [state] = useUrlState(urlDefaults);
  const columns = useColumns();
  const query = useQuery({
    ...batches(state),
    refetchInterval: ({ state: { data } }) => (data?.rows.some((row) => WORKING.has(row.state)) ? ASK_AGAIN_MS : false),
  });
  return (
    <Page
      title={t('import:list.title')}
      note={t('import:list.note')}
      actions={
        <ButtonLink type="primary" to={paths.importNew()}>
          {t('import:list.new')}
        </ButtonLink>
      }
    >
      <SourceNotice />
      <Section flush>
        <Shown query={query} lines={8}>
          {({ rows, next }) =>
            rows.length === 0 && state.after === '' ? (
              <NothingYet />
            ) : (
              <>
                <Table
                  rowKey="batchId"
                  size="small"
                  columns={columns}
                  dataSource={[...rows]}
                  pagination={false}
                  scroll={{ x: 1180 }}
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
