import { DownloadOutlined } from '@ant-design/icons';
import { Button, Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { downloadErrors, listKinds } from '#modules/ingest/contract.ts';
import { urlOf } from '../../call.ts';
import { useFormat } from '../../format.ts';
import { read, useRead } from '../../query.ts';
import { Section } from '../../ui/page.tsx';
import { useFieldName } from './field-names.ts';
import type { BatchWire } from './import-batch.tsx';

type RowError = BatchWire['sampleErrors'][number];

/** The first refused rows with their reasons; all of them come as a file to mend and import again. */
export function RowErrors({ batch }: { batch: BatchWire }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const columns = useColumns(batch);
  return (
    <Section
      flush
      title={t('import:errors.title')}
      note={t('import:errors.note', {
        shown: format.number(batch.sampleErrors.length),
        all: format.number(batch.counts['invalid'] ?? batch.sampleErrors.length),
      })}
      actions={
        <Button
          icon={<DownloadOutlined />}
          href={urlOf(downloadErrors, { params: { batchId: batch.batchId }, query: { language: i18n.language } })}
        >
          {t('import:errors.download')}
        </Button>
      }
    >
      <Table
        rowKey={(row) => `${row.rowNo}-${row.field ?? ''}-${row.code}`}
        size="small"
        columns={columns}
        dataSource={[...batch.sampleErrors]}
        pagination={false}
        scroll={{ x: 'max-content' }}
      />
    </Section>
  );
}

function useColumns({ kind, headers, mapping }: BatchWire): TableColumnsType<RowError> {
  const { t } = useTranslation();
  const kinds = useRead(read(listKinds)).data?.rows;
  const fieldName = useFieldName(kinds?.find((one) => one.kind === kind));
  return useMemo(() => {
    const columnOf = new Map(mapping.map(({ column, field }) => [field, column]));
    const isWrong = (row: RowError, column: number) => row.field !== null && columnOf.get(row.field) === column;
    return [
      { title: t('import:errors.row'), width: 80, fixed: 'left', render: (_, row) => row.rowNo },
      {
        title: t('import:errors.reason'),
        width: 320,
        fixed: 'left',
        render: (_, row) => (
          <span style={{ color: 'var(--lk-red)', display: 'inline-block', minWidth: 240, whiteSpace: 'normal' }}>
            {row.field !== null && `${fieldName(row.field)}: `}
            {row.reason}
          </span>
        ),
      },
      ...headers.map((header, column) => ({
        title: header,
        key: `c${String(column)}`,
        render: (_: unknown, row: RowError) => (
          <span style={isWrong(row, column) ? { color: 'var(--lk-red)', fontWeight: 600 } : undefined}>
            {row.cells[column]}
          </span>
        ),
      })),
    ];
  }, [t, headers, mapping, fieldName]);
}
