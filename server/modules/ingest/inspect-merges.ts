/** What merged cells say of a file, told to the person before anything is read by it. */
import type { Importer } from '#platform/importer.ts';
import type { MappedColumn } from './contract.ts';
import type { Inspection } from './inspection-contract.ts';
import { readingOf, walkMerges } from './merged-cells.ts';
import type { NumberedRow } from './rows.ts';
import { firstRowOf, lastRowOf, type Merges } from './xlsx-merges.ts';

export type Merged = {
  /** With what merged cells say of them. */
  rows: Inspection['rows'];
  /** Without amounts that belong to several rows, where each row has another. */
  mapping: MappedColumn[];
  /** Columns whose merges are read into each row, and how many merges they have; amounts of a record are told apart from these. */
  each: { columns: number[]; merges: number };
  /** Columns with amounts that several rows share: left out, counted in the first of the rows, or refused. */
  leftOut: number[];
  once: number[];
  refused: number[];
};

export function readMerged(
  merges: Merges | null,
  importer: Importer | null,
  mapping: MappedColumn[],
  rows: readonly NumberedRow[],
): Merged {
  const none = { columns: [], merges: 0 };
  if (!merges || !importer) return { rows: [...rows], mapping, each: none, leftOut: [], once: [], refused: [] };
  const apart = sharedIn(merges, importer, mapping, rows);
  const whole = mapping.map((entry) =>
    apart.includes(entry.column) && isOfRecord(merges, importer, mapping, rows, entry)
      ? { ...entry, ofRecord: true }
      : entry,
  );
  const shared = sharedIn(merges, importer, whole, rows);
  const leftOut = replaceable(importer, whole, shared);
  const chosen = whole.filter(({ column }) => !leftOut.includes(column));
  const readings = new Map(importer.fields.map((field) => [field.code, readingOf(field)]));
  const read = (reading: string, from: readonly MappedColumn[]) =>
    sorted(from.filter(({ field }) => readings.get(field) === reading).map(({ column }) => column));
  const torn = chosen.filter(({ column }) => shared.includes(column));
  const columns = read(
    'each',
    chosen.filter(({ column, ofRecord }) => !ofRecord && merges.has(column)),
  );
  return {
    rows: filled(merges, importer, chosen, rows),
    mapping: chosen,
    each: { columns, merges: columns.reduce((sum, column) => sum + (merges.get(column)?.length ?? 0), 0) },
    leftOut: sorted(leftOut),
    once: read('once', torn),
    refused: read('refused', torn),
  };
}

const sorted = (columns: readonly number[]): number[] => columns.toSorted((a, b) => a - b);

function sharedIn(
  merges: Merges,
  importer: Importer,
  mapping: readonly MappedColumn[],
  rows: readonly NumberedRow[],
): number[] {
  const walk = walkMerges(merges, importer, mapping);
  return [...new Set(rows.flatMap(({ rowNo, cells }) => walk?.(rowNo, cells).shared ?? []))];
}

/** Whether each merge of the column lies over rows of one record alone, so that its amount is that record's. */
function isOfRecord(
  merges: Merges,
  { fields, groupField, ...importer }: Importer,
  mapping: readonly MappedColumn[],
  rows: readonly NumberedRow[],
  { column, field }: MappedColumn,
): boolean {
  const group = mapping.find((entry) => entry.field === groupField);
  if (!group || !fields.find(({ code }) => code === field)?.shareable) return false;
  const walk = walkMerges(merges, { ...importer, fields, groupField }, [group]);
  const numbers = new Map(
    rows.map(({ rowNo, cells }) => [rowNo, (walk?.(rowNo, cells).cells ?? cells)[group.column]?.trim() ?? '']),
  );
  const last = rows.at(-1)?.rowNo ?? 0;
  for (const span of merges.get(column) ?? []) {
    if (firstRowOf(span) > last) break;
    const told = new Set<string>();
    for (let rowNo = firstRowOf(span); rowNo <= Math.min(last, lastRowOf(span)); rowNo += 1) {
      const number = numbers.get(rowNo);
      if (number) told.add(number);
    }
    if (told.size > 1) return false;
  }
  return true;
}

/** Of fields of which one is enough, those that are shared, where another is each row's own. */
function replaceable({ needsOneOf }: Importer, mapping: readonly MappedColumn[], shared: readonly number[]): number[] {
  return needsOneOf.flatMap((group) => {
    const told = mapping.filter(({ field }) => group.includes(field)).map(({ column }) => column);
    const torn = told.filter((column) => shared.includes(column));
    return torn.length < told.length ? torn : [];
  });
}

function filled(
  merges: Merges,
  importer: Importer,
  mapping: readonly MappedColumn[],
  rows: readonly NumberedRow[],
): Inspection['rows'] {
  const walk = walkMerges(merges, importer, mapping);
  return rows.map(({ rowNo, cells: own }) => {
    const cells = walk?.(rowNo, own).cells ?? own;
    const merged = mapping.map(({ column }) => column).filter((column) => cells[column] !== (own[column] ?? ''));
    return merged.length === 0 || cells === own ? { rowNo, cells: own } : { rowNo, cells, merged: sorted(merged) };
  });
}
