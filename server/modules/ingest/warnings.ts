/** What in a file may be read in more than one way, or was read in a way that somebody should know of. */
import type { Layout } from './contract.ts';
import type { Merged } from './inspect-merges.ts';
import type { FileColumn, Inspection } from './inspection-contract.ts';
import { ambiguousColumns } from './mapping.ts';

type Warnings = Inspection['warnings'];

type Seen = {
  layout: Layout;
  sheets: Inspection['sheets'];
  columns: readonly FileColumn[];
  merged: Merged;
  remembered: boolean;
};

export function warningsOf({ layout, sheets, columns, merged, remembered }: Seen): Warnings {
  const names = columns.map((column) => column.name);
  const twins = remembered ? [] : ambiguousColumns(names, merged.mapping);
  return [
    ...twins.map((twin) => ({ code: 'duplicate_header' as const, columns: twin, detail: names[twin[0] ?? 0] ?? null })),
    ...columns
      .filter((column) => !column.dateOrderSure)
      .map(({ column, samples }) => ({
        code: 'date_order_unsure' as const,
        columns: [column],
        detail: samples[0] ?? null,
      })),
    ...mergeNotes(merged),
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
