/**
 * Works a batch: read → check, read → apply, or undo. Reading is one transaction and so is applying, so a process that dies
 * leaves nothing half done: whoever takes the batch next reads again, or applies what is staged already.
 */
import { sql } from 'kysely';
import { getOrganisation, recordAudit } from '#modules/access/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { InvalidError, ProblemError } from '#platform/errors.ts';
import type { Importer, ImportScope } from '#platform/importer.ts';
import { stampRows } from '#platform/provenance.ts';
import { addRunJob, getBatchPlan, type BatchPlan } from './batches.ts';
import type { Progress } from './contract.ts';
import { holdBack } from './held-back.ts';
import { findImporter } from './inspect.ts';
import { CancelledError, claim, LeaseLostError, release, startHeart } from './lease.ts';
import { trackProgress, type Tracker } from './progress.ts';
import { clearRowErrors } from './row-errors.ts';
import { keep, outcome, save, watchConnection, type Counts, type RunState } from './run-state.ts';
import { ensureSources } from './sources.ts';
import { clearEnded, clearStaged, countStaged } from './staged-rows.ts';
import { stageFile } from './staging.ts';
import { takeBack, type Undoing } from './undo.ts';
import { getUpload, type StoredUpload } from './uploads.ts';
import { mergesOf } from './xlsx-merges.ts';

export type RunOptions = {
  dataDir: string;
  importers: readonly Importer[];
  /** Of whoever may come upon a batch that is to be undone. */
  undoing?: Undoing;
  onProgress?: (progress: Progress) => void;
};

type Run = RunState & { file: StoredUpload; importer: Importer; scope: ImportScope };

/** False when there was nothing to do: the batch has ended, or somebody else has it. */
export async function runBatch(ctx: Ctx, batchId: number, options: RunOptions): Promise<boolean> {
  const runId = await claim(ctx, batchId);
  if (!runId) return false;
  const plan = await getBatchPlan(ctx, batchId);
  const tracker = trackProgress(plan.batch.progress.totalBytes, options.onProgress ?? (() => undefined));
  const heart = startHeart(ctx, batchId, runId, tracker.progress);
  try {
    const run = { ...plan, runId, tracker, heart };
    if (plan.batch.state === 'undoing') await takeBack(ctx, run, undoingOf(options));
    else await work(ctx, { ...run, ...(await prepare(ctx, plan, options, tracker)) });
  } catch (error) {
    await conclude(ctx, plan, runId, options, heart.signal.aborted ? heart.signal.reason : error);
  } finally {
    await heart.stop();
    await release(ctx, batchId, runId);
    await wakeNext(ctx, plan.batch.kind);
  }
  return true;
}

function undoingOf({ undoing }: RunOptions): Undoing {
  if (!undoing) throw new Error('whoever imports a file of their own cannot undo another');
  return undoing;
}

async function prepare(ctx: Ctx, { batch, mapping }: BatchPlan, options: RunOptions, tracker: Tracker) {
  const found = findImporter(options.importers, batch.kind);
  const current = (await found.current?.(ctx)) ?? found;
  const shared = new Set(mapping.flatMap(({ field, ofRecord }) => (ofRecord ? field : [])));
  const importer = (shared.size > 0 && current.sharing?.(shared)) || current;
  const sources = await ensureSources(ctx, [batch.source]);
  const scope: ImportScope = {
    batchId: batch.batchId,
    sourceId: sources.get(batch.source)?.sourceId ?? 0,
    sourceCode: batch.source,
    ...(batch.policy && { policy: batch.policy }),
    ...(batch.matchBy && { matchBy: batch.matchBy }),
    onStep: tracker.step,
  };
  return { importer, scope, file: await getUpload(ctx, options.dataDir, batch.uploadId) };
}

async function work(ctx: Ctx, run: Run): Promise<void> {
  const counts = (await isStaged(ctx, run)) ? readCounts(run) : await read(ctx, run);
  if ((counts.rows ?? 0) === (counts.invalid ?? 0)) throw nothingUsable(counts);
  if (run.batch.state === 'checking') await check(ctx, run, counts);
  else await apply(ctx, run, counts);
}

async function isStaged(ctx: Ctx, { batch, importer }: Run): Promise<boolean> {
  const { staged_rows } = await ctx.db
    .selectFrom('ingest.batches')
    .select('staged_rows')
    .where('batch_id', '=', batch.batchId)
    .executeTakeFirstOrThrow();
  return staged_rows !== null && staged_rows === (await countStaged(ctx, importer, batch.batchId));
}

/** What reading counted the last time; the rest will be counted anew. */
function readCounts({ batch: { counts } }: Run): Counts {
  return {
    rows: counts.rows ?? 0,
    invalid: counts.invalid ?? 0,
    heldBack: counts.heldBack ?? 0,
    ...skipped(counts.skipped),
  };
}

