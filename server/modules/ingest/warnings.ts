/** What in a file may be read in more than one way, or was read in a way that somebody should know of. */
import type { Importer } from '#platform/importer.ts';
import type { Layout, MappedColumn } from './contract.ts';
import type { Merged } from './inspect-merges.ts';
import type { FileColumn, Inspection } from './inspection-contract.ts';
import { ambiguousColumns } from './mapping.ts';

type Warnings = Inspection['warnings'];

type Seen = {
  layout: Layout;
  sheets: Inspection['sheets'];
  columns: readonly FileColumn[];
  importer: Importer | null;
  mapping: readonly MappedColumn[];
  merged: Merged;
  /** Columns named like a field that hold something else. */
  unlike: readonly number[];
  /** The first rows below the headers. */
  records: readonly { cells: readonly string[] }[];
  remembered: boolean;
};

export function warningsOf(seen: Seen): Warnings {
  const { layout, sheets, columns, mapping, merged, unlike, records, remembered } = seen;
  const names = columns.map((column) => column.name);
  const twins = remembered ? [] : ambiguousColumns(names, mapping, records);
  return [
    ...twins.map((twin) => ({ code: 'duplicate_header' as const, columns: twin, detail: names[twin[0] ?? 0] ?? null })),
    ...columns
      .filter((column) => !column.dateOrderSure)
      .map(({ column, samples }) => ({
        code: 'date_order_unsure' as const,
        columns: [column],
        detail: samples[0] ?? null,
      })),
    ...(unlike.length > 0 ? [{ code: 'does_not_fit' as const, columns: [...unlike], detail: null }] : []),
    ...mergeNotes(merged),
    ...recordNotes(seen.importer, mapping),
    ...headerNotes(layout),
    ...sheetNotes(layout, sheets),
  ];
}

function mergeNotes({ each, leftOut, once, refused }: Merged): Warnings {
  const notes: Warnings = [
    { code: 'merged_cells', columns: each.columns, detail: String(each.merges) },
    { code: 'merged_left_out', columns: leftOut, detail: null },
    { code: 'merged_once', columns: once, detail: null },
    { code: 'merged_refused', columns: refused, detail: null },
  ];
  return notes.filter(({ columns }) => columns.length > 0);
}

/** `detail`: the field whose column would spare making numbers up. */
export function recordNotes(importer: Importer | null, mapping: readonly MappedColumn[]): Warnings {
  const shared = mapping.filter(({ ofRecord }) => ofRecord).map(({ column }) => column);
  const unnumbered =
    importer?.groupField && mapping.length > 0 && !mapping.some(({ field }) => field === importer.groupField);
  return [
    ...(shared.length > 0
      ? [{ code: 'shared_out' as const, columns: shared.toSorted((a, b) => a - b), detail: null }]
      : []),
    ...(unnumbered ? [{ code: 'numbered_by_content' as const, columns: [], detail: importer.groupField }] : []),
  ];
}

function headerNotes({ headerRow }: Layout): Warnings {
  if (headerRow === null) return [{ code: 'no_header', columns: [], detail: null }];
  return headerRow > 1 ? [{ code: 'titles_above_header', columns: [], detail: String(headerRow) }] : [];
}

function sheetNotes({ sheet }: Layout, sheets: Inspection['sheets']): Warnings {
  const others = sheets.filter(({ name }) => name !== sheet);
  const isHidden = sheets.some(({ name, hidden }) => name === sheet && hidden);
  return [
    ...(isHidden ? [{ code: 'sheet_hidden' as const, columns: [], detail: sheet }] : []),
    ...(others.length > 0
      ? [{ code: 'other_sheets' as const, columns: [], detail: others.map(({ name }) => name).join('、') }]
      : []),
  ];
}
