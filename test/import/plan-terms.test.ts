/** Plans renewed by files: the next end written over the one before, or contracts listed one a row. */
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { updateCustomer } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { testDatabase } from '#test/database.ts';
import { onDay } from '#test/factories.ts';
import { importText, settle, strays, undo } from './undoing.ts';

const { ctx, db } = await testDatabase();
const on = (day: string): Ctx => onDay(ctx, day);
const file = (...rows: readonly (readonly [string, string])[]) =>
  ['会员号,会员到期日', ...rows.map((row) => row.join(',')), ''].join('\n');

const ends = async (customer: string) => {
  const { rows } = await sql<{ said: string }>`
    select e.ends_on || ' ' || (e.recorded_at at time zone 'Asia/Shanghai')::date || ' ' || coalesce(
      (select string_agg(t.how, ',') from customers.past_terms t where (t.customer_id, t.ends_on) = (e.customer_id, e.ends_on)),
      'stands') as said
    from scoring.plan_ends e join customers.identities i using (customer_id) where i.value = ${customer}
    order by e.ends_on`.execute(db);
  return rows.map((row) => row.said);
};

test('a file with the next ends renews, corrects, and is taken back whole', async () => {
  await importText(
    on('2025-01-10'),
    'customers',
    file(['P-1', '2025-12-31'], ['P-2', '2025-12-31'], ['P-3', '2025-12-31']),
  );
  const next = file(['P-1', '2026-12-31'], ['P-2', '2025-12-30'], ['P-3', '2025-12-31']);
  const { batchId, counts } = await importText(on('2025-12-15'), 'customers', next);
  expect(counts).toMatchObject({ updated: 2, unchanged: 1 });
  expect(await ends('P-1')).toEqual(['2025-12-31 2025-01-10 imported', '2026-12-31 2025-12-15 stands']);
  expect(await ends('P-2')).toEqual(['2025-12-30 2025-01-10 stands']);
  expect(await ends('P-3')).toEqual(['2025-12-31 2025-01-10 stands']);
  expect((await importText(on('2025-12-16'), 'customers', next)).counts).toMatchObject({ updated: 0, unchanged: 3 });
  const { foreseen, done } = await undo(on('2025-12-17'), batchId);
  expect(done).toEqual(foreseen);
  expect(await ends('P-1')).toEqual(['2025-12-31 2025-01-10 stands']);
  expect(await ends('P-2')).toEqual(['2025-12-31 2025-01-10 stands']);
});

test('contracts listed one a row are the terms of their customer, the last row the end that stands', async () => {
  const list = file(['Q-1', '2023-12-31'], ['Q-1', '2024-12-31'], ['Q-2', '2024-06-30'], ['Q-1', '2025-12-31']);
  const { batchId } = await importText(on('2025-02-01'), 'customers', list);
  const listed = ['2023-12-31 2025-02-01 listed', '2024-12-31 2025-02-01 listed', '2025-12-31 2025-02-01 stands'];
  expect(await ends('Q-1')).toEqual(listed);
  expect((await importText(on('2025-02-03'), 'customers', list)).counts).toMatchObject({ updated: 0, unchanged: 2 });
  expect(await ends('Q-1')).toEqual(listed);
  await importText(on('2025-12-20'), 'customers', file(['Q-1', '2025-12-31'], ['Q-1', '2026-12-31']));
  expect(await ends('Q-1')).toEqual([
    ...listed.slice(0, 2),
    '2025-12-31 2025-02-01 imported',
    '2026-12-31 2025-12-20 stands',
  ]);
  const { rows } = await sql<{ customer_id: number }>`
    select customer_id from customers.identities where value = 'Q-1'`.execute(db);
  await updateCustomer(on('2026-01-02'), rows[0]?.customer_id ?? 0, { city: '杭州' });
  await undo(on('2026-01-03'), batchId);
  await settle(on('2026-01-03'));
  // Rows of a file that is undone were never told; what the later file replaced, it still replaced.
  expect(await ends('Q-1')).toEqual(['2025-12-31 2025-02-01 imported', '2026-12-31 2025-12-20 stands']);
  expect(await ends('Q-2')).toEqual([]);
  expect(await strays(ctx)).toEqual([]);
});

test('dates by the moon in such a file are no terms, and a file that only fills changes no end', async () => {
  await importText(on('2025-01-10'), 'customers', '会员号,农历生日,会员到期日\nS-1,二月三十,2025-12-31\n');
  const text = '会员号,农历生日,会员到期日\nS-1,二月三十,2026-06-30\nS-1,正月三十,2026-12-31\n';
  await importText(on('2025-12-15'), 'customers', text, { policy: 'fill' });
  expect(await ends('S-1')).toEqual(['2025-12-31 2025-01-10 stands']);
  await importText(on('2025-12-15'), 'customers', text);
  expect(await ends('S-1')).toEqual([
    '2025-12-31 2025-01-10 imported',
    '2026-06-30 2025-12-15 listed',
    '2026-12-31 2025-12-15 stands',
  ]);
});
