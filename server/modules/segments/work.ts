/**
 * Evaluations of everybody, asked for and worked off. A request is a row; whoever works takes it for some seconds, so a
 * killed worker's work is taken up by the next (docs/adr/0070). No flag says "calculating" for ever: a lease runs out,
 * tries are counted, and what went wrong stands beside the segment.
 */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { ProblemError } from '#platform/errors.ts';
import { addJob } from '#platform/jobs.ts';
import { believedUntil, isOver } from '#platform/liveness.ts';
import { startStopwatch } from '#platform/stopwatch.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import { getOrganisation } from '#modules/access/index.ts';
import { dayOf } from '#shared/days.ts';
import { catalogueOf, parseDefinition, type Sources } from './catalogue.ts';
import { sceneFor } from './choosing.ts';
import type { Group, SegmentKind, Trigger } from './contract.ts';
import { applyDifference, keepSize, listDynamic, lockMembers, type Change } from './membership.ts';

export const WORK_JOB = 'segments.work';
const LEASE_SECONDS = 60;
const MOST_CLAIMS = 5;
/** Members that come or go at once, from which on the statistics of the table are taken anew. */
const MANY = 10_000;

/** Asks for evaluations; one that waits already is not added again. */
export async function requestEvaluations(ctx: Ctx, segmentIds: readonly number[], trigger: Trigger): Promise<void> {
  if (segmentIds.length === 0) return;
  await sql`
    insert into segments.work as asked (segment_id, trigger, asked_at)
    select unnest(${[...segmentIds]}::int[]), ${trigger}, ${ctx.now}
    on conflict (segment_id) do update set trigger = excluded.trigger, asked_at = excluded.asked_at,
      asks = asked.asks + 1, claims = 0`.execute(ctx.db);
  await wakeWorker(ctx);
}

const wakeWorker = (ctx: Ctx) => addJob(ctx, WORK_JOB, {}, { key: WORK_JOB, maxAttempts: MOST_CLAIMS });

export async function requestAll(ctx: Ctx, trigger: Trigger): Promise<void> {
  const all = await listDynamic(ctx);
  await requestEvaluations(
    ctx,
    all.map(({ segmentId }) => segmentId),
    trigger,
  );
}

const NIGHT = 'segments.night';

/** Once a day, on the first call after the organisation's midnight: what time alone changes. */
export async function requestWhenDayTurned(ctx: Ctx): Promise<void> {
  const { timeZone } = await getOrganisation(ctx);
  const today = dayOf(ctx.now, timeZone);
  const last = await getSetting<{ day: string }>(ctx, NIGHT);
  if (last?.day === today) return;
  await inTransaction(ctx, async (ctx) => {
    await saveSetting(ctx, NIGHT, { day: today });
    await requestAll(ctx, 'night');
  });
}

/** Takes up what nobody works on: after a crash, a power cut, a kill. On an idle house one look into an empty table. */
export async function resumeEvaluations(ctx: Ctx): Promise<void> {
  const { rows } = await sql`select from segments.work where ${isOver('lease_until')} limit 1`.execute(ctx.db);
  if (rows.length > 0) await wakeWorker(ctx);
}

/** Works off all that is asked for, one segment after the other, each after those it names. */
export async function workOff(ctx: Ctx, sources: Sources): Promise<number> {
  let done = 0;
  for (let claim = await claimNext(ctx); claim; claim = await claimNext(ctx)) {
    await workOn(ctx, sources, claim);
    done += 1;
  }
  return done;
}

type Claim = { segmentId: number; runId: string; asks: number; trigger: Trigger };

async function claimNext(ctx: Ctx): Promise<Claim | null> {
  await giveUpHopeless(ctx);
  const waiting = await sql<{ segment_id: number }>`
    select segment_id from segments.work where ${isOver('lease_until')}`.execute(ctx.db);
  const ids = new Set(waiting.rows.map(({ segment_id }) => segment_id));
  if (ids.size === 0) return null;
  const ordered = (await listDynamic(ctx)).map(({ segmentId }) => segmentId).filter((id) => ids.has(id));
  const others = [...ids].filter((id) => !ordered.includes(id));
  for (const segmentId of [...ordered, ...others]) {
    const runId = randomUUID();
    const { rows } = await sql<{ asks: number; trigger: Trigger }>`
      update segments.work set run_id = ${runId}, lease_until = ${believedUntil(LEASE_SECONDS)}, claims = claims + 1
      where segment_id = ${segmentId} and ${isOver('lease_until')}
      returning asks, trigger`.execute(ctx.db);
    if (rows[0]) return { segmentId, runId, ...rows[0] };
  }
  return null;
}

