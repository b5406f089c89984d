/** Whether what stands in a column can be what its header promises: `Payment` may hold an amount, or `Cash` and `Card`. */
import type { ImportField } from '#platform/importer.ts';
import type { FileColumn } from './inspection-contract.ts';
import { isRefusal } from './refusals.ts';
import type { NumberedRow } from './rows.ts';
import { parserOf, saidIn } from './values.ts';

/** Of the values seen, how many the field could take. */
export type Fit = { fitting: number; seen: number };
export type FitOf = (column: number, field: ImportField) => Fit;

const VALUES_TRIED = 200;
/** Damage to a value of the right kind: the row is refused, the column is what it says. */
const DAMAGED = new Set([
  'phone_scientific',
  'number_scientific',
  'reference_scientific',
  'number_too_big',
  'date_impossible',
  'date_out_of_range',
]);
const ANYTHING = new Set(['text', 'reference']);

export function fitIn(columns: readonly FileColumn[], rows: readonly NumberedRow[]): FitOf {
  const values = (column: number) =>
    rows.flatMap(({ cells }) => saidIn(cells[column] ?? '') ?? []).slice(0, VALUES_TRIED);
  return (column, field) => {
    if (ANYTHING.has(field.type)) return { fitting: 1, seen: 1 };
    const { dateOrder, decimalMark } = columns[column] ?? {};
    const parse = parserOf(field, { dateOrder: dateOrder ?? 'mdy', decimalMark: decimalMark ?? '.', timeZone: 'UTC' });
    const parsed = values(column).map(parse);
    const fitting = parsed.filter((value) => !isRefusal(value) || DAMAGED.has(value.code)).length;
    return { fitting, seen: parsed.length };
  };
}

/** Another column is better where there is one. */
export const fitsBadly = ({ fitting, seen }: Fit): boolean => fitting * 2 < seen;
/** No accident: enough values were seen, and hardly one of them fits. */
export const fitsNotAtAll = ({ fitting, seen }: Fit): boolean => seen >= 3 && fitting * 10 < seen;
