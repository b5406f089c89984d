import type { TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ListField, listCustomers } from '#modules/customers/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { MaskedValue } from '../../components/masked-value.tsx';
import { paths } from '../../paths.ts';
import { isNumeric, useFieldName, useShowValue } from './fields.tsx';
import styles from './list.module.css';

export type Row = ResultOf<typeof listCustomers>['rows'][number];

type Sort = { sort: string; direction: string };

const widths: Record<ListField['type'], number> = {
  text: 132,
  number: 84,
  money: 112,
  instant: 112,
  day: 112,
  choice: 120,
};

/** Who first, then the chosen fields in their chosen order. */
export function useColumns(
  fields: readonly ListField[],
  { sort, direction }: Sort,
  dense: boolean,
): TableColumnsType<Row> {
  const { t } = useTranslation();
  const fieldName = useFieldName();
  const showValue = useShowValue();
  return useMemo(
    () => [
      {
        title: t('customers:list.customer'),
        key: 'customer',
        fixed: 'left',
        width: 196,
        render: (_, row) => <Who row={row} dense={dense} />,
      },
      ...fields.map((field) => ({
        title: fieldName(field.code),
        key: field.code,
        width: widths[field.type],
        ellipsis: true,
        align: isNumeric(field) ? ('right' as const) : ('left' as const),
        sorter: field.sortable,
        sortOrder: sort === field.code ? (direction === 'asc' ? ('ascend' as const) : ('descend' as const)) : null,
        render: (_: unknown, row: Row) => showValue(field, row.values[field.code]),
      })),
    ],
    [t, fieldName, showValue, fields, sort, direction, dense],
  );
}

function Who({ row, dense }: { row: Row; dense: boolean }) {
  const { t } = useTranslation();
  const path = paths.customer(row.customerId);
  const name = row.name ?? t('customers:nameless');
  return (
    <div className={dense ? styles.whoDense : styles.who}>
      <Link to={path} className={row.name ? styles.name : styles.nameless} title={name}>
        {name}
      </Link>
      <span className={styles.under}>{row.phone ? <MaskedValue kind="phone" value={row.phone} /> : row.code}</span>
    </div>
  );
}
