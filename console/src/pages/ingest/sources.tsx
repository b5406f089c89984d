import { Button, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useNavigate } from 'react-router';
import { listBatches } from '#modules/ingest/contract.ts';
import { listSources, saveSource } from '#modules/ingest/sources-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useSourceName } from '../../components/source-name.ts';
import { SourceNotice } from '../../components/source-notice.tsx';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { prefetch, read, useRead } from '../../query.ts';
import { useCan } from '../../session.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';
import styles from './sources.module.css';

type Row = ResultOf<typeof listSources>['rows'][number];

export const sourcesRead = read(listSources);

export const loader = () => prefetch(sourcesRead);

export const handle = { permission: listSources.permission };

/** By the colours of states everywhere: what is well, what waits, what is wrong. */
const STATE_CODES = {
  fresh: 'completed',
  overdue: 'failed',
  never: 'open',
  archived: 'cancelled',
} as const satisfies Record<Exclude<Row['state'], 'unset'>, string>;

function useColumns(): TableColumnsType<Row> {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const sourceName = useSourceName();
  return useMemo(() => {
    const mayChange = can(saveSource.permission);
    const opensBatch = can(listBatches.permission);
    return [
      {
        title: t('sources:name'),
        key: 'name',
        render: (_, { code, name }) => (
          <>
            {mayChange ? <Link to={paths.source(code)}>{sourceName(code, name)}</Link> : sourceName(code, name)}
            {code !== name && <span className={styles.code}>{code}</span>}
          </>
        ),
      },
      {
        title: t('sources:category'),
        key: 'category',
        render: (_, { origin, category, format: written }) => {
          const said = [origin && t(`sources:origin_${origin}`), category && t(`sources:categories.${category}`)];
          return (
            <>
              {said.filter(Boolean).join(' · ') || <Blank />}
              {written && <span className={styles.code}>{written}</span>}
            </>
          );
        },
      },
      {
        title: t('sources:expected'),
        key: 'expected',
        width: 92,
        render: (_, { expectedDays }) =>
          expectedDays === null ? (
            <span className="lk-soft">{t('sources:whenever')}</span>
          ) : (
            t('sources:every_days', { count: expectedDays })
          ),
      },
      {
        title: t('sources:last'),
        key: 'last',
        width: 172,
        render: (_, row) => <Last row={row} opensBatch={opensBatch} />,
      },
      {
        title: t('sources:brought'),
        key: 'brought',
        align: 'right',
        width: 116,
        render: (_, { brought, rows90d, refused90d, called90d }) =>
          brought === 0 ? (
            <Blank />
          ) : (
            <>
              {format.number(brought)}
              <span className={styles.code}>
                {t('sources:lately', { shown: format.number(rows90d - refused90d + called90d) })}
              </span>
            </>
          ),
      },
      {
        title: t('sources:state'),
        key: 'state',
        width: 120,
        render: (_, { state, daysOver, dueOn }) =>
          state === 'unset' ? (
            <Blank />
          ) : (
            <>
              <CodeTag code={STATE_CODES[state]}>{t(`sources:states.${state}`, { count: daysOver ?? 0 })}</CodeTag>
              {dueOn && <span className={styles.code}>{t('sources:due', { day: format.day(dueOn) })}</span>}
            </>
          ),
      },
      {
        title: t('sources:responsible'),
        key: 'responsible',
        width: 96,
        render: (_, { responsibleName }) => responsibleName ?? <span className="lk-faint">{t('sources:nobody')}</span>,
      },
    ];
  }, [t, format, can, sourceName]);
}

function Last({ row, opensBatch }: { row: Row; opensBatch: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { lastAt, lastBatch, batches90d, rows90d, refused90d } = row;
  if (lastAt === null) return <Blank />;
  const file = lastBatch?.finishedAt === lastAt ? lastBatch : null;
  const counted = file && { rows: format.number(file.rows), refused: format.number(file.refused) };
  return (
    <>
      {format.moment(lastAt)}
      <span className={styles.code}>
        {file && opensBatch ? <Link to={paths.importBatch(file.batchId)}>{file.fileName}</Link> : file?.fileName}
        {counted ? ` · ${t('sources:batch', counted)}` : t('sources:by_call')}
      </span>
      {batches90d > 1 && (
        <span className={styles.code}>
          {t('sources:files', {
            count: batches90d,
            share: format.percent(rows90d > 0 ? refused90d / rows90d : 0),
          })}
        </span>
      )}
    </>
  );
}

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayChange = useCan()(saveSource.permission);
  const found = useRead(sourcesRead);
  const columns = useColumns();
  const add = mayChange && (
    <Button type="primary" onClick={() => void navigate(paths.sourceNew())}>
      {t('sources:add')}
    </Button>
  );
  return (
    <Page title={t('sources:title')} note={t('sources:note')} actions={add}>
      <SourceNotice here />
      <Section flush>
        <Shown query={found}>
          {({ rows }) =>
            rows.length === 0 ? (
              <EmptyState title={t('sources:empty')} text={t('sources:empty_text')} action={add} />
            ) : (
              <Table<Row> rowKey="code" columns={columns} dataSource={rows} pagination={false} scroll={{ x: 800 }} />
            )
          }
        </Shown>
      </Section>
      <Outlet />
    </Page>
  );
}
