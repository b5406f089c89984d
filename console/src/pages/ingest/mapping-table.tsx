import { Select, Table, Tag, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileColumn } from '#modules/ingest/inspection-contract.ts';
import { useFieldName } from './field-names.ts';
import type { Kind, Mapped } from './mapping.ts';
import { NewFieldButton } from './new-field.tsx';

type Props = {
  columns: readonly FileColumn[];
  kind: Kind;
  mapping: ReadonlyMap<number, Mapped>;
  onChoose: (choice: Mapped) => void;
};

const DATES: ReadonlySet<string> = new Set(['instant', 'day', 'occasion']);
const NUMBERS: ReadonlySet<string> = new Set(['decimal', 'money', 'integer']);

/** Every column of the file with what stands in it, and the field it feeds. */
export function MappingTable({ columns, kind, mapping, onChoose }: Props) {
  const shown = useColumns(kind, mapping, onChoose);
  return (
    <Table
      rowKey="column"
      size="small"
      columns={shown}
      dataSource={[...columns]}
      pagination={false}
      scroll={{ x: 860 }}
    />
  );
}

function useColumns(
  kind: Kind,
  mapping: ReadonlyMap<number, Mapped>,
  onChoose: (choice: Mapped) => void,
): TableColumnsType<FileColumn> {
  const { t } = useTranslation();
  const fieldName = useFieldName(kind);
  return useMemo(
    () => [
      {
        title: t('import:map.column'),
        width: 200,
        render: (_, column) => (
          <>
            <b>{column.name}</b>
            <div className="lk-faint">{t(`import:type.${column.type}`)}</div>
          </>
        ),
      },
      {
        title: t('import:map.samples'),
        ellipsis: true,
        render: (_, column) => (
          <span className="lk-soft" title={column.samples.join('\n')}>
            {column.samples.join(' · ')}
          </span>
        ),
      },
      {
        title: t('import:map.field'),
        width: 260,
        render: (_, column) => (
          <>
            <Select
              aria-label={t('import:map.field_of', { column: column.name })}
              value={mapping.get(column.column)?.field ?? ''}
              onChange={(field) => onChoose({ column: column.column, field, dateOrder: null, decimalMark: null })}
              options={fieldOptions(kind, mapping, fieldName, t('import:map.leave_out'), t('import:map.required'))}
              showSearch={{ optionFilterProp: 'search' }}
              optionRender={({ data }) => (
                <>
                  {data.label} {data.note && <Tag>{data.note}</Tag>}
                </>
              )}
              style={{ width: '100%' }}
              {...(!mapping.has(column.column) && { variant: 'filled' as const })}
            />
            {kind.takesNewFields && !mapping.has(column.column) && (
              <NewFieldButton column={column} onChoose={onChoose} />
            )}
          </>
        ),
      },
      {
        title: t('import:map.read_as'),
        width: 220,
        render: (_, column) => (
          <ReadAs column={column} kind={kind} mapped={mapping.get(column.column)} onChoose={onChoose} />
        ),
      },
    ],
    [t, kind, mapping, onChoose, fieldName],
  );
}

function fieldOptions(
  kind: Kind,
  mapping: ReadonlyMap<number, Mapped>,
  fieldName: (code: string) => string,
  leaveOut: string,
  required: string,
) {
  const used = new Set([...mapping.values()].map(({ field }) => field));
  const fields = kind.fields.map((field) => ({
    value: field.code,
    label: fieldName(field.code),
    search: [fieldName(field.code), ...field.headers].join(' '),
    note: field.required && !used.has(field.code) ? required : null,
  }));
  return [{ value: '', label: leaveOut, search: leaveOut, note: null }, ...fields];
}

type ReadAsProps = {
  column: FileColumn;
  kind: Kind;
  mapped: Mapped | undefined;
  onChoose: (choice: Mapped) => void;
};

/** Dates written with numbers only and decimal marks can be read in more than one way. */
function ReadAs({ column, kind, mapped, onChoose }: ReadAsProps) {
  const { t } = useTranslation();
  const type = kind.fields.find(({ code }) => code === mapped?.field)?.type ?? '';
  if (!mapped) return null;
  if (DATES.has(type) && column.dateOrder !== null) {
    const order = mapped.dateOrder ?? column.dateOrder;
    return (
      <>
        <Select
          aria-label={t('import:map.date_order_of', { column: column.name })}
          value={order}
          onChange={(dateOrder) => onChoose({ ...mapped, dateOrder })}
          options={(['ymd', 'mdy', 'dmy'] as const).map((value) => ({ value, label: t(`import:date_order.${value}`) }))}
          style={{ width: '100%' }}
        />
        {!column.dateOrderSure && mapped.dateOrder === null && (
          <div style={{ color: 'var(--lk-amber)', fontSize: 12 }}>{t('import:map.unsure')}</div>
        )}
      </>
    );
  }
  const shareable = kind.fields.find(({ code }) => code === mapped.field)?.shareable ?? false;
  return (
    <div style={{ display: 'grid', gap: 4 }}>
      {shareable && (
        <Select
          aria-label={t('import:map.share_of', { column: column.name })}
          value={mapped.ofRecord ?? false}
          onChange={(ofRecord) => onChoose({ ...mapped, ofRecord })}
          options={[
            { value: false, label: t('import:map.of_each_row') },
            { value: true, label: t('import:map.of_whole_order') },
          ]}
          style={{ width: '100%' }}
        />
      )}
      {NUMBERS.has(type) && column.decimalMark !== null && (
        <Select
          aria-label={t('import:map.mark_of', { column: column.name })}
          value={mapped.decimalMark ?? column.decimalMark}
          onChange={(decimalMark) => onChoose({ ...mapped, decimalMark })}
          options={[
            { value: '.' as const, label: '1,234.56' },
            { value: ',' as const, label: '1.234,56' },
          ]}
          style={{ width: '100%' }}
        />
      )}
    </div>
  );
}
