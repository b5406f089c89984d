/** Batches as people see them: made, listed, shown, asked to apply or to stop. The work itself is in `run.ts`. */
import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { ConflictError, InvalidError, NotFoundError } from '#platform/errors.ts';
import type { Importer, ImportPolicy, ImportSample, MatchKey } from '#platform/importer.ts';
import { addJob } from '#platform/jobs.ts';
import type { AnswerOf, BodyOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import type * as contract from './contract.ts';
import type { Batch, Layout, MappedColumn, Progress } from './contract.ts';
import { findImporter, inspectFile, withFormats } from './inspect.ts';
import { checkMapping, rememberMapping } from './mapping.ts';
import { ensureSources } from './sources.ts';
import { clearStaged } from './staged-rows.ts';
import { getUpload, type StoredUpload } from './uploads.ts';

export const RUN_JOB = 'ingest.run';

/** A job per batch, replaced while it waits: asking twice runs once. */
export const addRunJob = (ctx: Ctx, batchId: number): Promise<void> =>
  addJob(ctx, RUN_JOB, { batchId }, { key: `${RUN_JOB}.${batchId}`, maxAttempts: 10 });

export async function createBatch(
  ctx: Ctx,
  dataDir: string,
  importers: readonly Importer[],
  draft: BodyOf<typeof contract.createBatch>,
): Promise<Batch> {
  const file = await getUpload(ctx, dataDir, draft.uploadId);
  const importer = findImporter(importers, draft.kind);
  const batchId = await insertBatch(ctx, file, importer, { ...draft, state: 'checking' });
  await addRunJob(ctx, batchId);
  return getBatch(ctx, batchId);
}

export type BatchDraft = {
  source: string;
  layout: Layout;
  mapping: readonly MappedColumn[];
  policy?: ImportPolicy;
  matchBy?: MatchKey;
  state: 'checking' | 'applying';
};

/** Settles formats, checks the mapping and remembers it for the next file with these headers. */
export async function insertBatch(
  ctx: Ctx,
  file: StoredUpload,
  importer: Importer,
  draft: BatchDraft,
): Promise<number> {
  const seen = await inspectFile(ctx, file, [importer], {
    kind: importer.kind,
    encoding: draft.layout.encoding,
    delimiter: draft.layout.delimiter,
    sheet: draft.layout.sheet ?? undefined,
    headerRow: draft.layout.headerRow ?? 'none',
    mapping: draft.mapping,
  });
  const names = seen.columns.map((column) => column.name);
  checkMapping(importer, draft.mapping, names);
  const sources = await ensureSources(ctx, [draft.source]);
  const sourceId = sources.get(draft.source)?.sourceId ?? 0;
  await rememberMapping(ctx, sourceId, importer.kind, names, draft.mapping);
  const { batch_id } = await ctx.db
    .insertInto('ingest.batches')
    .values({
      upload_id: file.uploadId,
      source_id: sourceId,
      kind: importer.kind,
      state: draft.state,
      layout: JSON.stringify(seen.layout),
      headers: JSON.stringify(names),
      mapping: JSON.stringify(withFormats(withShares(draft.mapping, seen.mapping), seen.columns)),
      policy: policyOf(importer, draft.policy),
      match_by: matchKeyOf(importer, draft),
      created_by: ctx.actor.kind === 'user' ? ctx.actor.id : null,
      created_at: ctx.now,
    })
    .returning('batch_id')
    .executeTakeFirstOrThrow();
  return batch_id;
}

/** Whether an amount is of the whole record, where nobody said so, as the file tells. */
const withShares = (mapping: readonly MappedColumn[], seen: readonly MappedColumn[]): MappedColumn[] =>
  mapping.map((entry) => ({
    ...entry,
    ofRecord: entry.ofRecord ?? seen.some(({ column, ofRecord }) => column === entry.column && ofRecord),
  }));

function policyOf(importer: Importer, wanted: ImportPolicy | undefined): ImportPolicy | null {
  const offered = importer.policies ?? [];
  if (wanted && !offered.includes(wanted)) {
    throw new InvalidError('ingest.unknown_policy', `${importer.kind} cannot be imported with the policy "${wanted}".`);
  }
  return wanted ?? offered[0] ?? null;
}

/** Its column must be mapped, or nobody could be recognised. */
function matchKeyOf(importer: Importer, { matchBy, mapping }: BatchDraft): MatchKey | null {
  if (!matchBy) return null;
  if (!importer.matchKeys?.includes(matchBy))
    throw new InvalidError('ingest.unknown_match_key', `${importer.kind} cannot be recognised by "${matchBy}".`);
  const fields = importer.matchFields?.[matchBy] ?? [];
  if (!mapping.some((entry) => fields.includes(entry.field)))
    throw new InvalidError('ingest.match_key_not_mapped', `No column is mapped to ${fields.join(' or ')}.`);
  return matchBy;
}

const batchQuery = (ctx: Ctx) =>
  ctx.db
    .selectFrom('ingest.batches as b')
    .innerJoin('ingest.uploads as u', 'u.upload_id', 'b.upload_id')
    .innerJoin('ingest.sources as s', 's.source_id', 'b.source_id')
    .leftJoin('access.users as p', 'p.id', 'b.created_by')
    .leftJoin('access.users as q', 'q.id', 'b.undone_by')
    .select(['b.batch_id', 'b.upload_id', 'u.file_name', 'u.bytes', 'b.kind', 's.code as source', 'b.state'])
    .select([
      'b.policy',
      'b.match_by',
      'b.samples',
      'b.progress',
      'b.counts',
      'b.seconds',
      'b.error',
      'b.lease_until',
      'p.name as created_by',
    ])
    .select(['b.created_at', 'b.finished_at', 'b.layout', 'b.headers', 'b.mapping', 'b.run_id'])
    .select(['b.undoable', 'b.undone', 'b.undone_at', 'q.name as undone_by']);

type BatchRow = Awaited<ReturnType<ReturnType<typeof batchQuery>['executeTakeFirstOrThrow']>>;

async function findRow(ctx: Ctx, batchId: number): Promise<BatchRow> {
  const row = await batchQuery(ctx).where('b.batch_id', '=', batchId).executeTakeFirst();
  if (!row) throw new NotFoundError('ingest.batch_not_found');
  return row;
}

export const getBatch = async (ctx: Ctx, batchId: number): Promise<Batch> => batchOf(await findRow(ctx, batchId));

export type BatchPlan = {
  batch: Batch;
  layout: Layout;
  headers: string[];
  mapping: MappedColumn[];
  samples: ImportSample[];
};

/** With how the file is read, which lists do not need. */
export async function getBatchPlan(ctx: Ctx, batchId: number): Promise<BatchPlan> {
  const row = await findRow(ctx, batchId);
  return {
    batch: batchOf(row),
    layout: row.layout as Layout,
    headers: row.headers as string[],
    mapping: row.mapping as MappedColumn[],
    samples: (row.samples ?? []) as ImportSample[],
  };
}

const ENDED = new Set(['checked', 'done', 'failed', 'cancelled', 'undone']);

type UndoneWire = Omit<NonNullable<Batch['undone']>, 'at' | 'by'>;

function batchOf(row: BatchRow): Batch {
  const saved = row.progress as Partial<Progress>;
  const phase = ENDED.has(row.state) ? 'ended' : row.run_id === null ? 'waiting' : (saved.phase ?? 'waiting');
  return {
    batchId: row.batch_id,
    uploadId: row.upload_id,
    fileName: row.file_name,
    kind: row.kind,
    source: row.source,
    state: row.state as Batch['state'],
    policy: row.policy as Batch['policy'],
    matchBy: row.match_by as Batch['matchBy'],
    progress: {
      phase,
      step: saved.step ?? null,
      rows: saved.rows ?? 0,
      bytes: saved.bytes ?? 0,
      totalBytes: row.bytes,
      rowsPerSecond: saved.rowsPerSecond ?? null,
      secondsLeft: phase === 'ended' ? null : (saved.secondsLeft ?? null),
    },
    counts: row.counts as Batch['counts'],
    undoable: row.undoable && row.state === 'done',
    undone:
      row.state === 'undone' && row.undone_at
        ? { ...(row.undone as UndoneWire), at: row.undone_at, by: row.undone_by }
        : null,
    error: row.error as Batch['error'],
    createdBy: row.created_by,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    seconds: row.seconds as Batch['seconds'],
  };
}

export async function listBatches(
  ctx: Ctx,
  query: QueryOf<typeof contract.listBatches>,
): Promise<AnswerOf<typeof contract.listBatches>> {
  const cursor = query.after ? decodeCursor(query.after, 1) : null;
  let select = batchQuery(ctx)
    .orderBy('b.batch_id', 'desc')
    .limit(query.limit + 1);
  if (cursor) select = select.where('b.batch_id', '<', Number(cursor[0]));
  if (query.kind) select = select.where('b.kind', '=', query.kind);
  const found = await select.execute();
  const rows = found.slice(0, query.limit);
  return {
    rows: rows.map(batchOf),
    next: found.length > query.limit ? encodeCursor([rows.at(-1)?.batch_id ?? 0]) : null,
  };
}

export async function applyBatch(ctx: Ctx, batchId: number): Promise<Batch> {
  const moved = await ctx.db
    .updateTable('ingest.batches')
    .set({ state: 'applying', run_id: null, lease_until: null })
    .where('batch_id', '=', batchId)
    .where('state', '=', 'checked')
    .executeTakeFirst();
  if (moved.numUpdatedRows > 0n) {
    await audit(ctx, 'imports.apply_requested', batchId);
    await addRunJob(ctx, batchId);
  }
  const batch = await getBatch(ctx, batchId);
  if (batch.state === 'checking')
    throw new ConflictError('ingest.not_checked', 'The check of this file is not through.');
  if (batch.state === 'failed' || batch.state === 'cancelled') {
    throw new ConflictError('ingest.batch_ended', 'This import has ended without being applied; start it again.');
  }
  return batch;
}

/** A batch nobody works on ends here and now; whoever works on one looks at the request within a second. */
export async function cancelBatch(ctx: Ctx, importers: readonly Importer[], batchId: number): Promise<Batch> {
  const stopped = await ctx.db
    .updateTable('ingest.batches')
    .set({ state: 'cancelled', finished_at: ctx.now, cancel_requested: true })
    .where('batch_id', '=', batchId)
    .where((eb) =>
      eb.or([
        eb('state', '=', 'checked'),
        eb.and([eb('run_id', 'is', null), eb('state', 'in', ['checking', 'applying'])]),
      ]),
    )
    .executeTakeFirst();
  const asked = await ctx.db
    .updateTable('ingest.batches')
    .set({ cancel_requested: true })
    .where('batch_id', '=', batchId)
    .where('state', 'in', ['checking', 'applying', 'undoing'])
    .executeTakeFirst();
  if (stopped.numUpdatedRows + asked.numUpdatedRows > 0n) await audit(ctx, 'imports.cancel_requested', batchId);
  const batch = await getBatch(ctx, batchId);
  if (batch.state === 'cancelled') await clearStaged(ctx, findImporter(importers, batch.kind), batchId);
  return batch;
}

export const audit = (ctx: Ctx, action: string, batchId: number): Promise<void> =>
  recordAudit(ctx, [{ action, subjectType: 'import', subjectId: batchId }]);
