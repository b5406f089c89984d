/**
 * Who is in. One statement per segment compares who should be in with who is, and writes the difference: for everybody,
 * or for some customers of whom something changed. All writers take one lock first and read after it, so that whoever
 * writes last has seen all that was written before: membership is what a recompute would say. A statement that is killed
 * leaves everything as it was.
 */
import { sql, type RawBuilder } from 'kysely';
import { holdCustomers } from '#modules/customers/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { emitSegment } from '#platform/events.ts';
import { addJob } from '#platform/jobs.ts';
import type { Scene } from '#platform/segment-rules.ts';
import { catalogueOf, parseDefinition, type Parsed, type Sources } from './catalogue.ts';
import { sceneFor, whoFits } from './choosing.ts';
import type { Group, Trigger } from './contract.ts';
import { inOrder } from './links.ts';

export type Change = { size: number; entered: number; left: number };

/**
 * Held for one segment's statement by an evaluation of everybody, for some milliseconds by the rest. Nobody is merged,
 * taken apart or erased meanwhile, so that no row is written for a record that is gone when the statement ends.
 */
export async function lockMembers(ctx: Ctx): Promise<void> {
  await holdCustomers(ctx);
  await sql`select pg_advisory_xact_lock(hashtext('segments.members'))`.execute(ctx.db);
}

export type Dynamic = { segmentId: number; version: number; definition: Group };

/** Dynamic segments, each after those it names. Read under the lock, so that the definition is the newest. */
export async function listDynamic(ctx: Ctx): Promise<Dynamic[]> {
  const { rows } = await sql<Dynamic>`
    select segment_id as "segmentId", version, definition from segments.segments
    where kind = 'dynamic' order by segment_id`.execute(ctx.db);
  const links = await ctx.db.selectFrom('segments.links').selectAll().execute();
  return inOrder(rows, links);
}

export const REFRESH_JOB = 'segments.refresh';

/** Reaction: something of these customers changed. What to judge them by is known to the job, not to the page of events. */
export async function touchMemberships(ctx: Ctx, { customerIds }: { customerIds: readonly number[] }): Promise<void> {
  if (customerIds.length > 0) await addJob(ctx, REFRESH_JOB, { customerIds });
}

/**
 * These customers' orders, scores or profile changed. Milliseconds per segment. Segments that were never
 * evaluated as a whole wait for that; one that cannot be evaluated keeps its members and says why.
 */
export async function refreshMemberships(
  ctx: Ctx,
  sources: Sources,
  { customerIds }: { customerIds: readonly number[] },
): Promise<void> {
  if (customerIds.length === 0) return;
  await inTransaction(ctx, async (ctx) => {
    await lockMembers(ctx);
    const catalogue = await catalogueOf(ctx, sources);
    const evaluated = new Set(await evaluatedIds(ctx));
    const scene = await sceneFor(ctx, customerIds);
    for (const segment of await listDynamic(ctx)) {
      if (!evaluated.has(segment.segmentId)) continue;
      const parsed = parsedOrNull(() => parseDefinition(catalogue, segment.definition));
      if (parsed) await applyDifference(ctx, segment, parsed, 'event', scene);
    }
  });
}

async function evaluatedIds(ctx: Ctx): Promise<number[]> {
  const rows = await ctx.db
    .selectFrom('segments.states')
    .select('segment_id')
    .where('evaluated_at', 'is not', null)
    .execute();
  return rows.map(({ segment_id }) => segment_id);
}

function parsedOrNull(parse: () => Parsed): Parsed | null {
  try {
    return parse();
  } catch {
    // Its own evaluation says what is wrong, where people look for it.
    return null;
  }
}

/**
 * Everybody's membership of one segment, or some customers'. The first members of all came in with the segment: they
 * are no news, and nobody is told of them.
 */
export async function applyDifference(
  ctx: Ctx,
  { segmentId, version }: { segmentId: number; version: number },
  parsed: Parsed,
  cause: Trigger,
  scene: Scene,
): Promise<Change> {
  const change = await writeDifference(ctx, { segmentId, version }, whoFits(ctx, parsed, scene), cause, scene.among);
  if (scene.among && (change.entered > 0 || change.left > 0)) await noteSize(ctx, segmentId, change, scene.today);
  return change;
}

