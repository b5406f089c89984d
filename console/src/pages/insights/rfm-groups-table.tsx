import { Table, type TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Behind } from '../../components/behind.tsx';
import { rawText, type Measure } from '../../components/rfm-words.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { colorOf } from '../../ui/palette.ts';
import { Blank } from '../../ui/stat.tsx';
import type { RfmGroupRow } from './rfm-groups-chart.ts';
import { ShareBar } from './share-bar.tsx';

type Props = { groups: readonly RfmGroupRow[]; of: string };

/** Segments or classes with their heads, their money and the means of the raw values behind the label. */
export function RfmGroupsTable({ groups, of }: Props) {
  const columns = useColumns(of);
  return (
    <Table
      rowKey="code"
      size="small"
      columns={columns}
      dataSource={[...groups]}
      pagination={false}
      scroll={{ x: 924 }}
    />
  );
}

function useColumns(of: string): TableColumnsType<RfmGroupRow> {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useName();
  return useMemo(() => {
    const mean = (measure: Measure, value: number | null) =>
      value === null ? <Blank /> : rawText(measure, value, t, format);
    return [
      {
        title: of,
        fixed: 'left',
        width: 144,
        render: (_, row) => (
          <Behind filters={row.customers > 0 ? row.filters : null}>
            <CodeTag code={row.code}>{name(row)}</CodeTag>
          </Behind>
        ),
      },
      {
        title: t('insights:figure.customers'),
        align: 'right',
        width: 84,
        sorter: (a, b) => a.customers - b.customers,
        render: (_, row) => format.number(row.customers),
      },
      {
        title: t('insights:rfm.share_of_customers'),
        width: 128,
        render: (_, row) => <ShareBar share={row.share} color={colorOf(row.code)} />,
      },
      {
        title: t('insights:figure.net_revenue'),
        align: 'right',
        width: 112,
        sorter: (a, b) => a.netCents - b.netCents,
        render: (_, row) => format.roundMoney(row.netCents),
      },
      {
        title: t('insights:rfm.share_of_revenue'),
        width: 128,
        render: (_, row) => <ShareBar share={row.revenueShare} color={colorOf(row.code)} />,
      },
      {
        title: t('insights:rfm.mean_recency'),
        align: 'right',
        width: 120,
        render: (_, row) => mean('recencyDays', row.meanRecencyDays),
      },
      {
        title: t('insights:rfm.mean_orders'),
        align: 'right',
        width: 100,
        render: (_, row) => mean('orders', row.meanOrders),
      },
      {
        title: t('insights:rfm.mean_money'),
        align: 'right',
        width: 112,
        render: (_, row) => mean('monetaryCents', row.meanMonetaryCents),
      },
    ];
  }, [of, t, format, name]);
}
