import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEMO_SEED } from '#db/demo/brand.ts';
import { demoParameters } from '#db/demo/parameters.ts';
import { refreshAllRollups } from '#modules/orders/index.ts';
import { inTransaction } from '#platform/context.ts';
import { loadDemoBrand } from '#test/demo-brand.ts';
import { testDatabase } from '#test/database.ts';
import { getAffinity } from './affinity-page.ts';
import { refreshAffinity, type AffinityState } from './affinity-tables.ts';
import { getRecommendations, recommendForBasket } from './recommendations.ts';

const { ctx } = await testDatabase();
let state: AffinityState;

beforeAll(async () => {
  await loadDemoBrand(ctx, 3_000);
  await inTransaction(ctx, refreshAllRollups);
  state = await refreshAffinity(ctx);
}, 300_000);

const productIdOf = async (sku: string): Promise<number> =>
  (await ctx.db.selectFrom('catalog.products').select('product_id').where('sku', '=', sku).executeTakeFirstOrThrow())
    .product_id;

describe('products bought together', () => {
  it('finds the pairs that were put into the demo brand, surest first, and the counts are right', async () => {
    const { pairs } = await getAffinity(ctx, { limit: 500 });
    const found = new Set(pairs.map(({ first, second }) => [first.sku, second.sku].toSorted().join('+')));
    const planted = demoParameters(DEMO_SEED, 3_000).pairs.map(({ sku, companion }) =>
      [sku, companion].toSorted().join('+'),
    );
    expect(planted.filter((pair) => found.has(pair)).length).toBeGreaterThanOrEqual(planted.length - 1);
    for (const pair of pairs) {
      expect(pair.low).toBeGreaterThan(1);
      expect(pair.qValue).toBeLessThanOrEqual(0.05);
      expect(pair.lift).toBeCloseTo((pair.both * state.baskets) / pair.firstBaskets / pair.secondBaskets, 3);
    }
    const lows = pairs.map(({ low }) => low);
    expect(lows).toEqual(lows.toSorted((a, b) => b - a));
  });

  it('counts a basket once per order: as a count by SQL', async () => {
    const [pair] = (await getAffinity(ctx, { limit: 1 })).pairs;
    const { rows } = await sql<{ both: number }>`
      select count(*)::int as both from orders.orders o
      where status <> 'cancelled' and placed_at <= ${ctx.now} and placed_at > ${ctx.now}::timestamptz - interval '365 days'
        and (select count(distinct product_id) from orders.order_lines l
          where l.customer_id = o.customer_id and l.order_id = o.order_id and quantity > 0
            and product_id in (${pair!.first.productId}, ${pair!.second.productId})) = 2`.execute(ctx.db);
    expect(rows[0]?.both).toBe(pair!.both);
  });

  it('offers bundles of which every two go together', async () => {
    const { bundles, pairs } = await getAffinity(ctx, { limit: 500 });
    const together = new Set(pairs.map(({ first, second }) => `${first.productId},${second.productId}`));
    for (const { products } of bundles) {
      const ids = products.map(({ productId }) => productId).toSorted((a, b) => a - b);
      ids.forEach((id, i) => ids.slice(i + 1).forEach((other) => expect(together).toContain(`${id},${other}`)));
    }
  });
});

describe('the next product', () => {
  it('finds after-sun care after sun protection', async () => {
    const afterSun = await productIdOf('SN201');
    const { next } = await getAffinity(ctx, { productId: afterSun, limit: 100 });
    const before = next.filter((one) => one.next.productId === afterSun).map(({ first }) => first.sku);
    expect(before).toContain('SN101');
    const sequence = next.find(({ first }) => first.sku === 'SN101')!;
    expect(sequence.share).toBeCloseTo(sequence.bought / sequence.buyers, 6);
    expect(sequence.medianDays).toBeGreaterThan(7);
    expect(sequence.low).toBeGreaterThan(1);
  });
});

describe('recommendations', () => {
  it('leave out what is owned, of the same family, or not sold, and each says why', async () => {
    const device = await productIdOf('DV102');
    const { rows: owners } = await sql<{ customer_id: number }>`
      select distinct customer_id from orders.order_lines where product_id = ${device} order by 1 limit 5`.execute(
      ctx.db,
    );
    expect(owners.length).toBeGreaterThan(0);
    for (const { customer_id } of owners) {
      const { rows, personal } = await getRecommendations(ctx, customer_id, { personal: 'yes', limit: 20 });
      expect(personal).toBe(true);
      expect(rows.map(({ productId }) => productId)).not.toContain(device);
      expect(new Set(rows.map(({ productId }) => productId)).size).toBe(rows.length);
      for (const { sentence, kind, because } of rows) {
        expect(sentence.zh).not.toBe('');
        expect(kind === 'popular').toBe(because === null);
      }
    }
  });

  it('without the person are best sellers, the same for everybody', async () => {
    const lists = [];
    for (const customerId of [1, 2, 3].map((n) => n * 100))
      lists.push(await getRecommendations(ctx, customerId, { personal: 'no', limit: 6 }));
    expect(lists[0]!.rows).toHaveLength(6);
    expect(lists[0]).toMatchObject({ personal: false });
    for (const list of lists) expect(list).toEqual(lists[0]);
    expect(lists[0]!.rows.every(({ kind }) => kind === 'popular')).toBe(true);
  });

  it('of an inactive product are not made', async () => {
    const [best] = await recommendForBasket(ctx, [], 1);
    await ctx.db
      .updateTable('catalog.products')
      .set({ active: false })
      .where('product_id', '=', best!.productId)
      .execute();
    const after = await recommendForBasket(ctx, [], 20);
    expect(after.map(({ productId }) => productId)).not.toContain(best!.productId);
    await ctx.db.updateTable('catalog.products').set({ active: true }).execute();
  });

  it('go by the basket alone where no customer is known', async () => {
    const [first] = await recommendForBasket(ctx, ['SK101', 'no such thing'], 3);
    expect(first).toMatchObject({ sku: 'MK101', kind: 'together', because: { sku: 'SK101' } });
  });
});
