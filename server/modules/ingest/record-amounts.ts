/**
 * Whether an amount is each row's own or the whole record's, told once or over again on each of its rows. It is told by the first
 * rows of the file: if the rows of a record differ, each has its own; if they agree although the rows are worth different
 * sums, it is the record's.
 */
import type { Importer } from '#platform/importer.ts';
import type { MappedColumn } from './contract.ts';
import { parseDecimal } from './decimals.ts';
import { labelOf } from './labels.ts';
import type { FileColumn } from './inspection-contract.ts';
import { saidIn } from './values.ts';

type Row = { cells: readonly string[] };

/** A header that says by itself that it is of the order. */
const OF_THE_ORDER =
  /^(?:整单|订单|买家实[付际])(?!.*(?:单价|商品)).*(?:额|付|款|优惠|折扣)|^order(?:total|amount|value|discount|grandtotal)/;
/** Without a word for it, one pair of equal rows is no evidence. */
const RECORDS_TO_BE_SURE = 3;
/** A few records that do not fit are told row by row when they come. */
const SHARE = 0.95;

export function withRecordAmounts(
  importer: Importer,
  mapping: readonly MappedColumn[],
  columns: readonly FileColumn[],
  rows: readonly Row[],
): MappedColumn[] {
  const group = mapping.find(({ field }) => field === importer.groupField);
  if (!group) return [...mapping];
  const records = Map.groupBy(rows, ({ cells }) => saidIn(cells[group.column] ?? '') ?? '');
  records.delete('');
  const several = [...records.values()].filter((record) => record.length > 1);
  const worth = worthIn(mapping, columns);
  const whole = mapping.map((entry) => {
    const field = importer.fields.find(({ code }) => code === entry.field);
    if (!field?.shareable || entry.ofRecord !== undefined) return entry;
    const named = OF_THE_ORDER.test(labelOf(columns[entry.column]?.name ?? ''));
    return isOfRecord(entry, several, named, worth) ? { ...entry, ofRecord: true } : entry;
  });
  return withoutIdle(whole);
}

/** An amount of the order says nothing more where each line says what was paid for it. */
const withoutIdle = (mapping: MappedColumn[]): MappedColumn[] =>
  mapping.some(({ field, ofRecord }) => field === 'paid' && !ofRecord)
    ? mapping.filter(({ field, ofRecord }) => field !== 'amount' || !ofRecord)
    : mapping;

function isOfRecord(
  { column }: MappedColumn,
  several: readonly (readonly Row[])[],
  named: boolean,
  worth: (row: Row, amount: string) => boolean | null,
): boolean {
  let alike = 0;
  let own = 0;
  let onces = 0;
  const amounts = new Set<string>();
  for (const record of several) {
    const said = record.map(({ cells }) => saidIn(cells[column] ?? '') ?? '');
    const [first = ''] = said;
    if (said.every((text) => text === '')) continue;
    const once = first !== '' && said.slice(1).every((text) => text === '');
    const same = said.every((text) => text === first);
    if (!once && !same) own += 1;
    else if (same && record.every((row) => worth(row, first) === true)) own += 1;
    else {
      alike += 1;
      if (once) onces += 1;
      amounts.add(first);
    }
  }
  if (alike + own === 0) return named;
  if (alike < (alike + own) * SHARE) return false;
  if (named || onces === alike || isUnlikeItsRows(several, column, worth)) return true;
  return alike >= RECORDS_TO_BE_SURE && amounts.size > 1;
}

/** Where prices are known, one record is enough: its amount is not what the rows are worth. */
const isUnlikeItsRows = (
  several: readonly (readonly Row[])[],
  column: number,
  worth: (row: Row, amount: string) => boolean | null,
): boolean =>
  several.some((record) => record.every((row) => worth(row, saidIn(row.cells[column] ?? '') ?? '') === false));

/** Whether the amount is quantity × price of its row; null where the row does not say. */
function worthIn(mapping: readonly MappedColumn[], columns: readonly FileColumn[]) {
  const numberIn = (field: string) => {
    const entry = mapping.find((one) => one.field === field);
    if (!entry) return () => null;
    const mark = entry.decimalMark ?? columns[entry.column]?.decimalMark ?? '.';
    return ({ cells }: Row): number | null => {
      const text = saidIn(cells[entry.column] ?? '');
      const decimal = text === null ? null : parseDecimal(text, mark);
      return typeof decimal === 'string' ? Number(decimal) : null;
    };
  };
  const priceOf = numberIn('unitPrice');
  const quantityOf = numberIn('quantity');
  return (row: Row, amount: string): boolean | null => {
    const price = priceOf(row);
    if (price === null || amount === '') return null;
    const decimal = parseDecimal(amount, '.');
    const said = typeof decimal === 'string' ? decimal : parseDecimal(amount, ',');
    if (typeof said !== 'string') return null;
    return Math.abs(Number(said) - price * (quantityOf(row) ?? 1)) < CLOSE;
  };
}

/** Prices are rounded before they are written. */
const CLOSE = 0.05;