/** `wanted` selects the customers who are to be in, among `customerIds` where given. */
export async function writeDifference(
  ctx: Ctx,
  { segmentId, version }: { segmentId: number; version: number },
  wanted: RawBuilder<unknown>,
  cause: Trigger,
  customerIds: readonly number[] | null,
): Promise<Change> {
  const some = (alias: string) =>
    customerIds ? sql`and ${sql.ref(`${alias}.customer_id`)} = any(${[...customerIds]}::bigint[])` : sql``;
  const moved = (ids: RawBuilder<unknown>, entered: boolean) => sql`
    select customer_id, ${ctx.now}::timestamptz, ${segmentId}::int, ${entered}::boolean, ${cause}, ${version}::int from ${ids}`;
  const named = customerIds ? sql`wanted as materialized (select customer_id from (${wanted}) as fits),` : sql``;
  if (!customerIds) await keepWanted(ctx, wanted);
  const { rows } = await sql<Change>`
    with ${named}
    gone as (
      delete from segments.members m where m.segment_id = ${segmentId} ${some('m')}
        and not exists (select from wanted w where w.customer_id = m.customer_id)
      returning m.customer_id),
    come as (
      insert into segments.members (customer_id, segment_id, since, cause, version)
      select w.customer_id, ${segmentId}, ${ctx.now}, ${cause}, ${version} from wanted w
      where not exists (select from segments.members m
        where m.segment_id = ${segmentId} and m.customer_id = w.customer_id ${some('m')})
      on conflict do nothing
      returning customer_id),
    moved as (
      insert into segments.moves (customer_id, moved_at, segment_id, entered, cause, version)
      select * from (${moved(sql`come`, true)} union all ${moved(sql`gone`, false)}) as moves where ${cause !== 'first'}
      on conflict (customer_id, moved_at, segment_id) do update set entered = excluded.entered)
    select (select count(*)::int from wanted) as size, (select count(*)::int from come) as entered,
      (select count(*)::int from gone) as left`.execute(ctx.db);
  const change = rows[0] ?? { size: 0, entered: 0, left: 0 };
  if (cause !== 'first') await tell(ctx, segmentId, change);
  return change;
}

/**
 * `wanted` as a table whose size is known. How many a definition chooses is hard to foresee, and a plan made for one customer
 * compares each of half a million with all the members.
 */
async function keepWanted(ctx: Ctx, wanted: RawBuilder<unknown>): Promise<void> {
  await sql`drop table if exists pg_temp.wanted`.execute(ctx.db);
  await sql`create temp table wanted on commit drop as select customer_id from (${wanted}) as fits`.execute(ctx.db);
  await sql`analyze wanted`.execute(ctx.db);
}

/** Ids never travel through this process: the moves just written are read by the statement that adds the jobs. */
async function tell(ctx: Ctx, segmentId: number, { entered, left }: Change): Promise<void> {
  const moved = (into: boolean) => sql`
    select customer_id from segments.moves
    where segment_id = ${segmentId} and moved_at = ${ctx.now} and entered = ${into}`;
  if (entered > 0) await emitSegment(ctx, 'segments.entered', segmentId, moved(true));
  if (left > 0) await emitSegment(ctx, 'segments.left', segmentId, moved(false));
}

/** A few came or went: the size moves by them. */
async function noteSize(ctx: Ctx, segmentId: number, { entered, left }: Change, today: string): Promise<void> {
  await sql`update segments.states set size = size + ${entered - left}::int where segment_id = ${segmentId}`.execute(
    ctx.db,
  );
  await keepSize(ctx, segmentId, today, { entered, left, seconds: null });
}

/** The day's last size stands; who came and went adds up over the day. */
export async function keepSize(
  ctx: Ctx,
  segmentId: number,
  today: string,
  { entered, left, seconds }: { entered: number; left: number; seconds: number | null },
): Promise<void> {
  await sql`
    insert into segments.sizes as kept (segment_id, day, size, entered, departed, seconds)
    select segment_id, ${today}::date, size, ${entered}::int, ${left}::int, ${seconds}::real
    from segments.states where segment_id = ${segmentId} and size is not null
    on conflict (segment_id, day) do update set size = excluded.size, entered = kept.entered + excluded.entered,
      departed = kept.departed + excluded.departed, seconds = coalesce(excluded.seconds, kept.seconds)`.execute(ctx.db);
}