/** Work that takes its process down each time must not do so for ever. */
async function giveUpHopeless(ctx: Ctx): Promise<void> {
  const { rows } = await sql<{ segment_id: number }>`
    delete from segments.work where claims >= ${MOST_CLAIMS} and ${isOver('lease_until')} returning segment_id`.execute(
    ctx.db,
  );
  const detail = 'The evaluation was begun again and again and never ended.';
  for (const { segment_id } of rows) await keepFailure(ctx, segment_id, { code: 'segments.gave_up', detail });
}

async function workOn(ctx: Ctx, sources: Sources, claim: Claim): Promise<void> {
  try {
    await evaluate(ctx, sources, claim.segmentId, claim.trigger, claim);
  } catch (error) {
    const lasting = error instanceof ProblemError;
    await keepFailure(ctx, claim.segmentId, lasting ? { code: error.code, detail: error.message } : failureOf(error));
    if (lasting) return finish(ctx, claim);
    // The lease ends at once, and the queue tries again, later each time.
    await sql`update segments.work set lease_until = null where segment_id = ${claim.segmentId} and run_id = ${claim.runId}`.execute(
      ctx.db,
    );
    throw error;
  }
}

/** The database's own words may quote values; its code says enough, and the log has the rest. */
const failureOf = (error: unknown) => ({
  code: 'segments.failed',
  detail: `The evaluation failed (${(error as { code?: string }).code ?? 'unexpected'}) and is tried again.`,
});

/** A request that came during the work is left for the next round. */
async function finish(ctx: Ctx, { segmentId, runId, asks }: Claim): Promise<void> {
  await sql`delete from segments.work where segment_id = ${segmentId} and run_id = ${runId} and asks = ${asks}`.execute(
    ctx.db,
  );
  await sql`update segments.work set run_id = null, lease_until = null
    where segment_id = ${segmentId} and run_id = ${runId}`.execute(ctx.db);
}

async function keepFailure(ctx: Ctx, segmentId: number, error: { code: string; detail: string }): Promise<void> {
  await sql`
    insert into segments.states as known (segment_id, error, failures, failed_at)
    select segment_id, ${JSON.stringify(error)}::jsonb, 1, ${ctx.now} from segments.segments where segment_id = ${segmentId}
    on conflict (segment_id) do update set error = excluded.error, failures = known.failures + 1,
      failed_at = excluded.failed_at`.execute(ctx.db);
}

type Row = { kind: SegmentKind; version: number; definition: Group | null; evaluated: boolean };

/**
 * Everybody against the newest definition, all or nothing. Segments that name this one are asked for again when somebody
 * came or went. A snapshot is evaluated once.
 */
export async function evaluate(
  ctx: Ctx,
  sources: Sources,
  segmentId: number,
  trigger: Trigger,
  claim: Claim | null = null,
): Promise<Change | null> {
  return inTransaction(ctx, async (ctx) => {
    await lockMembers(ctx);
    const seconds = startStopwatch();
    const { rows } = await sql<Row>`
      select kind, s.version, definition, evaluated_at is not null as evaluated
      from segments.segments s left join segments.states using (segment_id) where segment_id = ${segmentId}`.execute(
      ctx.db,
    );
    const [row] = rows;
    if (claim) await finish(ctx, claim);
    if (!row?.definition || row.kind === 'static' || (row.kind === 'snapshot' && row.evaluated)) return null;
    const parsed = parseDefinition(await catalogueOf(ctx, sources), row.definition);
    const cause = row.evaluated ? trigger : 'first';
    const scene = await sceneFor(ctx);
    const change = await applyDifference(ctx, { segmentId, version: row.version }, parsed, cause, scene);
    const taken = seconds();
    await sql`
      insert into segments.states (segment_id, size, version, evaluated_at, seconds, trigger)
      values (${segmentId}, ${change.size}, ${row.version}, ${ctx.now}, ${taken}, ${cause})
      on conflict (segment_id) do update set size = excluded.size, version = excluded.version,
        evaluated_at = excluded.evaluated_at, seconds = excluded.seconds, trigger = excluded.trigger,
        error = null, failures = 0, failed_at = null`.execute(ctx.db);
    await keepSize(ctx, segmentId, scene.today, { entered: change.entered, left: change.left, seconds: taken });
    if (change.entered > 0 || change.left > 0) await requestEvaluations(ctx, await dependents(ctx, segmentId), trigger);
    // Whoever asks for these members next, within the minute, is not to be planned as if there were none.
    if (change.entered + change.left >= MANY) await sql`analyze segments.members (segment_id)`.execute(ctx.db);
    return change;
  });
}

async function dependents(ctx: Ctx, segmentId: number): Promise<number[]> {
  const { rows } = await sql<{ segment_id: number }>`
    select l.segment_id from segments.links l join segments.segments s using (segment_id)
    where l.uses_id = ${segmentId} and s.kind = 'dynamic'`.execute(ctx.db);
  return rows.map(({ segment_id }) => segment_id);
}
