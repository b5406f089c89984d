/** Making, changing and deleting segments. Evaluation follows in the background, asked for in the same transaction. */
import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import { readCustomers } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { ConflictError, InvalidError, NotFoundError, UsedError } from '#platform/errors.ts';
import type { BodyOf } from '#shared/endpoint.ts';
import { catalogueOf, parseDefinition, type Parsed, type Sources } from './catalogue.ts';
import type * as contract from './contract.ts';
import type { Group, SegmentKind } from './contract.ts';
import { refuseCycle, saveLinks } from './links.ts';
import type * as membersContract from './members-contract.ts';
import { lockMembers, writeDifference } from './membership.ts';
import { requestEvaluations } from './work.ts';

export type SegmentRow = {
  segmentId: number;
  name: string;
  note: string | null;
  kind: SegmentKind;
  definition: Group | null;
  version: number;
  priority: number | null;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
};

export async function requireSegment(ctx: Ctx, segmentId: number): Promise<SegmentRow> {
  const { rows } = await sql<SegmentRow>`
    select segment_id as "segmentId", name, note, kind, definition, version, priority, created_by as "createdBy",
      created_at as "createdAt", updated_at as "updatedAt"
    from segments.segments where segment_id = ${segmentId}`.execute(ctx.db);
  if (!rows[0]) throw new NotFoundError('segments.not_found', 'There is no such segment.');
  return rows[0];
}

export async function createSegment(
  ctx: Ctx,
  sources: Sources,
  body: BodyOf<typeof contract.createSegment>,
): Promise<{ segmentId: number }> {
  const { name, note, kind, priority } = body;
  const parsed = kind === 'static' ? null : await parsedOf(ctx, sources, body.definition);
  if (parsed) await refuseCycle(ctx, null, parsed);
  await refuseTaken(ctx, name, null);
  const definition = parsed ? JSON.stringify(body.definition) : null;
  const { rows } = await sql<{ segment_id: number }>`
    insert into segments.segments (name, note, kind, definition, priority, created_by, created_at, updated_at)
    values (${name}, ${note}, ${kind}, ${definition}::jsonb, ${priority}, ${ctx.actor.name}, ${ctx.now}, ${ctx.now})
    returning segment_id`.execute(ctx.db);
  const segmentId = rows[0]?.segment_id ?? 0;
  await keepVersion(ctx, segmentId, 1, definition);
  if (parsed) {
    await saveLinks(ctx, segmentId, parsed);
    await requestEvaluations(ctx, [segmentId], 'first');
  } else {
    await sql`insert into segments.states (segment_id, size, version, evaluated_at) values (${segmentId}, 0, 1, ${ctx.now})`.execute(
      ctx.db,
    );
    await changeMembers(ctx, segmentId, { add: body.customerIds, remove: [] });
  }
  await recordAudit(ctx, [
    {
      action: 'segments.created',
      subjectType: 'segment',
      subjectId: segmentId,
      after: { name, kind, definition: body.definition },
    },
  ]);
  return { segmentId };
}

async function parsedOf(ctx: Ctx, sources: Sources, definition: Group | null): Promise<Parsed> {
  if (definition) return parseDefinition(await catalogueOf(ctx, sources), definition);
  throw new InvalidError('segments.no_definition', 'Say by which conditions customers are chosen.');
}

async function refuseTaken(ctx: Ctx, name: string, segmentId: number | null): Promise<void> {
  const { rows } = await sql`
    select from segments.segments where name = ${name} and segment_id is distinct from ${segmentId}`.execute(ctx.db);
  const message = 'Another segment has this name.';
  if (rows.length > 0)
    throw new InvalidError('segments.name_taken', message, [{ path: 'name', code: 'segments.name_taken', message }]);
}

async function keepVersion(ctx: Ctx, segmentId: number, version: number, definition: string | null): Promise<void> {
  await sql`
    insert into segments.versions (segment_id, version, definition, changed_by, changed_at)
    values (${segmentId}, ${version}, ${definition}::jsonb, ${ctx.actor.name}, ${ctx.now})`.execute(ctx.db);
}

