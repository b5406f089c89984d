import { Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { listRemovals } from '#modules/privacy/settings-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useFormat } from '../../format.ts';
import { read, useRead } from '../../query.ts';
import { EmptyState } from '../../ui/empty.tsx';
import { Shown } from '../../ui/shown.tsx';

type Row = ResultOf<typeof listRemovals>['rows'][number];

/** The last nights in which something had had its time. */
export function Removals() {
  const { t } = useTranslation();
  const format = useFormat();
  const found = useRead(read(listRemovals, { query: { limit: 20 } }));
  const columns: TableColumnsType<Row> = useMemo(
    () => [
      { title: t('privacy:removals.at'), dataIndex: 'at', render: (at: string) => format.moment(at) },
      { title: t('privacy:removals.what'), dataIndex: 'what', render: (what: string) => t(`privacy:removed.${what}`) },
      { title: t('privacy:removals.older'), dataIndex: 'olderThan', render: (at: string) => format.date(at) },
      {
        title: t('privacy:removals.rows'),
        dataIndex: 'rows',
        align: 'right',
        render: (rows: number) => format.number(rows),
      },
    ],
    [t, format],
  );
  return (
    <Shown query={found} lines={4}>
      {({ rows }) => (
        <Table<Row>
          rowKey="removalId"
          size="small"
          columns={columns}
          dataSource={rows}
          pagination={false}
          locale={{ emptyText: <EmptyState title={t('privacy:removals.empty')} /> }}
        />
      )}
    </Shown>
  );
}
