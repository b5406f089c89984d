/**
 * Rows of a sheet as text cells, streamed. Written by hand because the streaming reader of exceljs 4.4 decodes every
 * chunk by itself and so destroys Chinese characters that lie across two of them, without an error: docs/adr/0202.
 */
import { InvalidError } from '#platform/errors.ts';
import type { ByteCount } from './files.ts';
import { rowTooLong } from './text-chunks.ts';
import {
  attribute,
  chosenSheet,
  columnOf,
  dateStyles,
  entryTexts,
  openWorkbook,
  plainText,
  SHEET_LIMIT_BYTES,
  sharedStrings,
  unescapeXml,
} from './xlsx-workbook.ts';
import type { Workbook } from './xlsx-workbook.ts';
import { brokenWorkbook } from './zip-directory.ts';

export type SheetRow = { rowNo: number; cells: string[] };

const LONGEST_ROW_XML = 8 * 2 ** 20;
const MOST_COLUMNS = 1_000;

export async function* sheetRows(path: string, sheet: string | null, read: ByteCount): AsyncGenerator<SheetRow[]> {
  const workbook = await openWorkbook(path);
  const chosen = chosenSheet(workbook, sheet);
  const cells = cellReader(workbook, await sharedStrings(workbook), await dateStyles(workbook));
  const rows = rowSplitter(cells);
  for await (const text of entryTexts(path, chosen.entry, SHEET_LIMIT_BYTES, read)) {
    const batch = rows.push(text);
    if (batch.length > 0) yield batch;
    if (rows.ended()) break;
  }
  if (!rows.ended()) throw brokenWorkbook();
}

type CellReader = (xml: string, rowNo: number) => string[];

/** Cuts the XML of a sheet into rows. Writers may put every name into a namespace (`<x:row>`), one prefix for all. */
function rowSplitter(cellsOf: CellReader): { push: (text: string) => SheetRow[]; ended: () => boolean } {
  let rest = '';
  let prefix: string | null = null;
  let lastRowNo = 0;
  let ended = false;

  const push = (chunk: string): SheetRow[] => {
    const text = rest + chunk;
    const start = prefix === null ? /<(\w+:)?sheetData(?:\s[^>]*)?(\/?)>/.exec(text) : null;
    if (prefix === null && !start) {
      rest = text;
      if (rest.length > LONGEST_ROW_XML) throw brokenWorkbook();
      return [];
    }
    prefix ??= start?.[1] ?? '';
    if (start?.[2]) ended = true;
    return ended ? [] : split(text, start ? start.index + start[0].length : 0, prefix);
  };

  const split = (text: string, from: number, prefix: string): SheetRow[] => {
    const rows: SheetRow[] = [];
    const finish = text.indexOf(`</${prefix}sheetData>`, from);
    let position = from;
    for (;;) {
      const open = text.indexOf(`<${prefix}row`, position);
      if (open < 0 || (finish >= 0 && finish < open)) {
        ended = finish >= 0;
        rest = text.slice(Math.max(position, text.lastIndexOf('<')));
        return rows;
      }
      const tagEnd = text.indexOf('>', open);
      const empty = tagEnd >= 0 && text.charCodeAt(tagEnd - 1) === SLASH;
      const close = tagEnd < 0 ? -1 : empty ? tagEnd : text.indexOf(`</${prefix}row>`, tagEnd);
      if (close < 0) {
        rest = text.slice(open);
        if (rest.length > LONGEST_ROW_XML) throw rowTooLong(lastRowNo + 1);
        return rows;
      }
      lastRowNo = Math.max(lastRowNo + 1, Number(attribute(text.slice(open, tagEnd), 'r') ?? 0));
      if (!empty) rows.push({ rowNo: lastRowNo, cells: cellsOf(text.slice(tagEnd + 1, close), lastRowNo) });
      position = empty ? tagEnd + 1 : close + prefix.length + 6;
    }
  };

  return { push, ended: () => ended };
}

const SLASH = 47;
const CELL = /<(?:\w+:)?c((?:\s[^>]*?)?)(?:\/>|>([\s\S]*?)<\/(?:\w+:)?c>)/g;
const PLACE = /\sr=["']([A-Z]{1,3})\d+["']/;
const TYPE = /\st=["'](\w+)["']/;
const STYLE = /\ss=["'](\d+)["']/;
const VALUE = /<(?:\w+:)?v(?:\s[^>]*)?>([\s\S]*?)<\/(?:\w+:)?v>/;

function cellReader(workbook: Workbook, strings: readonly string[], dates: readonly boolean[]): CellReader {
  return (xml, rowNo) => {
    const cells: string[] = [];
    // Cells may leave out where they stand: then they follow the one before, blank ones included.
    let next = 0;
    for (const match of xml.matchAll(CELL)) {
      const attributes = match[1] ?? '';
      const inner = match[2];
      const column = columnOf(PLACE.exec(attributes)?.[1]) ?? next;
      next = column + 1;
      const text = inner ? valueOf(attributes, inner) : '';
      if (text === '') continue;
      if (column >= MOST_COLUMNS) throw tooManyColumns(rowNo);
      while (cells.length < column) cells.push('');
      cells[column] = text;
    }
    return cells;
  };

  function valueOf(attributes: string, inner: string): string {
    const type = TYPE.exec(attributes)?.[1] ?? 'n';
    if (type === 'inlineStr') return plainText(inner);
    const raw = VALUE.exec(inner)?.[1] ?? '';
    if (type === 's') return strings[Number(raw)] ?? '';
    if (type === 'b') return raw === '1' ? 'true' : 'false';
    if (type !== 'n') return unescapeXml(raw);
    if (raw === '') return '';
    const style = STYLE.exec(attributes)?.[1];
    return style && dates[Number(style)] ? dateText(Number(raw), workbook.from1904) : numberText(raw);
  }
}

/** Spreadsheets keep fifteen digits; what lies beyond is noise of binary fractions. */
function numberText(raw: string): string {
  const value = Number(raw);
  if (!Number.isFinite(value)) return raw;
  return Number.isSafeInteger(value) ? String(value) : String(Number(value.toPrecision(15)));
}

const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);

/** The text a program would have exported: a day, a moment, or a time of day. */
function dateText(serial: number, from1904: boolean): string {
  const ms = (from1904 ? EPOCH_1904 : EPOCH_1900) + Math.round(serial * 86_400) * 1_000;
  if (!Number.isFinite(ms) || serial < 0 || serial > 3_000_000) return String(serial);
  const iso = new Date(ms).toISOString();
  const time = iso.slice(11, 19);
  if (serial < 1) return time;
  return time === '00:00:00' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${time}`;
}

const tooManyColumns = (rowNo: number): InvalidError =>
  new InvalidError('ingest.too_many_columns', `Row ${rowNo} has more than ${MOST_COLUMNS} columns.`);
