import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { inTransaction } from '#platform/context.ts';
import { testDatabase } from '#test/database.ts';
import { listCategories } from './categories.ts';
import { productsImporter } from './importer.ts';
import { ensureProducts } from './mentioned.ts';
import { listProducts, recordProducts } from './products.ts';

const { ctx, db } = await testDatabase();

const ensure = (lines: { sku?: string; name?: string; category?: string }[]) =>
  inTransaction(ctx, (inner) =>
    ensureProducts(
      inner,
      sql`select * from json_to_recordset(${JSON.stringify(lines)}::json) as l (sku text, name text, category text)`,
    ),
  );

test('products that lines name are made once, under their most frequent name', async () => {
  const lines = [
    { sku: 'A-1', name: '?', category: '面膜' },
    { sku: 'A-1', name: '补水面膜', category: '面膜' },
    { sku: 'A-1', name: '补水面膜', category: '面膜' },
    { sku: 'A-1' },
    { name: '无货号的精华' },
    {},
  ];
  expect(await ensure(lines)).toEqual({ created: 2 });
  expect(await ensure(lines)).toEqual({ created: 0 });
  const rows = await db
    .selectFrom('catalog.products as p')
    .leftJoin('catalog.categories as c', 'c.category_id', 'p.category_id')
    .select(['p.sku', 'p.name', 'c.name as category'])
    .orderBy('p.sku')
    .execute();
  expect(rows).toEqual([
    { sku: 'A-1', name: '补水面膜', category: '面膜' },
    { sku: '无货号的精华', name: '无货号的精华', category: null },
  ]);
});

test('two calls that name one new product make it once', async () => {
  const made = await Promise.all(
    Array.from({ length: 5 }, () => ensure([{ sku: 'B-1', name: '同款', category: '套装' }])),
  );
  expect(made.map((m) => m.created).reduce((a, b) => a + b)).toBe(1);
});

const page = async (query: Partial<Parameters<typeof listProducts>[1]>) => listProducts(ctx, { limit: 50, ...query });

test('recording products sets what is given and says what changed', async () => {
  const mask = { sku: 'P-1', name: '玻尿酸面膜', category: '护肤', priceCents: 12_900 };
  expect(await recordProducts(ctx, [mask, { sku: 'P-2', name: '洁面仪', durable: true }])).toMatchObject({
    created: 2,
  });
  expect(await recordProducts(ctx, [mask])).toEqual({ created: 0, updated: 0, unchanged: 1, duplicates: 0 });
  const changes = [
    { sku: 'P-1', name: '玻尿酸面膜 10 片', costCents: 3_000 },
    { sku: 'P-2', name: '洁面仪' },
  ];
  expect(await recordProducts(ctx, changes)).toMatchObject({ created: 0, updated: 1, unchanged: 1 });
  const { rows } = await page({ search: 'p-' });
  expect(rows).toMatchObject([
    {
      sku: 'P-1',
      name: '玻尿酸面膜 10 片',
      category: '护肤',
      priceCents: 12_900,
      costCents: 3_000,
      durable: false,
      active: true,
    },
    { sku: 'P-2', durable: true, category: null, priceCents: null },
  ]);
});

test('a product an order named is completed by its file, not made twice', async () => {
  await ensure([{ sku: 'P-9', name: '旧名' }]);
  const stage = (rows: (string | number | null)[][]) =>
    inTransaction(ctx, async (inner) => {
      for (const [rowNo, [sku, name, category, price]] of rows.entries())
        await sql`insert into catalog.staged_products (batch_id, row_no, sku, name, category, price_cents)
          values (7, ${rowNo}, ${sku}, ${name}, ${category}, ${price})`.execute(inner.db);
      const scope = { batchId: 7, sourceId: 1, sourceCode: 'file' };
      const foreseen = await productsImporter.check(inner, scope);
      const applied = await productsImporter.apply(inner, scope);
      await sql`delete from catalog.staged_products`.execute(inner.db);
      return [foreseen, applied];
    });
  const rows = [
    ['P-9', '新名', '护肤', 100],
    ['P-9', null, null, 200],
    [null, '只有名称', null, null],
  ];
  const counts = { created: 1, updated: 1, unchanged: 0, duplicates: 1 };
  expect(await stage(rows)).toEqual([counts, counts]);
  expect((await page({ search: 'P-9' })).rows).toMatchObject([{ name: '新名', priceCents: 200 }]);
  const again = { created: 0, updated: 0, unchanged: 2, duplicates: 1 };
  expect(await stage(rows)).toEqual([again, again]);
});

test('a row is refused that names nothing or asks a negative price', () => {
  const row = (values: Record<string, string | number>) => productsImporter.fields.map((f) => values[f.code] ?? null);
  expect(productsImporter.stage(row({ priceCents: 1 }))).toMatchObject({ code: 'products.nameless' });
  expect(productsImporter.stage(row({ sku: 'a', costCents: -1 }))).toMatchObject({ code: 'products.negative_price' });
  expect(productsImporter.stage(row({ sku: 'a' }))).toHaveLength(productsImporter.staging.columns.length);
});

test('walking the pages meets every product once, and a percent sign is only a percent sign', async () => {
  await recordProducts(
    ctx,
    Array.from({ length: 25 }, (_, i) => ({ sku: `W-${i}`, name: i === 3 ? '50% 浓度' : '步行', category: '步行' })),
  );
  const { categoryId } = (await listCategories(ctx)).find((category) => category.name === '步行') ?? {};
  const seen: string[] = [];
  for (let after: string | undefined, more = true; more;) {
    const { rows, next, total } = await page({ limit: 7, after, categoryId });
    expect(total).toEqual({ count: 25, capped: false });
    seen.push(...rows.map((product) => product.sku));
    after = next ?? undefined;
    more = next !== null;
  }
  expect(new Set(seen).size).toBe(25);
  expect(seen).toHaveLength(25);
  expect((await page({ search: '50%' })).rows.map((product) => product.sku)).toEqual(['W-3']);
});
