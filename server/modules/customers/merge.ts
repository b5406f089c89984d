/**
 * Two or more records become one customer: the profile field by field, and everything the modules keep, from what they tell
 * of their tables. The rule of taking them apart again is in `undo.ts`, both in docs/adr/0025.
 */
import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { ConflictError, NotFoundError } from '#platform/errors.ts';
import { emit } from '#platform/events.ts';
import type { AnswerOf, BodyOf, QueryOf } from '#shared/endpoint.ts';
import type { Customer } from './contract.ts';
import { readCustomers } from './customers.ts';
import { refuseForgotten } from './forgotten.ts';
import { alone } from './holding.ts';
import type * as contract from './merge-contract.ts';
import { familyOf, readTombstones } from './merge-family.ts';
import { MERGE_FIELD_NAMES, MERGE_FIELDS } from './merge-fields.ts';
import { differs, isJoinable, planMerge, type Plan } from './merge-plan.ts';
import { joinMembers, profileOf, readMembers, writeMembers, writeProfile } from './merge-profile.ts';
import { countRows, joinRows, type Tables } from './merge-rows.ts';
import { getMergeRules } from './merge-rules.ts';
import { visibleCustomers } from './scope.ts';
import { findLivingOf } from './tombstones.ts';

export async function previewMerge(
  ctx: Ctx,
  tables: Tables,
  query: QueryOf<typeof contract.previewMerge>,
): Promise<AnswerOf<typeof contract.previewMerge>> {
  const records = await readRecords(ctx, query.customers);
  const plan = planMerge(records, await getMergeRules(ctx), { survivorId: query.survivorId, rule: query.rule });
  const moves = [];
  for (const { customerId } of plan.records.slice(1)) {
    const counts = await countRows(ctx, tables, [customerId]);
    moves.push(...counted(tables, counts).map((one) => ({ ...one, customerId })));
  }
  const fields = MERGE_FIELD_NAMES.map((field) => ({
    field,
    choice: plan.choices[field],
    differs: differs(field, records),
    joinable: isJoinable(field, records),
  }));
  return { survivorId: plan.survivorId, rule: plan.rule, records: plan.records, fields, moves };
}

const counted = (tables: Tables, counts: ReadonlyMap<string, number>) =>
  tables.flatMap(({ table, counted: what }) => {
    const rows = counts.get(table);
    return what && rows ? [{ what, rows }] : [];
  });

type Merged = AnswerOf<typeof contract.mergeCustomers>;

/** All or nothing. Whoever comes second with the same wish gets the same answer; with another one, a conflict. */
export function mergeCustomers(
  ctx: Ctx,
  tables: Tables,
  wish: BodyOf<typeof contract.mergeCustomers>,
): Promise<Merged> {
  return alone(ctx, async (ctx) => {
    const customerIds = [...new Set(wish.customerIds)];
    const repeated = await findRepeated(ctx, customerIds, wish.survivorId);
    if (repeated) return repeated;
    const plan = planMerge(await readRecords(ctx, customerIds), await getMergeRules(ctx), wish);
    await lockRecords(ctx, customerIds);
    for (const customerId of customerIds) await refuseForgotten(ctx, customerId);
    const { rows } = await sql<{ id: number }>`select nextval('customers.merge_ids') as id`.execute(ctx.db);
    const mergeId = rows[0]?.id ?? 0;
    const moved = await join(ctx, tables, plan, mergeId);
    await note(ctx, plan, mergeId, counted(tables, moved));
    const mergedIds = losersOf(plan);
    return { mergeId, customerId: plan.survivorId, mergedIds, repeated: false };
  });
}

const losersOf = ({ records, survivorId }: Plan): number[] =>
  records.map((one) => one.customerId).filter((customerId) => customerId !== survivorId);

/** Null when there is something to merge. */
async function findRepeated(ctx: Ctx, customerIds: readonly number[], survivorId: number): Promise<Merged | null> {
  const { rows } = await sql<{ merge_id: number; into_id: number; merged_ids: number[] }>`
    select merge_id, into_id, array_agg(merged_id order by merged_id) as merged_ids from customers.merges
    where undone_at is null and into_id = ${survivorId}
      and merge_id = (select merge_id from customers.tombstones where merged_id = any(${customerIds}::bigint[]) limit 1)
    group by merge_id, into_id`.execute(ctx.db);
  const [merge] = rows;
  if (!merge) return null;
  const wished = customerIds.filter((customerId) => customerId !== survivorId).toSorted((a, b) => a - b);
  if (wished.join() !== merge.merged_ids.join()) return null;
  const livingId = (await findLivingOf(ctx, [survivorId])).get(survivorId) ?? survivorId;
  await readRecords(ctx, [livingId]);
  return { mergeId: merge.merge_id, customerId: livingId, mergedIds: wished, repeated: true };
}

