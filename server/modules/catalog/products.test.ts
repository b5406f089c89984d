import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { inTransaction } from '#platform/context.ts';
import { testDatabase } from '#test/database.ts';
import { ensureProducts } from './products.ts';

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
