/**
 * Reads single entries out of a zip file by its central directory, counting every byte as it inflates. A bomb lies in
 * what it declares or in what it inflates to; both are held against limits before a byte is kept.
 */
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';
import { InvalidError } from '#platform/errors.ts';
import type { ByteCount } from './files.ts';

export type ZipEntry = { name: string; method: number; packedBytes: number; bytes: number; offset: number };

const END_RECORD = 0x06_05_4b_50;
const DIRECTORY_RECORD = 0x02_01_4b_50;
const LOCAL_HEADER = 0x04_03_4b_50;
const END_RECORD_BYTES = 22;
const LONGEST_COMMENT = 65_535;
/** A workbook has a few dozen parts. */
const MOST_ENTRIES = 20_000;
const MOST_DIRECTORY_BYTES = 16 * 2 ** 20;
/** Sheets of nothing but equal rows reach about 100; deflate itself ends near 1,032. */
const HIGHEST_RATIO = 250;
const RATIO_MATTERS_FROM_BYTES = 32 * 2 ** 20;

const STORED = 0;
const DEFLATED = 8;

export async function zipEntries(path: string): Promise<Map<string, ZipEntry>> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const tail = await read(
      handle,
      Math.max(0, size - END_RECORD_BYTES - LONGEST_COMMENT),
      END_RECORD_BYTES + LONGEST_COMMENT,
    );
    const end = findEnd(tail);
    if (end < 0) throw brokenWorkbook();
    const directoryBytes = tail.readUInt32LE(end + 12);
    const directoryOffset = tail.readUInt32LE(end + 16);
    // Workbooks beyond 4 GB do not exist; a directory that claims so is damaged or hostile.
    if (directoryBytes > MOST_DIRECTORY_BYTES || directoryOffset + directoryBytes > size) throw brokenWorkbook();
    return parseDirectory(await read(handle, directoryOffset, directoryBytes));
  } finally {
    await handle.close();
  }
}

async function read(handle: FileHandle, offset: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await handle.read(buffer, 0, bytes, offset);
  return buffer.subarray(0, bytesRead);
}

function findEnd(tail: Buffer): number {
  for (let at = tail.length - END_RECORD_BYTES; at >= 0; at -= 1) if (tail.readUInt32LE(at) === END_RECORD) return at;
  return -1;
}

function parseDirectory(directory: Buffer): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === DIRECTORY_RECORD) {
    const nameBytes = directory.readUInt16LE(at + 28);
    const extraBytes = directory.readUInt16LE(at + 30);
    const extra = directory.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes);
    const name = directory.toString('utf8', at + 46, at + 46 + nameBytes).replaceAll('\\', '/');
    const sizes = {
      bytes: directory.readUInt32LE(at + 24),
      packedBytes: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    };
    entries.set(name, { name, method: directory.readUInt16LE(at + 10), ...wideSizes(sizes, extra) });
    if (entries.size > MOST_ENTRIES) throw zipBomb();
    at += 46 + nameBytes + extraBytes + directory.readUInt16LE(at + 32);
  }
  return entries;
}

type Sizes = { bytes: number; packedBytes: number; offset: number };

/** Some writers always state sizes in the 64-bit field, whatever they are. */
function wideSizes(sizes: Sizes, extra: Buffer): Sizes {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let from = at + 4;
    const wide = (value: number) => {
      if (value !== 0xff_ff_ff_ff || from + 8 > extra.length) return value;
      from += 8;
      return Number(extra.readBigUInt64LE(from - 8));
    };
    return { bytes: wide(sizes.bytes), packedBytes: wide(sizes.packedBytes), offset: wide(sizes.offset) };
  }
  return sizes;
}

/** The inflated bytes of one entry; refused as soon as they are more than declared or than `limitBytes`. */
export async function* entryBytes(
  path: string,
  entry: ZipEntry,
  limitBytes: number,
  taken: ByteCount = { bytes: 0 },
): AsyncGenerator<Buffer> {
  const ratio = entry.bytes / Math.max(1, entry.packedBytes);
  if (entry.bytes > limitBytes || (entry.bytes > RATIO_MATTERS_FROM_BYTES && ratio > HIGHEST_RATIO)) throw zipBomb();
  if (entry.method !== STORED && entry.method !== DEFLATED) throw brokenWorkbook();
  const start = await dataOffset(path, entry);
  if (entry.packedBytes === 0) return;
  const packed = createReadStream(path, { start, end: start + entry.packedBytes - 1, highWaterMark: 2 ** 17 });
  packed.on('data', (chunk) => (taken.bytes += chunk.length));
  const source = entry.method === STORED ? packed : packed.pipe(createInflateRaw({ chunkSize: 2 ** 17 }));
  packed.on('error', (error) => source.destroy(error));
  let bytes = 0;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > entry.bytes || bytes > limitBytes) throw zipBomb();
      yield chunk;
    }
  } catch (cause) {
    throw ((cause as { code?: string }).code ?? '').startsWith('Z_') ? brokenWorkbook() : cause;
  } finally {
    packed.destroy();
  }
}

async function dataOffset(path: string, entry: ZipEntry): Promise<number> {
  const handle = await open(path, 'r');
  try {
    const header = await read(handle, entry.offset, 30);
    if (header.length < 30 || header.readUInt32LE(0) !== LOCAL_HEADER) throw brokenWorkbook();
    return entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await handle.close();
  }
}

export const brokenWorkbook = (): InvalidError =>
  new InvalidError(
    'ingest.broken_workbook',
    'This is no workbook, or it is damaged. Save it again as .xlsx or as CSV.',
  );

const zipBomb = (): InvalidError =>
  new InvalidError(
    'ingest.unpacks_too_big',
    'The workbook unpacks to far more than a table would. Nothing of it was read; save it as CSV if it is genuine.',
  );
