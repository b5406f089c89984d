/**
 * Takes back what an import did to customers. Whoever it made goes, unless something or somebody else stands on them: a row of
 * any module that another import, a person or a program wrote, a merge, a hand that changed the profile. Such a customer
 * stays as they are. Of customers there were before, values go back to what they were, and tags, dates and identifiers of the
 * file go; what changed since stays. Customers whom an import undone earlier left for the sake of later facts go with these.
 * Cost: one look of the import's customers into each table that is told of; what is deleted is read by its key.
 */
import { sql, type RawBuilder } from 'kysely';
import type { BatchUndo, Undone, UndoScope } from '#platform/batch-undo.ts';
import type { Ctx } from '#platform/context.ts';
import { emitFor } from '#platform/events.ts';
import { planFormer, restoreFormer } from '#platform/former-values.ts';
import type { OwnedTable } from '#platform/owned-tables.ts';
import { restoreRows, valueStanding } from './former-rows.ts';
import { aloneFromHere } from './holding.ts';
import { FORMER } from './profiles.ts';
import { takeBackChecks } from './quality/former-checks.ts';
import { takeBackTerms } from './terms.ts';

const PROFILE = 'customers.customers';

export const customersUndo: BatchUndo = {
  foresee: async (ctx, scope) => {
    await plan(ctx, scope);
    return outcome(ctx, scope);
  },
  undo: async (ctx, scope) => {
    await aloneFromHere(ctx);
    await plan(ctx, scope);
    const undone = await outcome(ctx, scope);
    await emitFor(ctx, 'customers.recorded', touched(scope.batchId));
    await takeAway(ctx, scope.batchId);
    await restoreRows(ctx);
    await takeBackTerms(ctx, scope.batchId, isMerged(sql`t`));
    await restoreFormer(ctx, FORMER, scope.batchId);
    await takeBackChecks(ctx, scope.batchId, isMerged(sql`k`));
    await removeLeaving(ctx, scope);
    return undone;
  },
};

async function plan(ctx: Ctx, scope: UndoScope): Promise<void> {
  const { rows } = await sql<{ batch_id: number }>`
    select batch_id from ingest.batches where state = 'undone'`.execute(ctx.db);
  const gone = [...rows.map((row) => row.batch_id), scope.batchId];
  await sql`drop table if exists pg_temp.made_customers, pg_temp.holding, pg_temp.going_rows`.execute(ctx.db);
  await sql`
    create temp table made_customers on commit drop as
    select customer_id, batch_id from customers.customers where batch_id = any(${gone}::bigint[])`.execute(ctx.db);
  await sql`create unique index on pg_temp.made_customers (customer_id)`.execute(ctx.db);
  await sql`analyze made_customers`.execute(ctx.db);
  await sql`
    create temp table holding on commit drop as ${sql.join(reasons(scope.ownedTables, gone), sql` union `)}`.execute(
    ctx.db,
  );
  await sql`create index on pg_temp.holding (customer_id)`.execute(ctx.db);
  await planFormer(ctx, FORMER, scope.batchId, valueStanding, isMerged(sql`f`));
  await planAround(ctx, scope);
}

/** Selects `customer_id, why`: whoever of `made_customers` something else stands on. */
function reasons(tables: readonly OwnedTable[], gone: readonly number[]): RawBuilder<unknown>[] {
  const own = sql`
    select c.customer_id, case when c.taken_over then 'changed' else 'erased' end as why
    from customers.customers c join made_customers using (customer_id) where c.taken_over or c.erased_at is not null`;
  const standing = tables.filter(keepsSomebody).flatMap((one) => {
    const why = one.onMerge === 'itself' ? 'merged' : (one.heldAs ?? one.table);
    const by = (one.broughtBy ?? []).map(
      (column) => sql`and coalesce(${sql.ref(`t.${column}`)} <> all(${gone}::bigint[]), true)`,
    );
    const condition = sql`${sql.join(by, sql` `)} ${typeof one.holds === 'string' ? sql`and (${sql.raw(one.holds)})` : sql``}`;
    return ['customer_id', ...(one.refersTo ? [one.refersTo] : [])].map(
      (column) => sql`
        select m.customer_id, ${why}::text from ${sql.table(one.table)} t
        join made_customers m on m.customer_id = ${sql.ref(`t.${column}`)} where true ${condition}`,
    );
  });
  return [own, ...standing];
}

