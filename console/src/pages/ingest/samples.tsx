import { Segmented, Table, type TableColumnsType } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listKinds } from '#modules/ingest/contract.ts';
import { read, useRead } from '../../query.ts';
import { Section } from '../../ui/page.tsx';
import type { BatchWire } from './batch-wire.ts';
import { useFieldName } from './field-names.ts';

type Sample = BatchWire['samples'][number];

const ORDER = ['created', 'updated', 'conflict', 'duplicate', 'unmatched', 'unchanged', 'repeated'];

/** What would become of some rows, so that nobody has to trust a count. */
export function Samples({ batch }: { batch: BatchWire }) {
  const { t } = useTranslation();
  const outcomes = ORDER.filter((outcome) => batch.samples.some((one) => one.outcome === outcome));
  const [chosen, setChosen] = useState(outcomes[0] ?? '');
  const columns = useColumns(batch.kind);
  return (
    <Section
      flush
      title={t('import:samples.title')}
      note={t('import:samples.note')}
      actions={
        outcomes.length > 1 && (
          <Segmented
            aria-label={t('import:samples.title')}
            value={chosen}
            onChange={setChosen}
            options={outcomes.map((value) => ({ value, label: t(`import:samples.of.${value}`) }))}
          />
        )
      }
    >
      <Table
        rowKey="rowNo"
        size="small"
        columns={columns}
        dataSource={batch.samples.filter(({ outcome }) => outcome === chosen)}
        pagination={false}
      />
    </Section>
  );
}

function useColumns(kindCode: string): TableColumnsType<Sample> {
  const { t } = useTranslation();
  const kinds = useRead(read(listKinds));
  const fieldName = useFieldName(kinds.data?.rows.find(({ kind }) => kind === kindCode));
  return useMemo(
    () => [
      { title: t('import:samples.row'), dataIndex: 'rowNo', width: 96, align: 'right' },
      { title: t('import:samples.label'), dataIndex: 'label', width: 260, ellipsis: true },
      {
        title: t('import:samples.changes'),
        render: (_, { outcome, changes }) =>
          changes.length === 0
            ? t(`import:samples.explain.${outcome}`, { defaultValue: '' })
            : changes.map(({ field, before, after }) => (
                <div key={field}>
                  {t('import:samples.change', {
                    field: fieldName(field),
                    before: before ?? t('import:samples.empty'),
                    after: after ?? t('import:samples.empty'),
                  })}
                </div>
              )),
      },
    ],
    [t, fieldName],
  );
}
