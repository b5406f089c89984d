/**
 * Decoded text of a file in chunks that end with a line break, so that no character is ever cut: neither UTF-8 nor
 * GB18030 uses the byte of a line break inside another character. Decoding is strict; a byte that does not fit stops
 * the file instead of storing "�".
 */
import { isUtf8 } from 'node:buffer';
import { InvalidError } from '#platform/errors.ts';
import { bytesOf, type ByteCount } from './files.ts';

export type Encoding = 'utf-8' | 'gb18030';

/** A row that is longer is no row; a file without line breaks must not fill the memory. */
export const LONGEST_ROW = 2 ** 20;

export type TextSource = { path: string; compressed: boolean; encoding: Encoding; newline: '\n' | '\r' };

export async function* textChunks(source: TextSource, read: ByteCount): AsyncGenerator<string> {
  const decode = decoder(source.encoding);
  const lineBreak = source.newline.charCodeAt(0);
  let rest: Buffer = Buffer.alloc(0);
  let first = true;
  for await (const chunk of bytesOf(source.path, source.compressed, read)) {
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

const withoutMark = (text: string, first: boolean): string =>
  first && text.charCodeAt(0) === 0xfe_ff ? text.slice(1) : text;

export const rowTooLong = (rowNo?: number): InvalidError =>
  new InvalidError(
    'ingest.row_too_long',
    `${rowNo ? `Row ${rowNo}` : 'A row'} is longer than 1 MB. Is this a table, or is a quotation mark never closed?`,
  );

/** GB18030 is decoded by the runtime: four times faster than iconv-lite, and strict on demand. */
function decoder(encoding: Encoding): (bytes: Buffer) => string {
  const gb18030 = new TextDecoder('gb18030', { fatal: true, ignoreBOM: true });
  return (bytes) => {
    if (encoding === 'utf-8') {
      if (!isUtf8(bytes)) throw mixedEncodings(encoding);
      return bytes.toString('utf8');
    }
    try {
      return gb18030.decode(bytes);
    } catch {
      throw mixedEncodings(encoding);
    }
  };
}

const mixedEncodings = (encoding: Encoding): InvalidError =>
  new InvalidError(
    'ingest.mixed_encodings',
    `The file begins as ${encoding.toUpperCase()} but holds bytes that are none. Save it whole in one encoding, UTF-8 or GB18030.`,
  );

export const isGb18030 = (bytes: Buffer): boolean => {
  try {
    new TextDecoder('gb18030', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};
