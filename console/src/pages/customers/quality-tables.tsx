import { Table, type TableColumnsType } from 'antd';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Behind } from '../../components/behind.tsx';
import { useSourceName } from '../../components/source-name.ts';
import { useFormat } from '../../format.ts';
import { Section } from '../../ui/page.tsx';
import { Reachable } from '../../ui/reachable.tsx';
import { Blank } from '../../ui/stat.tsx';
import { ShareBar } from '../insights/share-bar.tsx';
import type { Quality, QualityState } from './quality-chart.ts';
import { useQualityName } from './quality-fields.ts';
import styles from './quality.module.css';

type Field = Quality['fields'][number];
type Source = Quality['sources'][number];

type FieldsProps = { quality: Quality; state: QualityState; onField: (field: string) => void };

/** Each field with what is missing, wrong and old, every number open to the customers behind it. */
export function QualityFields({ quality, state: { source, field: chosen }, onField }: FieldsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const qualityName = useQualityName();
  const columns = useMemo((): TableColumnsType<Field> => {
    const flaw = (what: string, { field }: Field, count: number): ReactNode => (
      <Behind
        className={styles.flaw}
        filters={[`customers.quality:is:${what}.${field}`, ...(source ? [`customers.source:is:${source}`] : [])]}
      >
        {format.number(count)}
      </Behind>
    );
    return [
      {
        title: t('quality:field'),
        key: 'field',
        render: (_, { field, name }) => (
          <button type="button" className={styles.field} title={t('quality:show_trend')} onClick={() => onField(field)}>
            {qualityName(field, name)}
          </button>
        ),
      },
      {
        title: t('quality:filled'),
        key: 'filled',
        width: 260,
        render: (_, { filled, customers }) => <ShareBar share={filled / customers} />,
      },
      {
        title: t('quality:missing'),
        key: 'missing',
        align: 'right',
        width: 120,
        render: (_, row) => (row.customers > row.filled ? flaw('missing', row, row.customers - row.filled) : '0'),
      },
      {
        title: t('quality:invalid'),
        key: 'invalid',
        align: 'right',
        width: 120,
        render: (_, row) => (row.judged ? row.invalid > 0 ? flaw('invalid', row, row.invalid) : '0' : <Blank />),
      },
      {
        title: t('quality:stale'),
        key: 'stale',
        align: 'right',
        width: 140,
        render: (_, row) => (row.ages ? row.stale > 0 ? flaw('stale', row, row.stale) : '0' : <Blank />),
      },
      {
        title: t('quality:applies'),
        key: 'customers',
        align: 'right',
        width: 120,
        render: (_, { customers }) => format.number(customers),
      },
    ];
  }, [t, format, qualityName, source, onField]);
  return (
    <Section title={t('quality:by_field')} note={t('quality:by_field_note')} flush>
      <Reachable>
        <Table<Field>
          rowKey="field"
          columns={columns}
          dataSource={quality.fields}
          rowClassName={({ field }) => (field === chosen ? (styles.chosen ?? '') : '')}
          pagination={false}
          scroll={{ x: 860 }}
        />
      </Reachable>
    </Section>
  );
}

type SourcesProps = { quality: Quality; state: QualityState; onSource: (source: string) => void };

export function QualitySources({ quality, state, onSource }: SourcesProps) {
  const { t } = useTranslation();
  const sourceName = useSourceName();
  const format = useFormat();
  const columns = useMemo((): TableColumnsType<Source> => {
    const bar = (share: number | null) => (share === null ? <Blank /> : <ShareBar share={share} />);
    return [
      {
        title: t('quality:source'),
        key: 'source',
        render: (_, { source, name }) => (
          <button type="button" className={styles.field} onClick={() => onSource(source)}>
            {sourceName(source, name)}
          </button>
        ),
      },
      {
        title: t('quality:customers'),
        key: 'customers',
        align: 'right',
        width: 120,
        render: (_, { source, customers }) => (
          <Behind className={styles.flaw} filters={[`customers.source:is:${source}`]}>
            {format.number(customers)}
          </Behind>
        ),
      },
      { title: t('quality:completeness'), key: 'complete', width: 220, render: (_, row) => bar(row.completeness) },
      { title: t('quality:validity'), key: 'valid', width: 220, render: (_, row) => bar(row.validity) },
      { title: t('quality:freshness'), key: 'fresh', width: 220, render: (_, row) => bar(row.freshness) },
    ];
  }, [t, format, sourceName, onSource]);
  return (
    <Section title={t('quality:by_source')} note={t('quality:by_source_note')} flush>
      <Reachable>
        <Table<Source>
          rowKey="source"
          columns={columns}
          dataSource={quality.sources}
          rowClassName={({ source }) => (source === state.source ? (styles.chosen ?? '') : '')}
          pagination={false}
          scroll={{ x: 900 }}
        />
      </Reachable>
    </Section>
  );
}