/** Parts go with what they are part of. */
const keepsSomebody = (one: OwnedTable): boolean =>
  one.table !== PROFILE &&
  !one.partOf &&
  one.holds !== false &&
  (typeof one.holds === 'string' || ['move', 'unite', 'itself'].includes(one.onMerge));

const isMerged = (alias: RawBuilder<unknown>) => sql<boolean>`exists (
  select from customers.merged_profiles p where p.customer_id = ${alias}.customer_id)`;

/** `going_rows (what, customer_id, …)`: what the file put on customers there were before, and nobody relies on since. */
async function planAround(ctx: Ctx, { batchId, ownedTables }: UndoScope): Promise<void> {
  const before = sql`join customers.customers c using (customer_id)
    where t.batch_id = ${batchId} and c.batch_id is distinct from ${batchId} and not ${isMerged(sql`t`)}`;
  const namedSince = ownedTables.flatMap(({ table, namedBy, broughtBy = [] }) => {
    if (!namedBy) return [];
    const since = broughtBy.map((column) => sql`and ${sql.ref(`fact.${column}`)} is distinct from ${batchId}::bigint`);
    return [
      sql`and not exists (select from ${sql.table(table)} fact where fact.customer_id = t.customer_id
        and ${sql.ref(`fact.${namedBy.column}`)} = customers.identity_key(t.kind, t.namespace, t.value) ${sql.join(since, sql` `)})`,
    ];
  });
  await sql`
    create temp table going_rows on commit drop as
    select 'identities' as what, t.customer_id, t.kind, t.namespace, t.value, null::bigint as id
    from customers.identities t ${before} ${sql.join(namedSince, sql` `)}
    union all select 'tags', t.customer_id, null, null, null, t.tag_id from customers.customer_tags t ${before}
    union all select 'dates', t.customer_id, null, null, null, t.date_id from customers.dates t ${before}
      and not exists (select from customers.former_values f
        where (f.customer_id, f.batch_id, f.field) = (t.customer_id, t.batch_id, 'date:' || t.kind))`.execute(ctx.db);
}

const LEAVING = sql`select customer_id from made_customers where customer_id not in (select customer_id from holding)`;

/** Whoever stays and is another now, and those whom somebody who leaves resembled. */
const touched = (batchId: number) => sql`
  select customer_id from (
    select customer_id from going_values where outcome = 'restored'
    union select customer_id from going_rows
    union select customer_id from customers.relations where batch_id = ${batchId}
    union select customer_id from customers.past_terms where batch_id = ${batchId}
    union select p.other_id from customers.duplicate_pairs p where p.customer_id in (${LEAVING})
  ) as other where customer_id not in (${LEAVING})`;

