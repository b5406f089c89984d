/**
 * Takes back what an import did to products. Whatever it made goes, unless an order of another origin names it, another
 * import changed it, or somebody else did; of products there were before, values go back to what they were.
 */
import { sql, type RawBuilder } from 'kysely';
import type { BatchUndo, Undone, UndoScope } from '#platform/batch-undo.ts';
import type { Ctx } from '#platform/context.ts';
import { planFormer, restoreFormer } from '#platform/former-values.ts';
import type { OwnedTable } from '#platform/owned-tables.ts';
import { FORMER } from './staged.ts';

export const productsUndo: BatchUndo = {
  foresee: async (ctx, scope) => {
    await plan(ctx, scope);
    return outcome(ctx, scope);
  },
  undo: async (ctx, scope) => {
    await plan(ctx, scope);
    const undone = await outcome(ctx, scope);
    await restoreFormer(ctx, FORMER, scope.batchId);
    await sql`delete from catalog.products p using made_products m where m.leaves and m.product_id = p.product_id`.execute(
      ctx.db,
    );
    return undone;
  },
};

async function plan(ctx: Ctx, { batchId, ownedTables }: UndoScope): Promise<void> {
  const { rows } = await sql<{ batch_id: number }>`
    select batch_id from ingest.batches where state = 'undone'`.execute(ctx.db);
  const gone = sql`${[...rows.map((row) => row.batch_id), batchId]}::bigint[]`;
  await sql`drop table if exists pg_temp.made_products`.execute(ctx.db);
  await sql`
    create temp table made_products on commit drop as
    select p.product_id, p.batch_id, not p.taken_over and not exists (
        select from catalog.former_values f where f.product_id = p.product_id and f.batch_id <> all(${gone})) as leaves
    from catalog.products p where p.batch_id = any(${gone})`.execute(ctx.db);
  await sql`analyze made_products`.execute(ctx.db);
  for (const used of uses(ownedTables, gone))
    await sql`
      update made_products set leaves = false
      where leaves and product_id in (${used})`.execute(ctx.db);
  await planFormer(ctx, FORMER, batchId);
}

/** Selects the products that rows of another origin name. A part came by the import by which its whole came. */
function uses(tables: readonly OwnedTable[], gone: RawBuilder<unknown>): RawBuilder<unknown>[] {
  return tables.flatMap((one) => {
    const { table, products, partOf } = one;
    if (!products) return [];
    const whole = partOf ? tables.find((other) => other.table === partOf.table) : one;
    const by = ['customer_id', ...(partOf?.by ?? one.key)].map(
      (column) => sql`${sql.ref(`w.${column}`)} = ${sql.ref(`t.${column}`)}`,
    );
    const elsewhere = (whole?.broughtBy ?? []).map(
      (column) => sql`and coalesce(${sql.ref(`w.${column}`)} <> all(${gone}), true)`,
    );
    return [
      sql`
        select named.product from (
          select ${sql.raw(products)} as product from ${sql.table(table)} t
          join ${sql.table(whole?.table ?? table)} w on ${sql.join(by, sql` and `)} ${sql.join(elsewhere, sql` `)}
        ) as named where named.product in (select product_id from made_products where leaves)`,
    ];
  });
}

async function outcome(ctx: Ctx, { batchId, kind }: UndoScope): Promise<Partial<Undone>> {
  const { rows } = await sql<Record<string, number>>`
    select (select count(*)::int from made_products where leaves) as leaving,
      (select count(*)::int from made_products where not leaves and batch_id = ${batchId}) as staying,
      count(*) filter (where outcome = 'restored')::int as restored, count(*) filter (where outcome <> 'restored')::int as kept
    from going_values`.execute(ctx.db);
  const { leaving = 0, staying = 0, restored = 0, kept = 0 } = rows[0] ?? {};
  // Of orders the products are by the way; whether they stay concerns nobody.
  return {
    removed: { products: leaving },
    restored: { productValues: restored },
    kept: { products: kind === 'products' ? staying : 0, productValues: kept },
  };
}
