/** What merged cells say of a file, told to the person before anything is read by it. */
import type { Importer } from '#platform/importer.ts';
import type { MappedColumn } from './contract.ts';
import type { Inspection } from './inspection-contract.ts';
import { isAmountOf, walkMerges } from './merged-cells.ts';
import { missingFields } from './mapping.ts';
import type { NumberedRow } from './rows.ts';
import type { Merges } from './xlsx-merges.ts';

export type Merged = {
  /** With what merged cells say of them. */
  rows: Inspection['rows'];
  /** Without amounts that belong to several rows, where the others are enough. */
  mapping: MappedColumn[];
  /** Columns whose merges are read into each row, and how many merges they have. */
  repeated: { columns: number[]; merges: number };
  /** Columns with amounts that several rows share. */
  shared: number[];
};

export function readMerged(
  merges: Merges | null,
  importer: Importer | null,
  { mapping, remembered }: { mapping: MappedColumn[]; remembered: boolean },
  rows: readonly NumberedRow[],
): Merged {
  const none = { rows: [...rows], mapping, repeated: { columns: [], merges: 0 }, shared: [] };
  if (!merges || !importer) return none;
  const shared = sharedIn(merges, importer, mapping, rows);
  const others = mapping.filter(({ column }) => !shared.includes(column));
  const enough = missingFields(importer, others).length <= missingFields(importer, mapping).length;
  const chosen = enough && !remembered ? others : mapping;
  const isAmount = isAmountOf(importer);
  const columns = chosen.filter((entry) => merges.has(entry.column) && !isAmount(entry)).map(({ column }) => column);
  return {
    rows: filled(merges, importer, chosen, rows),
    mapping: chosen,
    repeated: {
      columns: columns.toSorted((a, b) => a - b),
      merges: columns.reduce((sum, column) => sum + (merges.get(column)?.length ?? 0), 0),
    },
    shared,
  };
}

function sharedIn(
  merges: Merges,
  importer: Importer,
  mapping: readonly MappedColumn[],
  rows: readonly NumberedRow[],
): number[] {
  const shared = mapping.filter(isAmountOf(importer)).flatMap((entry) => {
    const walk = walkMerges(merges, importer, [entry]);
    return walk && rows.some(({ rowNo, cells }) => walk(rowNo, cells).shared !== null) ? [entry.column] : [];
  });
  return shared.toSorted((a, b) => a - b);
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
    if (cells === own) return { rowNo, cells };
    const merged = mapping.map(({ column }) => column).filter((column) => cells[column] !== (own[column] ?? ''));
    return { rowNo, cells, merged: merged.toSorted((a, b) => a - b) };
  });
}
