/**
 * What stands in a merged cell counts for each row it lies over: the number, customer and date of an order whose lines follow
 * below. Amounts are another matter: one amount over three lines is the sum of all and of none. What the field says is done
 * with it; rows are refused where it says nothing. Only real merges count; a blank cell is blank.
 */
import type { Importer, ImportField, ImportFieldType } from '#platform/importer.ts';
import type { MappedColumn } from './contract.ts';
import { firstRowOf, lastRowOf, type Merges } from './xlsx-merges.ts';

export type MergedRow = {
  /** With what the merges say; the very array that came where they say nothing. */
  cells: string[];
  /** An amount that this row shares with others, where nobody says how. */
  torn: { column: number; text: string } | null;
  /** Columns of all amounts that this row shares with others. */
  shared: number[];
};

/** Goes down a sheet: rows must come in their order. */
export type MergeWalk = (rowNo: number, cells: string[]) => MergedRow;

const AMOUNTS: ReadonlySet<ImportFieldType> = new Set(['money', 'decimal', 'integer']);

type Reading = 'each' | 'once' | 'refused';

export const readingOf = ({ type, merged }: ImportField): Reading => merged ?? (AMOUNTS.has(type) ? 'refused' : 'each');

/** Of the columns that are mapped: merges in others say nothing anybody reads. */
export function walkMerges(
  merges: Merges | null,
  importer: Importer,
  mapping: readonly MappedColumn[],
): MergeWalk | null {
  const readings = new Map(importer.fields.map((field) => [field.code, readingOf(field)]));
  const columns = mapping.flatMap(({ column, field, ofRecord }) => {
    const spans = merges?.get(column);
    // An amount of the whole record is shared out later, from whichever of its rows.
    const reading = ofRecord ? 'each' : (readings.get(field) ?? 'each');
    return spans ? [{ column, spans, at: 0, text: '', reading }] : [];
  });
  if (columns.length === 0) return null;
  return (rowNo, cells) => {
    const row: MergedRow = { cells, torn: null, shared: [] };
    for (const walk of columns) if (isWithin(walk, rowNo, cells)) read(walk, rowNo, row);
    return row;
  };
}

type Walk = { column: number; spans: Float64Array; at: number; text: string; reading: Reading };

function read({ column, text, reading, spans, at }: Walk, rowNo: number, row: MergedRow): void {
  if (reading === 'each') {
    row.cells = withCell(row.cells, column, text);
    return;
  }
  if (text === '') return;
  if (reading === 'once' && firstRowOf(spans[at] ?? 0) < rowNo) row.cells = withCell(row.cells, column, '0');
  // Nought shared by three is nought for each.
  if (Number(text) === 0) return;
  row.shared.push(column);
  if (reading === 'refused') row.torn ??= { column, text };
}

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

/** The problem of a row with a torn amount. */
export function tornProblem(mapping: readonly MappedColumn[], { column, text }: NonNullable<MergedRow['torn']>) {
  const field = mapping.find((entry) => entry.column === column)?.field ?? null;
  return { field, code: 'merged_amount', detail: text };
}
