import { Button, Table, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { topRow } from '#modules/insights/contract.ts';
import { useFormat } from '../../format.ts';
import { ShareBar } from './share-bar.tsx';

export type TopRow = z.input<typeof topRow>;

type Props = {
  rows: readonly TopRow[];
  /** Heading of the names. */
  of: string;
  nameOf: (row: TopRow) => string;
  /** Looks at this one alone. */
  onChoose: (row: TopRow) => void;
};

/** Stores or channels by revenue; a name narrows the page to it. */
export function TopTable({ rows, of, nameOf, onChoose }: Props) {
  const columns = useColumns(of, nameOf, onChoose);
  return (
    <Table rowKey="key" size="small" columns={columns} dataSource={[...rows]} pagination={false} scroll={{ x: 480 }} />
  );
}

function useColumns(of: string, nameOf: Props['nameOf'], onChoose: Props['onChoose']): TableColumnsType<TopRow> {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      title: of,
      ellipsis: true,
      render: (_, row) =>
        row.key === '' ? (
          <span className="lk-soft">{nameOf(row)}</span>
        ) : (
          <Button type="link" size="small" style={{ padding: 0 }} onClick={() => onChoose(row)}>
            {nameOf(row)}
          </Button>
        ),
    },
    {
      title: t('insights:figure.net_revenue'),
      align: 'right',
      width: 120,
      render: (_, row) => format.roundMoney(row.netCents),
    },
    { title: t('insights:revenue_share'), width: 132, render: (_, row) => <ShareBar share={row.share} /> },
    { title: t('insights:figure.orders'), align: 'right', width: 84, render: (_, row) => format.number(row.orders) },
    {
      title: t('insights:figure.customers'),
      align: 'right',
      width: 84,
      render: (_, row) => format.number(row.customers),
    },
  ];
}
