/**
 * Takes a merge apart again. The rule: each record gets back its own profile as it was, and everything it brought along,
 * wherever that has gone by later merges. What came later stays with the survivor, except facts that name an identity
 * which went back. A value somebody wrote since stays with the survivor; one that came from the record makes room for
 * what would have stood without it. Records merged into the leaving one leave with it.
 */
import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { ConflictError, NotFoundError } from '#platform/errors.ts';
import { emit } from '#platform/events.ts';
import { alone } from './holding.ts';
import { familyOf, readTombstones, type Tombstone } from './merge-family.ts';
import { insertRows } from './merge-images.ts';
import { profileOf, readMembers, withoutMembers, writeMembers, writeProfile, type Members } from './merge-profile.ts';
import { partRows, type NamedBy, type Tables } from './merge-rows.ts';
import { requireCustomer } from './scope.ts';

/** All records of the merge, or those given. Answers whom this call has restored; nobody, when they stand already. */
export function undoMerge(
  ctx: Ctx,
  tables: Tables,
  mergeId: number,
  recordIds?: readonly number[],
): Promise<{ restoredIds: number[] }> {
  return alone(ctx, async (ctx) => {
    const merged = await findMerged(ctx, mergeId, recordIds);
    for (const recordId of merged) await part(ctx, tables, recordId);
    await sql`
      update customers.merges set undone_at = ${ctx.now}, undone_by_name = ${ctx.actor.name},
        undone_by = ${ctx.actor.kind === 'user' ? ctx.actor.id : null}
      where merge_id = ${mergeId} and merged_id = any(${merged}::bigint[])`.execute(ctx.db);
    return { restoredIds: merged };
  });
}

async function findMerged(ctx: Ctx, mergeId: number, recordIds?: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ merged_id: number; living_id: number; merged: boolean }>`
    select m.merged_id, coalesce(t.customer_id, m.merged_id) as living_id, m.merge_id = t.merge_id as merged
    from customers.merges m left join customers.tombstones t using (merged_id)
    where m.merge_id = ${mergeId} order by m.merged_id`.execute(ctx.db);
  const wanted = rows.filter((row) => recordIds?.includes(row.merged_id) ?? true);
  if (wanted.length === 0) throw new NotFoundError('customers.merge_not_found', 'There is no such merge.');
  for (const livingId of new Set(wanted.map((row) => row.living_id))) await requireCustomer(ctx, livingId);
  return wanted.filter((row) => row.merged).map((row) => row.merged_id);
}

async function part(ctx: Ctx, tables: Tables, recordId: number): Promise<void> {
  const { rows } = await sql<{ customer_id: number; merged_at: Date }>`
    select customer_id, merged_at from customers.tombstones where merged_id = ${recordId}`.execute(ctx.db);
  const [tombstone] = rows;
  if (!tombstone) throw new Error('a merged record without its tombstone');
  const holderId = tombstone.customer_id;
  const before = await readTombstones(ctx, [holderId]);
  const leaving = familyOf(recordId, before);
  const members = (await readMembers(ctx, [holderId])).get(holderId);
  if (!members || leaving.some((one) => !members.has(one)))
    throw new ConflictError('customers.undo_impossible', 'The data of this record have been erased.');
  const named = await identitiesOf(ctx, holderId, leaving, tombstone.merged_at);
  await restoreProfile(ctx, recordId, new Map(leaving.flatMap((one) => [...entryOf(members, one)])));
  const after = await raise(ctx, recordId, holderId, leaving);
  const family = (tombstones: readonly Tombstone[]) => (id: number) => familyOf(id, tombstones);
  const staying = withoutMembers(members, new Set(leaving), family(before));
  await writeMembers(ctx, holderId, staying);
  await writeProfile(ctx, holderId, profileOf(new Map(staying), holderId));
  await partRows(ctx, tables, holderId, recordId, family(before), family(after), named);
  for (const customerId of [holderId, recordId]) await mendContacts(ctx, customerId);
  await recordAudit(ctx, [
    { action: 'customers.unmerged', subjectType: 'customer', subjectId: holderId, after: { restoredId: recordId } },
    { action: 'customers.unmerged', subjectType: 'customer', subjectId: recordId, after: { survivorId: holderId } },
  ]);
  await emit(ctx, 'customers.merged', [holderId, recordId]);
}

function entryOf(members: Members, recordId: number): Members {
  const member = members.get(recordId);
  return new Map(member ? [[recordId, member]] : []);
}

async function identitiesOf(ctx: Ctx, holderId: number, leaving: readonly number[], since: Date): Promise<NamedBy> {
  const { rows } = await sql<{ key: string; leaves: boolean }>`
    select customers.identity_key(i.kind, i.namespace, i.value)::text as key, exists (
      select from customers.merged_rows m
      where m.customer_id = i.customer_id and m.table_name = 'customers.identities'
        and m.key = jsonb_build_array(i.kind, i.namespace, i.value) and m.origin_id = any(${leaving}::bigint[])) as leaves
    from customers.identities i where i.customer_id = ${holderId}`.execute(ctx.db);
  const keys = (leaves: boolean) => rows.filter((row) => row.leaves === leaves).map((row) => row.key);
  return { leaving: keys(true), staying: keys(false), since };
}

/** The record is there again as it was, under its old id. */
async function restoreProfile(ctx: Ctx, recordId: number, members: Members): Promise<void> {
  const profile = JSON.stringify({ ...profileOf(members, recordId), updated_at: ctx.now });
  await insertRows(ctx, { table: 'customers.customers' }, sql`select ${profile}::jsonb`);
  await writeMembers(ctx, recordId, members);
}

async function raise(ctx: Ctx, recordId: number, holderId: number, leaving: readonly number[]): Promise<Tombstone[]> {
  await sql`delete from customers.tombstones where merged_id = ${recordId}`.execute(ctx.db);
  await sql`
    update customers.tombstones set customer_id = ${recordId} where merged_id = any(${leaving}::bigint[])`.execute(
    ctx.db,
  );
  return readTombstones(ctx, [holderId, recordId]);
}

/**
 * A phone or e-mail that was given up since makes room for another of the customer's identities. One that somebody else is
 * known by, as a family's telephone, stands in a profile as it was.
 */
async function mendContacts(ctx: Ctx, customerId: number): Promise<void> {
  for (const kind of ['phone', 'email'] as const) {
    const mine = sql`from customers.known_identities i where i.customer_id = ${customerId} and i.kind = ${kind} and i.namespace = ''`;
    await sql`
      update customers.customers set ${sql.ref(kind)} = (select i.value ${mine} order by i.added_at, i.value limit 1)
      where customer_id = ${customerId} and ${sql.ref(kind)} is not null
        and not exists (
          select from customers.identities i
          where i.kind = ${kind} and i.namespace = '' and i.value = ${sql.ref(`customers.customers.${kind}`)})`.execute(
      ctx.db,
    );
  }
}
