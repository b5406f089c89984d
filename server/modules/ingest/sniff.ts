/** What a text file is like, from its beginning: encoding, line breaks, delimiter. */
import { isUtf8 } from 'node:buffer';
import { InvalidError } from '#platform/errors.ts';
import { csvTokenizer, UnfinishedRowError } from './csv-tokenizer.ts';
import { binaryFile } from './files.ts';
import { decodeGb18030, hasMark, holdsUtf8Line, LONGEST_ROW, mixedEncodings, type Encoding } from './text-chunks.ts';

export type Delimiter = ',' | ';' | '\t' | '|';
const DELIMITERS: readonly Delimiter[] = [',', '\t', ';', '|'];

/** Plain ASCII counts as UTF-8; should other characters follow, they are looked at when they come. */
export function sniffEncoding(head: Buffer): Encoding {
  refuseUtf16(head);
  if (hasMark(head)) return 'utf-8';
  refuseBinary(head);
  const whole = wholeLines(head);
  if (isUtf8(whole)) return 'utf-8';
  if (holdsUtf8Line(whole)) throw mixedEncodings();
  if (decodeGb18030(whole) !== null) return 'gb18030';
  throw new InvalidError(
    'ingest.unknown_encoding',
    'The file is neither UTF-8 nor GB18030 text, or it mixes both. Save it as CSV in UTF-8.',
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

function refuseUtf16(head: Buffer): void {
  const mark = head.length >= 2 ? head.readUInt16BE(0) : 0;
  if (mark === 0xff_fe || mark === 0xfe_ff) {
    throw new InvalidError('ingest.utf16', 'The file is UTF-16 ("Unicode text"). Save it as "CSV UTF-8" instead.');
  }
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
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS) {
    const score = consistency(rowsOf(text, delimiter));
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
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
