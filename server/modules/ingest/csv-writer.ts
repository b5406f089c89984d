/** Text for spreadsheets: UTF-8 with its mark (Excel on Chinese systems reads the file as GBK without it), no formulas. */
export const UTF8_MARK = '\uFEFF';

/** A cell that begins so would be run as a formula; an apostrophe disarms it and is taken off again on import. */
const RUNS = /^[=+\-@\t\r]/;

export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

function csvCell(cell: string): string {
  const safe = RUNS.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
