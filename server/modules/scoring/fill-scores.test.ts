import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { fillTable } from '#platform/fill-table.ts';
import { testDatabase } from '#test/database.ts';

const { ctx } = await testDatabase();
const MANY = 1_000_000;

const indexes = async ({ db }: Ctx) =>
  (
    await sql<{ name: string; definition: string }>`
      select indexname as name, indexdef as definition from pg_indexes
      where schemaname = 'scoring' and tablename = 'scores' order by 1`.execute(db)
  ).rows;

const insert = ({ db }: Ctx, customerId: number) =>
  sql`
  insert into scoring.scores (customer_id, stage, risk, stage_since, judged_at, changed_at)
  values (${customerId}, 'new', 1, now(), now(), now())`.execute(db);

/** Fills and answers which indexes there were meanwhile. */
const fill = (customerId: number, rows = MANY) =>
  inTransaction(ctx, async (ctx) => {
    const during = await fillTable(ctx, 'scoring.scores', rows, async () => {
      await insert(ctx, customerId);
      return indexes(ctx);
    });
    return during.length;
  });

const before = await indexes(ctx);

test('indexes of a table that somebody reads, and of few rows, are filled as they are', async () => {
  await inTransaction(ctx, async (reader) => {
    await sql`select from scoring.scores`.execute(reader.db);
    expect(await fill(1)).toBe(before.length);
  });
  await sql`delete from scoring.scores`.execute(ctx.db);
  expect(await fill(1, 100)).toBe(before.length);
  await sql`delete from scoring.scores`.execute(ctx.db);
});

test('work that fails leaves the table and its indexes as they were', async () => {
  const failing = inTransaction(ctx, (inner) =>
    fillTable(inner, 'scoring.scores', MANY, async () => {
      await insert(inner, 7);
      throw new Error('no more disk');
    }),
  );
  await expect(failing).rejects.toThrow('no more disk');
  expect(await indexes(ctx)).toEqual(before);
  expect((await sql`select from scoring.scores`.execute(ctx.db)).rows).toHaveLength(0);
});

test('indexes of an empty table are built after it is filled, the same as before, and lead to the rows', async () => {
  expect(before.length).toBeGreaterThan(10);
  expect(await fill(7)).toBe(1);
  expect(await indexes(ctx)).toEqual(before);
  const { rows } = await inTransaction(ctx, async (ctx) => {
    await sql`set local enable_seqscan = off`.execute(ctx.db);
    return sql`select customer_id from scoring.scores where risk >= 1 order by risk desc nulls last`.execute(ctx.db);
  });
  expect(rows).toEqual([{ customer_id: 7 }]);
});

test('a table with rows in it keeps its indexes', async () => {
  expect(await fill(8)).toBe(before.length);
});
