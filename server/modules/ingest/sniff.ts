/** What a text file is like, from its beginning: encoding, line breaks, delimiter. */
import { isUtf8 } from 'node:buffer';
import { InvalidError } from '#platform/errors.ts';
import { csvTokenizer, UnfinishedRowError } from './csv-tokenizer.ts';
import { binaryFile } from './files.ts';
import { decodeGb18030, hasMark, holdsUtf8Line, LONGEST_ROW, mixedEncodings, type Encoding } from './text-chunks.ts';
import { looksWestern } from './western.ts';

/** A blank stands for any number of them: columns set side by side, as old data sets have them. */
export type Delimiter = ',' | ';' | '\t' | '|' | ' ';
const DELIMITERS: readonly Delimiter[] = [',', '\t', ';', '|'];

/** Plain ASCII counts as UTF-8; should other characters follow, they are looked at when they come. */
export function sniffEncoding(head: Buffer): Encoding {
  if (hasWideMark(head)) return 'utf-16';
  if (!hasMark(head)) refuseBinary(head);
  const whole = wholeLines(hasMark(head) ? head.subarray(3) : head);
  if (isUtf8(whole)) return 'utf-8';
  if (holdsUtf8Line(whole)) throw mixedEncodings();
  if (looksWestern(whole)) return 'windows-1252';
  if (decodeGb18030(whole) !== null) return 'gb18030';
  throw new InvalidError(
    'ingest.unknown_encoding',
    'The file is neither UTF-8, UTF-16, GB18030 nor Western European text, or it mixes them. Save it as CSV in UTF-8.',
  );
}

/** Up to the last line break, so that no character is cut; all of it when there is none. */
function wholeLines(head: Buffer): Buffer {
  const end = Math.max(head.lastIndexOf(10), head.lastIndexOf(13)) + 1;
  return end > 0 ? head.subarray(0, end) : wholeCharacters(head);
}

/** Drops up to three bytes of a character that the end of the chunk may have cut. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let cut = 0; cut < 4; cut += 1) {
    const part = bytes.subarray(0, bytes.length - cut);
    if (isUtf8(part)) return part;
  }
  return bytes;
}

function hasWideMark(head: Buffer): boolean {
  const mark = head.length >= 2 ? head.readUInt16BE(0) : 0;
  return mark === 0xff_fe || mark === 0xfe_ff;
}

/** Control characters have no place in a table; a NUL here and there is refused with its row. */
const BINARY_SHARE = 0.02;

function refuseBinary(head: Buffer): void {
  let control = 0;
  for (const byte of head) if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) control += 1;
  if (control > 1 && control / head.length > BINARY_SHARE) throw binaryFile();
}

/** Old Macintosh files end lines with a carriage return alone. */
export const sniffNewline = (text: string): '\n' | '\r' => (!text.includes('\n') && text.includes('\r') ? '\r' : '\n');

/** The delimiter under which most rows have equally many cells, and more than one. */
export function sniffDelimiter(text: string): Delimiter {
  const told = /^\uFEFF?sep=([,;\t|])\r?\n/i.exec(text)?.[1];
  if (told) return told as Delimiter;
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS) {
    const score = consistency(rowsOf(text, delimiter));
    if (score > best.score) best = { delimiter, score };
  }
  return best.score < LOOSE && standsInColumns(text) ? ' ' : best.delimiter;
}

/** Below this a delimiter parts only some of the rows. */
const LOOSE = 0.8;
const IN_COLUMNS = 0.95;

/** Nearly all lines have equally many words, three at least, and numbers among them: no prose. */
function standsInColumns(text: string): boolean {
  const rows = rowsOf(text, ' ').filter((row) => row.length > 1);
  const width = rows[Math.floor(rows.length / 2)]?.length ?? 0;
  const fitting = rows.filter((row) => row.length === width && row.some((cell) => /^[\d.]+$/.test(cell)));
  return width >= 3 && rows.length >= 2 && fitting.length >= rows.length * IN_COLUMNS - 1;
}

function rowsOf(text: string, delimiter: Delimiter): string[][] {
  const rows: string[][] = [];
  const tokenizer = csvTokenizer({ delimiter, newline: sniffNewline(text), longestRow: LONGEST_ROW });
  try {
    tokenizer.push(text, rows);
  } catch (error) {
    // An unclosed quote under this delimiter speaks against it; the rows before it are judged all the same.
    if (!(error instanceof UnfinishedRowError)) throw error;
  }
  return rows.slice(0, 200);
}

function consistency(rows: readonly string[][]): number {
  const widths = new Map<number, number>();
  for (const row of rows) if (row.length > 1) widths.set(row.length, (widths.get(row.length) ?? 0) + 1);
  let score = 0;
  for (const [width, count] of widths) score = Math.max(score, (count / rows.length) * (1 + Math.log2(width)));
  return score;
}
