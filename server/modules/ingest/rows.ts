/** The rows of any file that can be imported, as text cells with their row numbers, a batch at a time. */
import type { Layout } from './contract.ts';
import { csvTokenizer, UnfinishedRowError } from './csv-tokenizer.ts';
import { headOf, type ByteCount } from './files.ts';
import { InvalidError } from '#platform/errors.ts';
import { sniffNewline } from './sniff.ts';
import { LONGEST_ROW, rowTooLong, textChunks } from './text-chunks.ts';
import { sheetRows } from './xlsx-rows.ts';

/**
 * Row numbers count from 1 as a spreadsheet shows them: header and empty rows included. What a cell may hold is told of the
 * whole batch, so that nobody has to look into each cell for what nearly no file has.
 */
export type RowBatch = { rowNos: number[]; rows: string[][]; mayHoldNul: boolean; mayHoldTab: boolean };

export type NumberedRow = { rowNo: number; cells: string[] };

export async function* fileRows(path: string, layout: Layout, read: ByteCount): AsyncGenerator<RowBatch> {
  if (layout.format === 'csv') {
    yield* csvRows(path, layout, read);
    return;
  }
  for await (const rows of sheetRows(path, layout.sheet, read)) {
    yield {
      rowNos: rows.map((row) => row.rowNo),
      rows: rows.map((row) => row.cells),
      mayHoldNul: true,
      mayHoldTab: true,
    };
  }
}

async function* csvRows(path: string, layout: Layout, read: ByteCount): AsyncGenerator<RowBatch> {
  const { compressed } = layout;
  const newline = sniffNewline((await headOf(path, compressed)).toString('latin1'));
  const tokenizer = csvTokenizer({ delimiter: layout.delimiter ?? ',', newline, longestRow: LONGEST_ROW });
  const source = { path, compressed, encoding: layout.encoding ?? 'utf-8', newline };
  let rowNo = 0;
  // A row may have begun in a chunk before, or several.
  let before = '';
  const numbered = (rows: string[][], text: string): RowBatch => {
    const rowNos = rows.map(() => (rowNo += 1));
    const holds = (char: string) => before.includes(char) || text.includes(char);
    const mayHoldTab = holds('\t') && (layout.delimiter !== '\t' || holds('"'));
    const batch = { rowNos, rows, mayHoldNul: holds('\0'), mayHoldTab };
    before = rows.length > 0 ? text : before + text;
    return batch;
  };
  try {
    for await (const text of textChunks(source, read)) {
      const rows: string[][] = [];
      tokenizer.push(text, rows);
      yield numbered(rows, text);
    }
    const last: string[][] = [];
    tokenizer.end(last);
    yield numbered(last, '');
  } catch (error) {
    throw error instanceof UnfinishedRowError ? unfinished(error) : error;
  }
}

const unfinished = ({ rowNo, reason }: UnfinishedRowError): InvalidError =>
  reason === 'too_long'
    ? rowTooLong(rowNo)
    : new InvalidError('ingest.unclosed_quote', `A quotation mark opened in row ${rowNo} is never closed.`);

/** Rows that say nothing: empty lines, and the lines of bare delimiters that spreadsheets leave at the end. */
export function isBlank(cells: readonly string[]): boolean {
  for (const cell of cells) if (cell !== '' && cell.trim() !== '') return false;
  return true;
}
