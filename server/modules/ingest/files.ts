/**
 * The bytes of a file: what kind of file they are, and the stream of them, unpacked. Every refusal says what to do
 * instead. Nothing here holds more than a chunk.
 */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InvalidError } from '#platform/errors.ts';

export type FileFormat = { format: 'csv' | 'xlsx'; compressed: boolean };

export type ByteCount = { bytes: number };

const CHUNK_BYTES = 128 * 2 ** 10;
const HEAD_BYTES = 512 * 2 ** 10;
/** Text inside a .gz: more than any upload can hold honestly, and an end for a bomb. */
const UNPACKED_LIMIT_BYTES = 32 * 2 ** 30;

/** Told by the first bytes, never by the name. */
export async function formatOf(path: string): Promise<FileFormat> {
  const head = await firstBytes(path, 8);
  if (head.length === 0) throw new InvalidError('ingest.empty_file', 'The file is empty.');
  if (startsWith(head, [0x1f, 0x8b])) return { format: 'csv', compressed: true };
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04])) return { format: 'xlsx', compressed: false };
  if (startsWith(head, [0xd0, 0xcf, 0x11, 0xe0])) {
    throw new InvalidError(
      'ingest.old_excel',
      'This is a workbook in the format of Excel 97–2003 (.xls), or one with a password. Save it as .xlsx or CSV, without a password.',
    );
  }
  if (OTHER_FILES.some((magic) => head.toString('latin1').startsWith(magic))) throw binaryFile();
  return { format: 'csv', compressed: false };
}

/** PDF, PNG, JPEG, GIF, RAR, 7-Zip, SQLite, Linux and Windows programs. */
const OTHER_FILES = ['%PDF', '\x89PNG', '\xff\xd8\xff', 'GIF8', 'Rar!', '7z\xbc\xaf', 'SQLite f', '\x7fELF', 'MZ\x90'];

export const binaryFile = (): InvalidError =>
  new InvalidError(
    'ingest.binary_file',
    'This is not a table but a file of another kind. CSV, CSV packed by gzip, and .xlsx can be imported.',
  );

/** The first half megabyte of the text, unpacked: enough to tell encoding, delimiter and headers. */
export async function headOf(path: string, compressed: boolean): Promise<Buffer> {
  if (!compressed) return firstBytes(path, HEAD_BYTES);
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of bytesOf(path, true)) {
    parts.push(part);
    bytes += part.length;
    if (bytes >= HEAD_BYTES) break;
  }
  return Buffer.concat(parts);
}

async function firstBytes(path: string, bytes: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(bytes);
    const { bytesRead } = await handle.read(buffer, 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

const startsWith = (head: Buffer, magic: readonly number[]): boolean =>
  magic.every((byte, index) => head[index] === byte);

/** The file's bytes, unpacked where they are packed; `read` counts what has been taken from disk. */
export async function* bytesOf(
  path: string,
  compressed: boolean,
  read: ByteCount = { bytes: 0 },
): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  file.on('data', (chunk) => (read.bytes += chunk.length));
  if (!compressed) {
    yield* file as AsyncIterable<Buffer>;
    return;
  }
  const unpacked = file.pipe(createGunzip({ chunkSize: CHUNK_BYTES }));
  file.on('error', (error) => unpacked.destroy(error));
  try {
    yield* limited(unpacked);
  } catch (cause) {
    throw isZlibError(cause)
      ? new InvalidError('ingest.broken_gzip', 'The .gz file ends too early or is damaged. Pack or send it again.')
      : cause;
  } finally {
    file.destroy();
  }
}

async function* limited(unpacked: Readable): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of unpacked as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > UNPACKED_LIMIT_BYTES) {
      throw new InvalidError('ingest.unpacks_too_big', 'The .gz file unpacks to more than 32 GB. Split it.');
    }
    yield chunk;
  }
}

const isZlibError = (error: unknown): boolean => ((error as { code?: string }).code ?? '').startsWith('Z_');
