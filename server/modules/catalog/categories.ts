import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { Category } from './contract.ts';

/** All of them, by name, each with the number of its products. */
export async function listCategories(ctx: Ctx): Promise<Category[]> {
  const { rows } = await sql<Category>`
    select c.category_id as "categoryId", c.name, count(p.product_id)::int as products
    from catalog.categories c left join catalog.products p using (category_id)
    group by c.category_id order by c.name`.execute(ctx.db);
  return rows;
}

/** Makes the categories nobody has made; `names` selects one text column. */
export async function ensureCategories(ctx: Ctx, names: RawBuilder<unknown>): Promise<void> {
  await sql`
    insert into catalog.categories (name)
    select distinct name from (${names}) as wanted (name)
    where name is not null and not exists (select from catalog.categories c where c.name = wanted.name)
    order by name
    on conflict (name) do nothing`.execute(ctx.db);
}
