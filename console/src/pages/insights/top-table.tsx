import { Table, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { z } from 'zod';
import type { topRow } from '#modules/insights/contract.ts';
import { useFormat } from '../../format.ts';
import styles from './top-table.module.css';

export type TopRow = z.input<typeof topRow>;

type Props = {
  rows: readonly TopRow[];
  /** Heading of the names. */
  of: string;
  nameOf: (row: TopRow) => string;
  /** Where this one alone is looked at. */
  linkTo: (row: TopRow) => string;
};

/** Stores or channels by revenue; a name narrows the page to it. */
export function TopTable({ rows, of, nameOf, linkTo }: Props) {
  const columns = useColumns(of, nameOf, linkTo);
  return (
    <Table rowKey="key" size="small" columns={columns} dataSource={[...rows]} pagination={false} scroll={{ x: 440 }} />
  );
}

function useColumns(of: string, nameOf: Props['nameOf'], linkTo: Props['linkTo']): TableColumnsType<TopRow> {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      title: of,
      ellipsis: true,
      render: (_, row) => (
        <>
          {row.key === '' ? (
            <span className="lk-soft">{nameOf(row)}</span>
          ) : (
            <Link to={linkTo(row)} title={nameOf(row)}>
              {nameOf(row)}
            </Link>
          )}
          <span className={styles.track} aria-hidden="true">
            <span className={styles.bar} style={{ width: `${100 * Math.min(1, row.share)}%` }} />
          </span>
        </>
      ),
    },
    {
      title: t('insights:figure.net_revenue'),
      align: 'right',
      width: 108,
      render: (_, row) => format.roundMoney(row.netCents),
    },
    { title: t('insights:revenue_share'), align: 'right', width: 72, render: (_, row) => format.percent(row.share) },
    { title: t('insights:figure.orders'), align: 'right', width: 72, render: (_, row) => format.number(row.orders) },
    {
      title: t('insights:figure.customers'),
      align: 'right',
      width: 104,
      render: (_, row) => format.number(row.customers),
    },
  ];
}
