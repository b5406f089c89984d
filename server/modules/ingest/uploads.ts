/** Files as they were received. Their bytes lie on disk under their digest, complete and synced, or not at all. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, type Stats } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { InvalidError, NotFoundError, ProblemError } from '#platform/errors.ts';
import { UPLOAD_LIMIT_BYTES, type Upload } from './contract.ts';

export type StoredUpload = Upload & { path: string };

const INCOMING = 'incoming-';
const STALE_AFTER_MS = 24 * 3_600_000;

const folderOf = (dataDir: string): string => path.join(dataDir, 'uploads');

/** Receives a file: hashed while it is written, synced, and only then given its name and its entry. */
export async function storeUpload(ctx: Ctx, dataDir: string, fileName: string, body: Readable): Promise<Upload> {
  const folder = folderOf(dataDir);
  await mkdir(folder, { recursive: true });
  await removeStale(ctx, folder);
  const incoming = path.join(folder, INCOMING + randomUUID());
  const hash = createHash('sha256');
  const counter = counting(hash);
  try {
    await pipeline(body, counter.stream, createWriteStream(incoming, { flush: true }));
    if (counter.bytes() === 0) throw new InvalidError('ingest.empty_file', 'The file is empty.');
    const sha256 = hash.digest('hex');
    await rename(incoming, path.join(folder, sha256));
    await syncFolder(folder);
    return await register(ctx, { fileName, bytes: counter.bytes(), sha256, path: null });
  } finally {
    await rm(incoming, { force: true });
  }
}

function counting(hash: ReturnType<typeof createHash>): { stream: Transform; bytes: () => number } {
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > UPLOAD_LIMIT_BYTES) {
        return done(
          new ProblemError(
            413,
            'ingest.file_too_big',
            'Files up to 4 GB can be uploaded. Split it, or use the command line.',
          ),
        );
      }
      hash.update(chunk);
      return done(null, chunk);
    },
  });
  return { stream, bytes: () => bytes };
}

/** The name must be on disk too before the upload is acknowledged. Windows cannot sync folders, and need not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What uploads left behind that were cut off together with the process. Others finish theirs meanwhile. */
async function removeStale(ctx: Ctx, folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(INCOMING)) continue;
    const file = path.join(folder, name);
    const found = await statIfThere(file);
    if (found && ctx.now.getTime() - found.mtimeMs > STALE_AFTER_MS) await rm(file, { force: true });
  }
}

async function statIfThere(file: string): Promise<Stats | null> {
  try {
    return await stat(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return null;
  }
}

/** Registers a file where it lies, without copying it: what the command line is pointed to. */
export async function registerFile(ctx: Ctx, file: string): Promise<Upload> {
  const absolute = path.resolve(file);
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(absolute, { highWaterMark: 2 ** 20 }), hash);
  } catch (cause) {
    throw new InvalidError('ingest.file_missing', `The file cannot be read: ${(cause as Error).message}`);
  }
  const { size } = await stat(absolute);
  return register(ctx, { fileName: path.basename(file), bytes: size, sha256: hash.digest('hex'), path: absolute });
}

type UploadRow = { fileName: string; bytes: number; sha256: string; path: string | null };

async function register(ctx: Ctx, row: UploadRow): Promise<Upload> {
  const { upload_id } = await ctx.db
    .insertInto('ingest.uploads')
    .values({
      file_name: row.fileName,
      bytes: row.bytes,
      sha256: row.sha256,
      path: row.path,
      created_by: ctx.actor.kind === 'user' ? ctx.actor.id : null,
      created_at: ctx.now,
    })
    .returning('upload_id')
    .executeTakeFirstOrThrow();
  return { uploadId: upload_id, fileName: row.fileName, bytes: row.bytes, sha256: row.sha256, createdAt: ctx.now };
}

export async function getUpload(ctx: Ctx, dataDir: string, uploadId: number): Promise<StoredUpload> {
  const row = await ctx.db
    .selectFrom('ingest.uploads')
    .selectAll()
    .where('upload_id', '=', uploadId)
    .executeTakeFirst();
  if (!row) throw new NotFoundError('ingest.upload_not_found');
  if (row.removed_at)
    throw new InvalidError('ingest.file_removed', `The file ${row.file_name} was deleted; upload it again.`);
  const file = row.path ?? path.join(folderOf(dataDir), row.sha256);
  const found = await statIfThere(file);
  if (found?.size !== row.bytes) {
    throw new InvalidError('ingest.file_missing', `The file ${row.file_name} is no longer there, or has changed.`);
  }
  return {
    uploadId: row.upload_id,
    fileName: row.file_name,
    bytes: row.bytes,
    sha256: row.sha256,
    createdAt: row.created_at,
    path: file,
  };
}

/** A file that is still kept, with every upload of it: the same bytes are stored once. */
export type KeptFile = { uploadIds: number[]; sha256: string; bytes: number; path: string | null; newest: Date };

export async function keptFiles(ctx: Ctx): Promise<KeptFile[]> {
  const { rows } = await sql<KeptFile>`
    select json_agg(upload_id) as "uploadIds", sha256, max(bytes) as bytes, path, max(created_at) as newest
    from ingest.uploads where removed_at is null group by sha256, path order by min(upload_id)`.execute(ctx.db);
  return rows;
}

/** Where the file lies; null when it is gone or somebody has changed it. */
export async function findFile(dataDir: string, file: KeptFile): Promise<string | null> {
  const place = file.path ?? path.join(folderOf(dataDir), file.sha256);
  return (await statIfThere(place))?.size === file.bytes ? place : null;
}

export async function markRemoved(
  ctx: Ctx,
  uploadIds: readonly number[],
  because: 'erasure' | 'retention',
): Promise<void> {
  await ctx.db
    .updateTable('ingest.uploads')
    .set({ removed_at: ctx.now, removed_because: because })
    .where('upload_id', 'in', uploadIds)
    .execute();
}
