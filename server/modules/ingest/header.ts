/** Which row names the columns. Exports put titles above it; program dumps leave it out. */
import { labelOf, shortLabelOf } from './labels.ts';
import { isBlank } from './rows.ts';

const ROWS_LOOKED_AT = 20;

/**
 * The row, by its number, with the most headers anybody knows; without any, the first row if its cells are all
 * different words while the rows below hold numbers. Null: the file has no headers.
 */
export function findHeader(
  rows: readonly { rowNo: number; cells: readonly string[] }[],
  known: ReadonlySet<string>,
): number | null {
  const looked = rows.filter((row) => !isBlank(row.cells)).slice(0, ROWS_LOOKED_AT);
  const width = widthOf(looked.map((row) => row.cells.length));
  let best = { rowNo: 0, hits: 0 };
  for (const [place, { rowNo, cells }] of looked.entries()) {
    // A header of years and sizes may be a number; a row of records has many, and hardly a word for a header.
    const numbers = cells.filter(isNumber).length;
    if (numbers > 0 && hitsIn(cells, known) < Math.max(3, numbers + 1)) continue;
    const above = looked[place - 1]?.cells ?? [];
    const hits = hitsIn(above.some(isNumber) ? cells : joined(above, cells), known);
    if (hits > best.hits) best = { rowNo, hits };
  }
  if (best.hits >= Math.min(2, width)) return best.rowNo;
  const first = looked.find((row) => row.cells.length === width);
  return first && namesColumns(first.cells) ? first.rowNo : null;
}

const hitsIn = (cells: readonly string[], known: ReadonlySet<string>): number =>
  cells.filter((cell) => known.has(labelOf(cell)) || known.has(shortLabelOf(cell))).length;

/** A row below the headers that names them again: in another language, or because files were put together. */
export function namesHeaders(cells: readonly string[], known: ReadonlySet<string>): boolean {
  const said = cells.filter((cell) => cell.trim() !== '').length;
  return said > 1 && !cells.some(isNumber) && hitsIn(cells, known) >= Math.max(2, said / 2);
}

/** The most headers anybody knows that one row has. */
export const countHeaders = (rows: readonly { cells: readonly string[] }[], known: ReadonlySet<string>): number =>
  Math.max(0, ...rows.slice(0, ROWS_LOOKED_AT).map(({ cells }) => hitsIn(cells, known)));

/**
 * The header of a table whose cells are merged over two rows: a cell merged downwards holds its text in the row above, and one
 * merged to the right names a group. Names that stand twice get the name of their group before them.
 */
export function headerOf(
  rows: readonly { rowNo: number; cells: readonly string[] }[],
  headerRow: number | null,
): string[] | null {
  const own = rows.find(({ rowNo }) => rowNo === headerRow)?.cells;
  if (!own) return null;
  const above = rows.find(({ rowNo }) => rowNo === (headerRow ?? 0) - 1)?.cells ?? [];
  // One cell alone is a title.
  if (above.filter((cell) => cell.trim() !== '').length < 2 || above.some(isNumber)) return [...own];
  const names = joined(above, own);
  const twice = (name: string) => names.filter((other) => labelOf(other) === labelOf(name)).length > 1;
  return names.map((name, column) => {
    const group = own[column]?.trim() ? above.slice(0, column + 1).findLast((cell) => cell.trim() !== '') : undefined;
    return group && name !== '' && twice(name) ? `${group.trim()}${name}` : name;
  });
}

/** Blank cells take what stands above them. */
const joined = (above: readonly string[], own: readonly string[]): string[] =>
  Array.from({ length: Math.max(above.length, own.length) }, (_, column) => {
    const cell = own[column]?.trim() ?? '';
    return cell === '' ? (above[column]?.trim() ?? '') : cell;
  });

function widthOf(widths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}

const namesColumns = (cells: readonly string[]): boolean => {
  const said = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  return said.length > 0 && new Set(said).size === said.length && !said.some(isNumber) && !said.some(isDateLike);
};

const isNumber = (cell: string): boolean => /^[-+]?[\d,]*\.?\d+%?$/.test(cell.trim());
const isDateLike = (cell: string): boolean => /\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}/.test(cell);

/** A, B … Z, AA: what spreadsheets call a column that has no name. */
export function letterOf(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : letterOf(Math.floor(column / 26) - 1) + letter;
}

/** The names of the columns: headers, or letters where there is none. Trailing cells without a name are no columns. */
export function columnNames(header: readonly string[] | null, width: number): string[] {
  if (!header) return Array.from({ length: width }, (_, column) => letterOf(column));
  let end = header.length;
  while (end > 0 && header[end - 1]?.trim() === '') end -= 1;
  return header.slice(0, end).map((name, column) => name.trim() || letterOf(column));
}