async function read(ctx: Ctx, run: Run): Promise<Counts> {
  const { batch, importer, file, layout, mapping, headers, tracker, heart } = run;
  tracker.enter('reading');
  await clearRowErrors(ctx, batch.batchId);
  await clearEnded(ctx, importer);
  await clearStaged(ctx, importer, batch.batchId);
  const { timeZone } = await getOrganisation(ctx);
  const bytes = { bytes: 0 };
  const job = {
    batchId: batch.batchId,
    importer,
    path: file.path,
    layout,
    mapping,
    merges: await mergesOf(file.path, layout),
    headers,
    timeZone,
    signal: heart.signal,
    read: bytes,
    onRows: (rows: number) => tracker.at(rows, bytes.bytes),
  };
  return inTransaction(ctx, async (inner) => {
    const staged = await stageFile(inner, ctx, job);
    // Emptied tables are known as empty, and whoever joins the new rows would be planned for none.
    await sql`analyze ${sql.raw(importer.staging.table)}`.execute(inner.db);
    await importer.complete?.(inner, run.scope, new Set(mapping.map(({ field }) => field)));
    const { contradictory, heldBack } = await holdBack(inner, run.scope, job);
    const removed = contradictory + heldBack;
    const counts = { rows: staged.rows, invalid: staged.refused + removed, heldBack, ...skipped(staged.skipped) };
    await keep(inner, run, { counts: JSON.stringify(counts), staged_rows: staged.staged - removed });
    return counts;
  });
}

/** Told only where there is something to tell. */
const skipped = (rows = 0): Counts => (rows > 0 ? { skipped: rows } : {});

const nothingUsable = (counts: Counts): InvalidError =>
  counts.rows === 0
    ? new InvalidError('ingest.no_rows', 'The file has headers but no row below them.')
    : new InvalidError('ingest.no_good_rows', `None of the ${counts.rows} rows can be taken; nothing was imported.`);

async function check(ctx: Ctx, run: Run, counts: Counts): Promise<void> {
  run.tracker.enter('checking');
  const foreseen = await inTransaction(ctx, async (ctx) => {
    await watchConnection(ctx, run.heart);
    const result = await run.importer.check(ctx, run.scope);
    const samples = (await run.importer.samples?.(ctx, run.scope)) ?? [];
    run.heart.watch(null);
    return { result, samples: JSON.stringify(samples) };
  });
  run.tracker.enter('ended');
  const { result, samples } = foreseen;
  await keep(ctx, run, { state: 'checked', samples, ...outcome(run, { ...counts, ...result }) });
}

/** One transaction: the records, the batch's end and its trail are stored together or not at all. */
async function apply(ctx: Ctx, run: Run, counts: Counts): Promise<void> {
  run.tracker.enter('applying');
  await inTransaction(ctx, async (ctx) => {
    // A process taken for dead may still be at it: it finishes or fails first, and then there is nothing left to do.
    await sql`select pg_advisory_xact_lock(hashtext('ingest.apply'), hashtext(${run.batch.kind}))`.execute(ctx.db);
    await watchConnection(ctx, run.heart);
    await stampRows(ctx, run.batch.batchId);
    const applied = { ...counts, ...(await run.importer.apply(ctx, run.scope)) };
    run.tracker.enter('ended');
    const undoable = run.importer.undoable ?? true;
    await keep(ctx, run, { state: 'done', finished_at: ctx.now, undoable, samples: null, ...outcome(run, applied) });
    await recordAudit(ctx, [
      {
        action: 'imports.applied',
        subjectType: 'import',
        subjectId: run.batch.batchId,
        after: { kind: run.batch.kind, file: run.batch.fileName, requestedBy: run.batch.createdBy, ...applied },
      },
    ]);
    run.heart.watch(null);
  });
  await clearStaged(ctx, run.importer, run.batch.batchId);
}

/** Ends the batch with its reason, or throws what is worth another attempt. */
async function conclude(ctx: Ctx, plan: BatchPlan, runId: string, options: RunOptions, error: unknown): Promise<void> {
  if (error instanceof LeaseLostError) return;
  if (isTransient(error)) throw error;
  const cancelled = error instanceof CancelledError;
  const why = cancelled ? {} : { error: JSON.stringify(reasonOf(ctx, plan, error)) };
  if (plan.batch.state === 'undoing') {
    // What was applied stands as it stood, and may be asked for again.
    await save(ctx, plan.batch.batchId, runId, { state: 'done', cancel_requested: false, ...why });
    return;
  }
  const state = cancelled ? 'cancelled' : 'failed';
  await save(ctx, plan.batch.batchId, runId, { state, finished_at: ctx.now, ...why });
  const importer = options.importers.find((candidate) => candidate.kind === plan.batch.kind);
  if (importer) await clearStaged(ctx, importer, plan.batch.batchId);
}

function reasonOf(ctx: Ctx, { batch }: BatchPlan, error: unknown): { code: string; detail: string } {
  if (error instanceof ProblemError) return { code: error.code, detail: error.message };
  ctx.log.error({ err: error, batchId: batch.batchId }, 'import failed');
  return { code: 'ingest.unexpected', detail: 'Something went wrong here. Nothing was imported; it has been logged.' };
}

/** Lost connections, a server that shuts down or starts, deadlocks, no memory or disk for the moment. */
function isTransient(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  if (code === 'customers.busy') return true;
  if (typeof code !== 'string') return error instanceof Error && /connection terminated/i.test(error.message);
  return /^(08|40|53|57P)/.test(code) || ['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT'].includes(code);
}

/** The oldest batch of the kind that waits for its turn. */
async function wakeNext(ctx: Ctx, kind: string): Promise<void> {
  const next = await ctx.db
    .selectFrom('ingest.batches')
    .select('batch_id')
    .where('kind', '=', kind)
    .where('state', 'in', ['applying', 'undoing'])
    .where('run_id', 'is', null)
    .orderBy('batch_id')
    .limit(1)
    .executeTakeFirst();
  if (next) await addRunJob(ctx, next.batch_id);
}
