import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { copyIn, copyRow } from '#platform/copy.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor, TOTAL_CAP } from '#shared/page.ts';
import type * as contract from './contract.ts';
import type { ProductDraft } from './contract.ts';
import { applyStagedProducts, type ProductCounts } from './staged.ts';

/** Makes products, or sets what is given of those that exist, by sku. */
export async function recordProducts(ctx: Ctx, drafts: readonly ProductDraft[]): Promise<ProductCounts> {
  return inTransaction(ctx, async (ctx) => {
    const { rows } = await sql<{ batch_id: number }>`
      select -pg_current_xact_id()::text::bigint as batch_id`.execute(ctx.db);
    const batchId = rows[0]?.batch_id ?? 0;
    await copyIn(
      ctx,
      'catalog.staged_products (batch_id, row_no, sku, name, category, family, price_cents, cost_cents, durable, active)',
      drafts.map((d, row) =>
        copyRow([batchId, row, d.sku, d.name, d.category, d.family, d.priceCents, d.costCents, d.durable, d.active]),
      ),
    );
    const counts = await applyStagedProducts(ctx, batchId, 'overwrite');
    await sql`delete from catalog.staged_products where batch_id = ${batchId}`.execute(ctx.db);
    await recordAudit(ctx, [
      { action: 'products.recorded', subjectType: 'products', subjectId: null, after: { ...counts } },
    ]);
    return counts;
  });
}

type ProductPage = AnswerOf<typeof contract.listProducts>;

/** By sku. The search looks for the beginning of the sku or for a part of the name. */
export async function listProducts(ctx: Ctx, query: QueryOf<typeof contract.listProducts>): Promise<ProductPage> {
  const cursor = query.after ? decodeCursor(query.after, 1) : null;
  const search = query.search ? likeText(query.search) : null;
  const matching = sql`
    ${search ? sql`(p.sku ilike ${`${search}%`} or p.name ilike ${`%${search}%`})` : sql`true`}
    and ${query.categoryId ? sql`p.category_id = ${query.categoryId}` : sql`true`}
    and ${query.ids ? sql`p.product_id = any(${query.ids.map(Number).filter(Number.isSafeInteger)}::bigint[])` : sql`true`}`;
  const { rows: found } = await sql<ProductPage['rows'][number]>`
    select p.product_id as "productId", p.sku, p.name, c.name as category, p.family, p.price_cents as "priceCents",
      p.cost_cents as "costCents", p.durable, p.active
    from catalog.products p left join catalog.categories c using (category_id)
    where ${matching} ${cursor ? sql`and p.sku > ${cursor[0]}` : sql``}
    order by p.sku limit ${query.limit + 1}`.execute(ctx.db);
  const { rows: counted } = await sql<{ count: number }>`
    select count(*)::int as count
    from (select from catalog.products p where ${matching} limit ${TOTAL_CAP + 1}) as capped`.execute(ctx.db);
  const rows = found.slice(0, query.limit);
  const count = counted[0]?.count ?? 0;
  return {
    rows,
    next: found.length > query.limit ? encodeCursor([rows.at(-1)?.sku ?? '']) : null,
    total: { count: Math.min(count, TOTAL_CAP), capped: count > TOTAL_CAP },
  };
}

/** The text itself, whatever it holds of `%` and `_`. */
const likeText = (text: string) => text.replace(/[\\%_]/g, String.raw`\$&`);
