import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { Recommendation } from './affinity-contract.ts';

export type ProductRef = Pick<Recommendation, 'productId' | 'sku' | 'name' | 'category' | 'priceCents'>;

/** Products by id, as pages refer to them. */
export async function findProducts(ctx: Ctx, productIds: readonly number[]): Promise<Map<number, ProductRef>> {
  if (productIds.length === 0) return new Map();
  const { rows } = await sql<ProductRef>`
    select product_id as "productId", sku, p.name, c.name as category, price_cents as "priceCents"
    from catalog.products p left join catalog.categories c using (category_id)
    where product_id = any(${[...new Set(productIds)]}::bigint[])`.execute(ctx.db);
  return new Map(rows.map((row) => [row.productId, row]));
}