async function outcome(ctx: Ctx, { batchId, kind, counts }: UndoScope): Promise<Partial<Undone>> {
  const { rows } = await sql<Record<string, number>>`
    select (select count(*)::int from (${LEAVING}) as leaving) as leaving,
      (select count(distinct customer_id)::int from holding join made_customers using (customer_id) where batch_id = ${batchId}) as staying,
      (select count(*)::int from made_customers where batch_id = ${batchId}) as made,
      count(*) filter (where what = 'identities')::int as identities, count(*) filter (where what = 'tags')::int as tags,
      count(*) filter (where what = 'dates')::int as dates,
      (select ceil(count(*) / 2.0)::int from customers.relations where batch_id = ${batchId}) as relations,
      (select count(*)::int from going_values where outcome = 'restored') as restored,
      (select count(*)::int from going_values where outcome <> 'restored') as kept
    from going_rows`.execute(ctx.db);
  const found = rows[0] ?? {};
  const { rows: why } = await sql<{ why: string; customers: number }>`
    select why, count(distinct customer_id)::int as customers
    from holding join made_customers using (customer_id) where batch_id = ${batchId} group by why`.execute(ctx.db);
  // A record that was merged into another is no customer any more; the other one stays.
  const madeThen = kind === 'customers' ? counts.created : counts.customersCreated;
  const mergedAway = Math.max(0, (madeThen ?? 0) - (found.made ?? 0));
  const because = Object.fromEntries(why.map((row) => [row.why, row.customers]));
  return {
    removed: {
      customers: found.leaving ?? 0,
      identities: found.identities ?? 0,
      tags: found.tags ?? 0,
      dates: found.dates ?? 0,
      relations: found.relations ?? 0,
    },
    restored: { values: found.restored ?? 0 },
    kept: { customers: (found.staying ?? 0) + mergedAway, values: found.kept ?? 0 },
    because: mergedAway > 0 ? { ...because, merged: (because['merged'] ?? 0) + mergedAway } : because,
  };
}

/** Relations go from both sides. A phone or e-mail that goes is shown no longer; the one known longest takes its place. */
async function takeAway(ctx: Ctx, batchId: number): Promise<void> {
  await sql`
    delete from customers.identities i using going_rows g
    where g.what = 'identities' and (i.kind, i.namespace, i.value, i.customer_id) = (g.kind, g.namespace, g.value, g.customer_id)`.execute(
    ctx.db,
  );
  for (const kind of ['phone', 'email'] as const) {
    const column = sql.ref(kind);
    await sql`
      update customers.customers c set updated_at = ${ctx.now}, ${column} = (
        select i.value from customers.identities i
        where i.customer_id = c.customer_id and i.kind = ${kind} and i.namespace = '' order by i.added_at, i.value limit 1)
      from going_rows g
      where g.what = 'identities' and g.kind = ${kind} and g.customer_id = c.customer_id and g.value = ${sql.ref(`c.${kind}`)}
        and not exists (select from going_values v where v.customer_id = c.customer_id and v.field = ${kind} and v.outcome = 'restored')`.execute(
      ctx.db,
    );
  }
  await sql`
    delete from customers.customer_tags t using going_rows g
    where g.what = 'tags' and (t.customer_id, t.tag_id) = (g.customer_id, g.id)`.execute(ctx.db);
  await sql`
    delete from customers.dates t using going_rows g
    where g.what = 'dates' and (t.customer_id, t.date_id) = (g.customer_id, g.id)`.execute(ctx.db);
  await sql`delete from customers.relations where batch_id = ${batchId}`.execute(ctx.db);
}

/** Everything of everybody who leaves, in whatever module it lies: nothing is left that refers to nobody. */
async function removeLeaving(ctx: Ctx, { ownedTables }: UndoScope): Promise<void> {
  await sql`drop table if exists pg_temp.leaving`.execute(ctx.db);
  await sql`create temp table leaving on commit drop as ${LEAVING}`.execute(ctx.db);
  await sql`create unique index on pg_temp.leaving (customer_id)`.execute(ctx.db);
  await sql`analyze leaving`.execute(ctx.db);
  await emitFor(ctx, 'customers.removed', sql`select customer_id from leaving`);
  for (const { table, partOf, refersTo } of ownedTables) {
    if (table === PROFILE || partOf) continue;
    for (const column of ['customer_id', ...(refersTo ? [refersTo] : [])])
      await sql`
        delete from ${sql.table(table)} t using leaving l where l.customer_id = ${sql.ref(`t.${column}`)}`.execute(
        ctx.db,
      );
  }
  await sql`delete from customers.duplicate_pairs p using leaving l where l.customer_id = p.other_id`.execute(ctx.db);
  await sql`delete from customers.customers c using leaving l where l.customer_id = c.customer_id`.execute(ctx.db);
}
