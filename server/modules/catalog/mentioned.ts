import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { ensureCategories } from './categories.ts';

/**
 * Makes the products that order lines name and nobody knows. `mentions` selects `sku, name, category` (text), one row per
 * line rather than distinct ones: of several spellings the most frequent becomes the name. A line without sku is known
 * by its name, so a line's product is the one with `sku = coalesce(line.sku, line.name)`. Reads the lines once.
 */
export async function ensureProducts(ctx: Ctx, mentions: RawBuilder<unknown>): Promise<{ created: number }> {
  await sql`drop table if exists pg_temp.missing_products`.execute(ctx.db);
  await sql`
    create temp table missing_products on commit drop as
    select distinct on (sku) sku, coalesce(name, sku) as name, category
    from (
      select coalesce(m.sku, m.name) as sku, m.name, m.category, count(*) as times
      from (${mentions}) as m (sku, name, category)
      where not exists (select from catalog.products known where known.sku = coalesce(m.sku, m.name))
      group by 1, 2, 3
    ) as spellings
    where sku is not null
    order by sku, name is null, times desc, name, category`.execute(ctx.db);
  await ensureCategories(ctx, sql`select category from missing_products`);
  const { numAffectedRows } = await sql`
    insert into catalog.products (sku, name, category_id, created_at, updated_at)
    select m.sku, m.name, c.category_id, ${ctx.now}, ${ctx.now}
    from missing_products m left join catalog.categories c on c.name = m.category
    order by m.sku
    on conflict (sku) do nothing`.execute(ctx.db);
  return { created: Number(numAffectedRows ?? 0) };
}
