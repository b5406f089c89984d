/** Whether 01/05/2024 is January or May: one decision for a whole column, by whatever row of the file tells. */
import { dateOrderOf } from './columns.ts';
import type { Layout } from './contract.ts';
import type { FileColumn } from './inspection-contract.ts';
import { fileRows } from './rows.ts';

/** How far a column of such dates is read on for one that tells day from month. */
const ROWS_SEARCHED = 200_000;

/** Reads on where a sample of dates fits both orders, until one row decides. */
export async function settleDateOrders(path: string, layout: Layout, columns: FileColumn[]): Promise<FileColumn[]> {
  const unsure = columns.filter((column) => column.dateOrder !== null && !column.dateOrderSure);
  if (unsure.length === 0) return columns;
  const open = new Set(unsure.map((column) => column.column));
  const settled = new Map<number, FileColumn['dateOrder']>();
  let searched = 0;
  for await (const { rows } of fileRows(path, layout, { bytes: 0 })) {
    for (const column of open) {
      const found = dateOrderOf(rows.map((row) => row[column] ?? ''));
      if (!found?.sure) continue;
      settled.set(column, found.order);
      open.delete(column);
    }
    searched += rows.length;
    if (open.size === 0 || searched > ROWS_SEARCHED) break;
  }
  return columns.map((column) => {
    const dateOrder = settled.get(column.column);
    return dateOrder ? { ...column, dateOrder, dateOrderSure: true } : column;
  });
}

/**
 * One program writes one file: a column that does not tell goes by those that do. Where none does, whoever writes fractions with
 * a comma writes the day first; that stays a guess, and is said to be one.
 */
export function agreeOnDates(columns: readonly FileColumn[]): FileColumn[] {
  const sure = new Set(columns.flatMap((column) => (column.dateOrderSure ? (column.dateOrder ?? []) : [])));
  const [told] = sure;
  const byComma = columns.some(({ decimalMark }) => decimalMark === ',') ? 'dmy' : null;
  return columns.map((column): FileColumn => {
    if (column.dateOrder === null || column.dateOrderSure) return column;
    if (sure.size === 1 && told) return { ...column, dateOrder: told, dateOrderSure: true };
    return { ...column, dateOrder: byComma ?? column.dateOrder };
  });
}