/** Another definition is another version; what is evaluated meanwhile is evaluated once more by it. */
export async function updateSegment(
  ctx: Ctx,
  sources: Sources,
  segmentId: number,
  body: BodyOf<typeof contract.updateSegment>,
): Promise<{ done: true }> {
  await sql`select from segments.segments where segment_id = ${segmentId} for update`.execute(ctx.db);
  const before = await requireSegment(ctx, segmentId);
  if (body.version !== undefined && body.version !== before.version)
    throw new ConflictError('segments.changed_meanwhile', 'Somebody changed this segment in the meantime.');
  if (body.name !== undefined) await refuseTaken(ctx, body.name, segmentId);
  const version = await changeDefinition(ctx, sources, before, body.definition);
  const after = { ...before, ...definedOf(body), version };
  await sql`
    update segments.segments set name = ${after.name}, note = ${after.note}, priority = ${after.priority},
      updated_at = ${ctx.now} where segment_id = ${segmentId}`.execute(ctx.db);
  await recordAudit(ctx, [
    {
      action: 'segments.updated',
      subjectType: 'segment',
      subjectId: segmentId,
      before: { ...before },
      after: { ...after, updatedAt: before.updatedAt },
    },
  ]);
  return { done: true };
}

const definedOf = ({ name, note, priority, definition }: BodyOf<typeof contract.updateSegment>) => ({
  ...(name !== undefined && { name }),
  ...(note !== undefined && { note }),
  ...(priority !== undefined && { priority }),
  ...(definition !== undefined && { definition }),
});

async function changeDefinition(
  ctx: Ctx,
  sources: Sources,
  before: SegmentRow,
  definition: Group | undefined,
): Promise<number> {
  const text = definition && JSON.stringify(definition);
  if (!text || (await isSame(ctx, before.segmentId, text))) return before.version;
  if (before.kind !== 'dynamic')
    throw new InvalidError('segments.fixed', 'Only a dynamic segment follows its conditions; copy it to change them.');
  const parsed = await parsedOf(ctx, sources, definition);
  await refuseCycle(ctx, before.segmentId, parsed);
  const version = before.version + 1;
  await sql`update segments.segments set definition = ${text}::jsonb, version = ${version} where segment_id = ${before.segmentId}`.execute(
    ctx.db,
  );
  await keepVersion(ctx, before.segmentId, version, text);
  await saveLinks(ctx, before.segmentId, parsed);
  await requestEvaluations(ctx, [before.segmentId], 'definition');
  return version;
}

async function isSame(ctx: Ctx, segmentId: number, text: string): Promise<boolean> {
  const { rows } = await sql`
    select from segments.segments where segment_id = ${segmentId} and definition = ${text}::jsonb`.execute(ctx.db);
  return rows.length > 0;
}

/** What is used stays: by another segment, or by what later modules build on it. */
export async function deleteSegment(ctx: Ctx, sources: Sources, segmentId: number): Promise<{ done: true }> {
  const before = await requireSegment(ctx, segmentId);
  const { rows } = await sql<{ name: string }>`
    select name from segments.links join segments.segments using (segment_id) where uses_id = ${segmentId}`.execute(
    ctx.db,
  );
  const later = await Promise.all(sources().uses.map((find) => find(ctx, `segments.segment:${segmentId}`)));
  const users = [...rows.map(({ name }) => ({ zh: name, en: name })), ...later.flat().map(({ name }) => name)];
  if (users.length > 0) throw new UsedError('segments.in_use', users);
  await lockMembers(ctx);
  for (const table of ['members', 'moves', 'segments'])
    await sql`delete from ${sql.table(`segments.${table}`)} where segment_id = ${segmentId}`.execute(ctx.db);
  await recordAudit(ctx, [
    { action: 'segments.deleted', subjectType: 'segment', subjectId: segmentId, before: { ...before } },
  ]);
  return { done: true };
}

/** Customers the actor may not know of are passed over, as if they did not exist. */
export async function changeMembers(
  ctx: Ctx,
  segmentId: number,
  { add, remove }: BodyOf<typeof membersContract.changeMembers>,
): Promise<{ entered: number; left: number }> {
  const { kind, version } = await requireSegment(ctx, segmentId);
  if (kind !== 'static')
    throw new InvalidError('segments.by_rules', 'The members of this segment follow from its conditions.');
  const known = [...(await readCustomers(ctx, [...new Set([...add, ...remove])])).keys()];
  if (known.length === 0) return { entered: 0, left: 0 };
  await lockMembers(ctx);
  const gone = new Set(remove);
  const wanted = sql`
    select customer_id from unnest(${add.filter((id) => !gone.has(id))}::bigint[]) as added (customer_id)
      where customer_id = any(${known}::bigint[])
    union
    select customer_id from segments.members where segment_id = ${segmentId}
      and customer_id = any(${known}::bigint[]) and customer_id <> all(${remove}::bigint[])`;
  const { entered, left } = await writeDifference(ctx, { segmentId, version }, wanted, 'hand', known);
  await sql`update segments.states set size = size + ${entered - left}::int, evaluated_at = ${ctx.now}
    where segment_id = ${segmentId}`.execute(ctx.db);
  return { entered, left };
}
