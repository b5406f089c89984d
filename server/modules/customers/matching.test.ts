import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { testDatabase } from '#test/database.ts';
import { matchCustomers } from './matching.ts';

const { ctx, db } = await testDatabase();

type Mention = { ref: string; id?: string; phone?: string; email?: string; name?: string; source?: string };

async function match(
  ctx: Ctx,
  mentions: readonly Mention[],
): Promise<Map<string, { id: number | null; created: boolean }>> {
  const rows = JSON.stringify(mentions);
  return inTransaction(ctx, async (inner) => {
    await matchCustomers(
      inner,
      sql`select ref as ref_key, coalesce(source, 'file') as namespace, id as external_id, phone, email, name,
            ${ctx.now}::timestamptz as seen_at
          from json_to_recordset(${rows}::json) as m (ref text, source text, id text, phone text, email text, name text)`,
    );
    const found = await sql<{ ref_key: string; customer_id: number | null; created: boolean }>`
      select * from matched_customers`.execute(inner.db);
    return new Map(found.rows.map((row) => [row.ref_key, { id: row.customer_id, created: row.created }]));
  });
}

test('customers are made in the order of their reference, once', async () => {
  const mentions = ['3', '1', '2'].map((id) => ({ ref: `ord-${id}`, id: `ord-${id}`, name: `客${id}` }));
  const first = await match(ctx, mentions);
  const ids = ['ord-1', 'ord-2', 'ord-3'].map((ref) => first.get(ref)?.id ?? 0);
  expect(ids.toSorted((a, b) => a - b)).toEqual(ids);
  expect([...first.values()].every((row) => row.created)).toBe(true);

  const again = await match(ctx, mentions);
  expect(ids).toEqual(['ord-1', 'ord-2', 'ord-3'].map((ref) => again.get(ref)?.id));
  expect([...again.values()].some((row) => row.created)).toBe(false);
  const customer = await db
    .selectFrom('customers.customers')
    .selectAll()
    .where('customer_id', '=', ids[0] ?? 0)
    .executeTakeFirstOrThrow();
  expect(customer).toMatchObject({ code: 'ord-1', name: '客1', registered_at: ctx.now });
});

test('a mention without any identifier is nobody', async () => {
  const found = await match(ctx, [{ ref: 'a', name: '路人' }]);
  expect(found.get('a')).toEqual({ id: null, created: false });
});

test('an external id decides against a phone, and the phone stays where it was', async () => {
  await match(ctx, [
    { ref: 'a', id: 'decide-1' },
    { ref: 'b', phone: '+8613900000001' },
  ]);
  const before = await match(ctx, [
    { ref: 'a', id: 'decide-1' },
    { ref: 'b', phone: '+8613900000001' },
  ]);
  const both = await match(ctx, [{ ref: 'x', id: 'decide-1', phone: '+8613900000001' }]);
  expect(both.get('x')?.id).toBe(before.get('a')?.id);
  const owner = await match(ctx, [{ ref: 'b', phone: '+8613900000001' }]);
  expect(owner.get('b')?.id).toBe(before.get('b')?.id);
});

test('the same new person twice in one call is one customer', async () => {
  const found = await match(ctx, [
    { ref: '1', phone: '+8613900000002', email: 'twice@example.com' },
    { ref: '2', email: 'twice@example.com' },
    { ref: '3', id: 'twice', phone: '+8613900000002' },
  ]);
  expect(new Set([...found.values()].map((row) => row.id)).size).toBe(1);
  expect([...found.values()].every((row) => row.created)).toBe(true);
});

test('two external ids of one source stay two customers although they share a phone', async () => {
  const shared = '+8613900000003';
  const together = await match(ctx, [
    { ref: '1', id: 'family-1', phone: shared },
    { ref: '2', id: 'family-2', phone: shared },
  ]);
  const later = await match(ctx, [
    { ref: '3', id: 'family-3', phone: shared },
    { ref: 'p', phone: shared },
  ]);
  expect(new Set([together.get('1')?.id, together.get('2')?.id, later.get('3')?.id]).size).toBe(3);
  expect(later.get('p')?.id).toBe(together.get('1')?.id);
});

test('an external id of another source joins the customer known by phone', async () => {
  const found = await match(ctx, [{ ref: '1', source: 'shop', id: 's-1', phone: '+8613900000004' }]);
  const other = await match(ctx, [{ ref: '1', source: 'pos', id: 'p-1', phone: '+8613900000004' }]);
  expect(other.get('1')).toEqual({ id: found.get('1')?.id, created: false });
});

test('calls at the same time that know one new phone make one customer', async () => {
  const calls = Array.from({ length: 6 }, (_, call) =>
    match(ctx, [
      { ref: 'a', phone: '+8613900000005', email: call % 2 ? 'race@example.com' : undefined },
      { ref: 'b', id: `race-${call % 3}` },
    ]),
  );
  const ids = (await Promise.all(calls)).map((found) => found.get('a')?.id);
  expect(new Set(ids).size).toBe(1);
  const { rows } = await sql<{ orphans: number }>`
    select count(*)::int as orphans from customers.identities i
    where not exists (select from customers.customers c where c.customer_id = i.customer_id)`.execute(db);
  expect(rows[0]?.orphans).toBe(0);
});

test('who is one customer does not depend on the order in which they are mentioned', async () => {
  const small = (prefix: string, values: number) =>
    fc.option(
      fc.integer({ min: 1, max: values }).map((n) => `${prefix}${n}`),
      { nil: undefined },
    );
  const mention = fc.record({
    source: fc.constantFrom('shop', 'pos'),
    id: small('x-', 3),
    phone: small('+861370000000', 4),
    email: small('m', 3),
  });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(mention, { minLength: 2, maxLength: 7 }),
      fc.infiniteStream(fc.nat()),
      async (drawn, keys) => {
        run += 1;
        const order = drawn.map((_, index) => ({ index, key: keys.next().value })).toSorted((a, b) => a.key - b.key);
        const partition = async (names: readonly string[], prefix: string): Promise<string> => {
          const mentions = drawn.map((m, index) => ({
            ref: names[index] ?? '',
            source: m.source,
            ...(m.id && { id: `${prefix}${m.id}` }),
            ...(m.phone && { phone: `${prefix}${m.phone}` }),
            ...(m.email && { email: `${prefix}${m.email}` }),
          }));
          const found = await match(ctx, mentions);
          const ids = names.map((name) => found.get(name)?.id ?? null);
          return JSON.stringify(ids.map((id) => (id === null ? null : ids.indexOf(id))));
        };
        const straight = await partition(
          drawn.map((_, index) => `r${index}`),
          `a${run}`,
        );
        const shuffled = await partition(
          drawn.map((_, index) => `r${order.findIndex((place) => place.index === index)}`),
          `b${run}`,
        );
        expect(shuffled).toBe(straight);
      },
    ),
    { numRuns: 60 },
  );
});
