/**
 * What stands in a merged cell counts for each row it lies over: the number, customer and date of an order whose lines follow
 * below. Amounts are another matter: one amount over three lines is their sum and none of the three, so such rows are refused
 * rather than counted thrice or shared out by guess. Only real merges count; a blank cell is blank.
 */
import type { Importer, ImportFieldType } from '#platform/importer.ts';
import type { MappedColumn } from './contract.ts';
import { firstRowOf, lastRowOf, type Merges } from './xlsx-merges.ts';

export type MergedRow = {
  /** With what the merges say; the very array that came where they say nothing. */
  cells: string[];
  /** The first amount that this row shares with others. */
  shared: { column: number; text: string } | null;
};

/** Goes down a sheet: rows must come in their order. */
export type MergeWalk = (rowNo: number, cells: string[]) => MergedRow;

const AMOUNTS: ReadonlySet<ImportFieldType> = new Set(['money', 'decimal', 'integer']);

export function isAmountOf({ fields }: Importer): (mapped: Pick<MappedColumn, 'field'>) => boolean {
  const amounts = new Set(fields.filter(({ type }) => AMOUNTS.has(type)).map(({ code }) => code));
  return ({ field }) => amounts.has(field);
}

/** Of the columns that are mapped: merges in others say nothing anybody reads. */
export function walkMerges(
  merges: Merges | null,
  importer: Importer,
  mapping: readonly MappedColumn[],
): MergeWalk | null {
  const isAmount = isAmountOf(importer);
  const columns = mapping.flatMap((entry) => {
    const spans = merges?.get(entry.column);
    return spans ? [{ column: entry.column, spans, at: 0, text: '', isAmount: isAmount(entry) }] : [];
  });
  if (columns.length === 0) return null;
  return (rowNo, cells) => {
    const row: MergedRow = { cells, shared: null };
    for (const walk of columns) {
      if (!isWithin(walk, rowNo, cells)) continue;
      const { column, text, isAmount } = walk;
      if (!isAmount) row.cells = withCell(row.cells, column, text);
      // Nothing, or naught, shared by three is naught for each.
      else if (Number(text) !== 0) row.shared ??= { column, text };
    }
    return row;
  };
}

type Walk = { column: number; spans: Float64Array; at: number; text: string };

/** Moves on to the merge that ends last before or at the row, and takes its text where it begins. */
function isWithin(walk: Walk, rowNo: number, cells: readonly string[]): boolean {
  while (walk.at < walk.spans.length && lastRowOf(walk.spans[walk.at] ?? 0) < rowNo) {
    walk.at += 1;
    walk.text = '';
  }
  const span = walk.spans[walk.at];
  if (span === undefined || firstRowOf(span) > rowNo) return false;
  if (firstRowOf(span) === rowNo) walk.text = (cells[walk.column] ?? '').trim();
  return true;
}

/** Covered cells may still hold what nobody sees; what is seen counts. */
function withCell(cells: string[], column: number, text: string): string[] {
  if (text === '' || cells[column] === text) return cells;
  const filled = [...cells];
  while (filled.length < column) filled.push('');
  filled[column] = text;
  return filled;
}

/** The problem of a row that shares an amount. */
export function sharedProblem(mapping: readonly MappedColumn[], { column, text }: NonNullable<MergedRow['shared']>) {
  const field = mapping.find((entry) => entry.column === column)?.field ?? null;
  return { field, code: 'merged_amount', detail: text };
}