/** In the order given. Out of sight is 404; a record that was merged meanwhile is nobody to choose from any more. */
async function readRecords(ctx: Ctx, customerIds: readonly number[]): Promise<Customer[]> {
  const found = await readCustomers(ctx, customerIds);
  const missing = customerIds.filter((customerId) => !found.has(customerId));
  const { rows } = await sql`
    select from customers.tombstones t join customers.customers c using (customer_id)
    where t.merged_id = any(${missing}::bigint[]) and ${visibleCustomers(ctx)} limit 1`.execute(ctx.db);
  if (rows.length > 0)
    throw new ConflictError('customers.merged_meanwhile', 'One of the records has been merged into another meanwhile.');
  if (missing.length > 0) throw new NotFoundError('customers.not_found', 'There is no such customer.');
  return customerIds.flatMap((customerId) => found.get(customerId) ?? []);
}

/** Writers that refer to one of the records and have not ended yet are waited for. */
async function lockRecords(ctx: Ctx, customerIds: readonly number[]): Promise<void> {
  await sql`
    select from customers.customers where customer_id = any(${customerIds}::bigint[])
    order by customer_id for update`.execute(ctx.db);
}

async function join(ctx: Ctx, tables: Tables, plan: Plan, mergeId: number): Promise<Map<string, number>> {
  const { survivorId, records, choices } = plan;
  const recordIds = records.map((one) => one.customerId);
  const loserIds = losersOf(plan);
  const before = await readTombstones(ctx, recordIds);
  const parts = await readMembers(ctx, recordIds);
  const byColumn = Object.fromEntries(
    MERGE_FIELD_NAMES.map((field) => {
      const choice = choices[field];
      return [MERGE_FIELDS[field], choice === 'all' ? recordIds : [choice]];
    }),
  );
  const members = joinMembers(parts, survivorId, byColumn);
  await bury(ctx, survivorId, loserIds, mergeId);
  const after = await readTombstones(ctx, [survivorId]);
  for (const loserId of loserIds) await writeMembers(ctx, loserId, new Map());
  await writeMembers(ctx, survivorId, members);
  await writeProfile(ctx, survivorId, profileOf(members, survivorId));
  const family = (tombstones: typeof before) => (id: number) => familyOf(id, tombstones);
  const moved = await joinRows(ctx, tables, survivorId, loserIds, family(before), family(after));
  await sql`delete from customers.customers where customer_id = any(${loserIds}::bigint[])`.execute(ctx.db);
  return moved;
}

async function bury(ctx: Ctx, survivorId: number, loserIds: readonly number[], mergeId: number): Promise<void> {
  await sql`
    update customers.tombstones set customer_id = ${survivorId}
    where customer_id = any(${loserIds}::bigint[])`.execute(ctx.db);
  await sql`
    insert into customers.tombstones (merged_id, customer_id, into_id, merge_id, merged_at, code)
    select customer_id, ${survivorId}, ${survivorId}, ${mergeId}, ${ctx.now}, code
    from customers.customers where customer_id = any(${loserIds}::bigint[])`.execute(ctx.db);
}

async function note(ctx: Ctx, plan: Plan, mergeId: number, moved: ReturnType<typeof counted>): Promise<void> {
  const mergedIds = losersOf(plan);
  await ctx.db
    .insertInto('customers.merges')
    .values(
      mergedIds.map((mergedId) => ({
        merge_id: mergeId,
        merged_id: mergedId,
        into_id: plan.survivorId,
        rule: plan.rule,
        moved: JSON.stringify(moved),
        merged_at: ctx.now,
        merged_by: ctx.actor.kind === 'user' ? ctx.actor.id : null,
        merged_by_name: ctx.actor.name,
      })),
    )
    .execute();
  await recordAudit(ctx, [
    {
      action: 'customers.merged',
      subjectType: 'customer',
      subjectId: plan.survivorId,
      after: { mergeId, mergedIds, rule: plan.rule, choices: plan.choices },
    },
  ]);
  await emit(ctx, 'customers.merged', [plan.survivorId]);
}
