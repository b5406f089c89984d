/** The columns and rows of any readable file, for those who look at a file without bringing it in. */
import { columnNames, findHeader, headerOf } from './header.ts';
import { detectLayout, firstRows, type Overrules } from './inspect.ts';
import { labelOf } from './labels.ts';
import { fileRows, isBlank } from './rows.ts';

export type TableFile = { names: string[]; rows: AsyncGenerator<string[]> };

/** `known` are headers one may expect, to find the row they stand in; without one the columns are called by letters. */
export async function readTable(path: string, known: readonly string[], overrules: Overrules = {}): Promise<TableFile> {
  const { layout } = await detectLayout(path, overrules);
  const head = await firstRows(path, layout);
  const headerRow = findHeader(head, new Set(known.map(labelOf)));
  const header = headerOf(head, headerRow);
  const names = columnNames(header, Math.max(...head.map((row) => row.cells.length)));
  async function* rows(): AsyncGenerator<string[]> {
    for await (const batch of fileRows(path, layout, { bytes: 0 })) {
      for (const [index, cells] of batch.rows.entries())
        if ((batch.rowNos[index] ?? 0) > (headerRow ?? 0) && !isBlank(cells)) yield cells;
    }
  }
  return { names, rows: rows() };
}
