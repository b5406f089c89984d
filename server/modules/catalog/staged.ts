/** From staged rows to products: the one path for files and for the API, set-based over the whole batch. */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { keepFormer, type Kept } from '#platform/former-values.ts';
import type { ImportPolicy } from '#platform/importer.ts';
import { currentBatch } from '#platform/provenance.ts';
import { ensureCategories } from './categories.ts';

/** `duplicates` are rows that name a product an earlier row of the batch named; the later values stay. */
export type ProductCounts = { created: number; updated: number; unchanged: number; duplicates: number };

const COLUMNS = ['name', 'category', 'family', 'price_cents', 'cost_cents', 'durable', 'active'] as const;

export async function applyStagedProducts(ctx: Ctx, batchId: number, policy: ImportPolicy): Promise<ProductCounts> {
  await ensureCategories(ctx, sql`select category from catalog.staged_products where batch_id = ${batchId}`);
  const counts = await checkStagedProducts(ctx, batchId, policy);
  await keepFormer(ctx, FORMER, changedProducts);
  await sql`
    insert into catalog.products (sku, name, category_id, family, price_cents, cost_cents, durable, active, created_at,
      updated_at)
    select n.sku, n.name, c.category_id, n.family, n.price_cents, n.cost_cents, n.durable, n.active, ${ctx.now}, ${ctx.now}
    from next_products n left join catalog.categories c on c.name = n.category
    where n.outcome <> 'unchanged'
    order by n.sku
    on conflict (sku) do update set name = excluded.name, category_id = excluded.category_id, family = excluded.family,
      price_cents = excluded.price_cents, cost_cents = excluded.cost_cents, durable = excluded.durable,
      active = excluded.active, updated_at = excluded.updated_at,
      taken_over = products.taken_over or ${currentBatch} is null`.execute(ctx.db);
  return counts;
}

/** Where the values of products that files changed are kept. */
export const FORMER: Kept = { table: 'catalog.products', key: 'product_id', former: 'catalog.former_values' };

const changedProducts = sql`
  select p.product_id, n.name, c.category_id, n.family, n.price_cents, n.cost_cents, n.durable, n.active
  from next_products n join catalog.products p using (sku) left join catalog.categories c on c.name = n.category
  where n.outcome = 'updated'`;

/** What applying would do; leaves `next_products`, every product of the batch as it would be. */
export async function checkStagedProducts(ctx: Ctx, batchId: number, policy: ImportPolicy): Promise<ProductCounts> {
  await sql`drop table if exists pg_temp.next_products`.execute(ctx.db);
  await sql`
    create temp table next_products on commit drop as
    with said as (${lastSaid(batchId)}),
    next as (
      select said.sku, said.rows, p.product_id is not null as known,
        ${pick('name', policy, sql`said.sku`)}, ${pick('category', policy, sql`null`)}, ${pick('family', policy, sql`null`)},
        ${pick('price_cents', policy, sql`null`)}, ${pick('cost_cents', policy, sql`null`)},
        ${pick('durable', policy, sql`false`)}, ${pick('active', policy, sql`true`)}
      from said left join (${known}) as p using (sku)
    )
    select next.*, case
      when not next.known then 'created'
      when (${refs('next')}) is distinct from (${refs('p')}) then 'updated'
      else 'unchanged' end as outcome
    from next left join (${known}) as p using (sku)`.execute(ctx.db);
  const { rows } = await sql<ProductCounts>`
    select count(*) filter (where outcome = 'created')::int as created,
      count(*) filter (where outcome = 'updated')::int as updated,
      count(*) filter (where outcome = 'unchanged')::int as unchanged,
      coalesce(sum(rows - 1), 0)::int as duplicates
    from next_products`.execute(ctx.db);
  return rows[0] ?? { created: 0, updated: 0, unchanged: 0, duplicates: 0 };
}

const known = sql`
  select p.product_id, p.sku, p.name, c.name as category, p.family, p.price_cents, p.cost_cents, p.durable, p.active
  from catalog.products p left join catalog.categories c using (category_id)`;

function lastSaid(batchId: number): RawBuilder<unknown> {
  const last = COLUMNS.map((column) => {
    const ref = sql.ref(column);
    return sql`(array_agg(${ref} order by row_no desc) filter (where ${ref} is not null))[1] as ${ref}`;
  });
  return sql`
    select coalesce(sku, name) as sku, count(*) as rows, ${sql.join(last)}
    from catalog.staged_products where batch_id = ${batchId} group by 1`;
}

const refs = (table: string) => sql.join(COLUMNS.map((column) => sql.ref(`${table}.${column}`)));

function pick(column: (typeof COLUMNS)[number], policy: ImportPolicy, blank: RawBuilder<unknown>): RawBuilder<unknown> {
  const [said, stored] = [sql.ref(`said.${column}`), sql.ref(`p.${column}`)];
  if (policy === 'overwrite') return sql`coalesce(${said}, ${stored}, ${blank}) as ${sql.ref(column)}`;
  if (policy === 'fill') return sql`coalesce(${stored}, ${said}, ${blank}) as ${sql.ref(column)}`;
  return sql`case when p.product_id is null then coalesce(${said}, ${blank}) else ${stored} end as ${sql.ref(column)}`;
}
