import { Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Behind } from '../../components/behind.tsx';
import { Defined } from '../../components/defined.tsx';
import { useFormat } from '../../format.ts';
import { series } from '../../ui/palette.ts';
import { Blank } from '../../ui/stat.tsx';
import { Reachable } from '../../ui/reachable.tsx';
import { ShareBar } from '../insights/share-bar.tsx';
import type { Value } from './value-charts.ts';

type Decile = Value['deciles'][number];

/** The tenths in figures: what they are expected to bring, what they brought, and per head. */
export function DecilesTable({ value }: { value: Value }) {
  const columns = useColumns(value.definitions);
  return (
    <Reachable>
      <Table
        rowKey="decile"
        size="small"
        columns={columns}
        dataSource={value.deciles}
        pagination={false}
        scroll={{ x: 900 }}
      />
    </Reachable>
  );
}

function useColumns(definitions: Value['definitions']): TableColumnsType<Decile> {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => [
      {
        title: <Defined by={definitions.deciles ?? ''}>{t('outlook:value.decile')}</Defined>,
        fixed: 'left',
        width: 116,
        render: (_, row) => <Behind filters={row.filters}>{t('outlook:value.tenth', { decile: row.decile })}</Behind>,
      },
      {
        title: t('insights:figure.customers'),
        align: 'right',
        width: 84,
        render: (_, row) => <Behind filters={row.filters}>{format.number(row.customers)}</Behind>,
      },
      {
        title: t('outlook:value.expected'),
        align: 'right',
        width: 120,
        render: (_, row) => format.roundMoney(row.expectedNetCents),
      },
      { title: t('outlook:value.share'), width: 128, render: (_, row) => <ShareBar share={row.expectedShare} /> },
      {
        title: t('outlook:value.current'),
        align: 'right',
        width: 120,
        render: (_, row) => format.roundMoney(row.currentNetCents),
      },
      {
        title: t('outlook:value.share'),
        width: 128,
        render: (_, row) => <ShareBar share={row.currentShare} color={series[1]} />,
      },
      {
        title: t('outlook:value.orders_each'),
        align: 'right',
        width: 108,
        render: (_, row) =>
          row.customers > 0 ? format.number(Math.round((100 * row.expectedOrders) / row.customers) / 100) : <Blank />,
      },
      {
        title: t('outlook:value.money_each'),
        align: 'right',
        width: 108,
        render: (_, row) => (row.customers > 0 ? format.roundMoney(row.expectedNetCents / row.customers) : <Blank />),
      },
    ],
    [definitions, t, format],
  );
}
