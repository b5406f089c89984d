/**
 * Decoded text of a file in chunks that end with a line break, so that no character is ever cut: neither UTF-8 nor
 * GB18030 uses the byte of a line break inside another character. Decoding is strict; a byte that does not fit stops
 * the file instead of storing "�".
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { InvalidError } from '#platform/errors.ts';
import { bytesOf, type ByteCount } from './files.ts';
import { looksWestern } from './western.ts';

/** `utf-16`: in the byte order that its mark tells. */
export type Encoding = 'utf-8' | 'gb18030' | 'windows-1252' | 'utf-16';

/** A row that is longer is no row; a file without line breaks must not fill the memory. */
export const LONGEST_ROW = 2 ** 20;

export type TextSource = { path: string; compressed: boolean; encoding: Encoding; newline: '\n' | '\r' };

export async function* textChunks(source: TextSource, read: ByteCount): AsyncGenerator<string> {
  const decode = decoder(source.encoding);
  const lineBreak = source.newline.charCodeAt(0);
  let rest: Buffer = Buffer.alloc(0);
  let first = true;
  const chunks = bytesOf(source.path, source.compressed, read);
  for await (const chunk of source.encoding === 'utf-16' ? utf8Of(chunks) : chunks) {
    const bytes: Buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const end = bytes.lastIndexOf(lineBreak) + 1;
    rest = bytes.subarray(end);
    if (rest.length > LONGEST_ROW) throw rowTooLong();
    if (end === 0) continue;
    yield withoutMark(decode(bytes.subarray(0, end)), first);
    first = false;
  }
  if (rest.length > 0) yield withoutMark(decode(rest), first);
}

/** What Excel calls "Unicode text", as UTF-8 from here on. */
async function* utf8Of(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  try {
    for await (const chunk of chunks) {
      decoder ??= new TextDecoder(wideNameOf(chunk), { fatal: true });
      yield Buffer.from(decoder.decode(chunk, { stream: true }));
    }
    yield Buffer.from(decoder?.decode() ?? '');
  } catch (cause) {
    throw cause instanceof TypeError ? mixedEncodings() : cause;
  }
}

/** By the mark with which UTF-16 begins. */
export const wideNameOf = (head: Buffer): 'utf-16be' | 'utf-16le' => (head[0] === 0xfe ? 'utf-16be' : 'utf-16le');

const withoutMark = (text: string, first: boolean): string =>
  first && text.charCodeAt(0) === 0xfe_ff ? text.slice(1) : text;

export const rowTooLong = (rowNo?: number): InvalidError =>
  new InvalidError(
    'ingest.row_too_long',
    `${rowNo ? `Row ${rowNo}` : 'A row'} is longer than 1 MB. Is this a table, or is a quotation mark never closed?`,
  );

/**
 * All encodings read ASCII alike, so a file that is ASCII at first is told by its first other character, however late
 * it comes. GB18030 is decoded by the runtime: four times faster than iconv-lite, and strict on demand.
 */
function decoder(encoding: Encoding): (bytes: Buffer) => string {
  let settled: Encoding | null = encoding === 'gb18030' || encoding === 'windows-1252' ? encoding : null;
  return (bytes) => {
    if (settled === null && !isAscii(bytes)) settled = hasMark(bytes) || isUtf8(bytes) ? 'utf-8' : legacyOf(bytes);
    if (settled === 'windows-1252') return decodeWestern(bytes);
    if (settled !== 'gb18030') {
      if (!isUtf8(bytes)) throw mixedEncodings();
      return bytes.toString('utf8');
    }
    // Some programs put the mark of UTF-8 before text that is none.
    const text = decodeGb18030(hasMark(bytes) ? bytes.subarray(3) : bytes);
    if (text === null || holdsUtf8Line(bytes)) throw mixedEncodings();
    return text;
  };
}

const legacyOf = (bytes: Buffer): Encoding => (looksWestern(bytes) ? 'windows-1252' : 'gb18030');

export const decodeWestern = (bytes: Buffer): string => new TextDecoder('windows-1252').decode(bytes);

/** The mark with which editors of Windows begin UTF-8. */
export const hasMark = (bytes: Buffer): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

export const mixedEncodings = (): InvalidError =>
  new InvalidError(
    'ingest.mixed_encodings',
    'The file holds text in two encodings, or bytes of none. Save it whole in one, UTF-8 or GB18030.',
  );

/** Null when the bytes are none. */
export function decodeGb18030(bytes: Buffer): string | null {
  try {
    return new TextDecoder('gb18030', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** That many Chinese characters of UTF-8 in a line are no accident of GB18030: less than one in a hundred million. */
const CHARACTERS_TO_BE_SURE = 4;

/** UTF-8 text mostly is valid GB18030 too, and would come out as other characters instead of an error. */
export function holdsUtf8Line(bytes: Buffer): boolean {
  for (let from = 0; from < bytes.length;) {
    const found = bytes.indexOf(LINE_FEED, from);
    const end = found < 0 ? bytes.length : found;
    const line = bytes.subarray(from, end);
    if (!isAscii(line) && isUtf8(line) && chineseCharacters(line) >= CHARACTERS_TO_BE_SURE) return true;
    from = end + 1;
  }
  return false;
}

const LINE_FEED = 10;

function chineseCharacters(line: Buffer): number {
  let count = 0;
  for (const byte of line) if (byte >= 0xe3 && byte <= 0xe9) count += 1;
  return count;
}
