/** What a segment's summary counts, against the customers one by one. */
import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { mayContact, recordConsents } from '#modules/privacy/index.ts';
import { refreshAllRollups } from '#modules/orders/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { testDatabase } from '#test/database.ts';
import { insertCustomers, insertOrders } from '#test/factories.ts';
import { segmentSources } from '#test/segment-sources.ts';
import { createSegment } from './segments.ts';
import { getSummary, previewSummary } from './summary.ts';

const { ctx } = await testDatabase();
const PEOPLE = 24;
let customers: number[] = [];
let segmentId = 0;
let inside: number[] = [];

beforeAll(async () => {
  customers = await insertCustomers(
    ctx,
    Array.from({ length: PEOPLE }, (_, n) => `S${n}`),
  );
  // Every third has no telephone, every second no mail, every fourth no WeChat.
  await sql`update customers.customers set phone = case when customer_id % 3 > 0 then '+86138' || customer_id end,
    email = case when customer_id % 2 > 0 then customer_id || '@example.com' end`.execute(ctx.db);
  await insertOrders(
    ctx,
    customers.flatMap((customerId, n) =>
      Array.from({ length: n % 4 }, (_, i) => ({ customerId, day: `2026-01-${10 + i}`, grossCents: 1_000 * (n + 1) })),
    ),
  );
  await inTransaction(ctx, refreshAllRollups);
  await sql`
    insert into customers.identities (customer_id, kind, value, original, added_at)
    select customer_id, 'wechat_openid', 'o' || customer_id, 'o' || customer_id, ${ctx.now} from customers.customers where customer_id % 4 > 0`.execute(
    ctx.db,
  );
  inside = customers.filter((_, n) => n % 3 !== 1);
  ({ segmentId } = await createSegment(ctx, segmentSources, {
    name: '挑出来的',
    note: null,
    kind: 'static',
    definition: null,
    customerIds: inside,
    priority: null,
  }));
});

test('worth is that of the members, beside everybody', async () => {
  const { inside: ours, everybody } = await getSummary(ctx, segmentId);
  const orders = (n: number) => n % 4;
  const places = customers.map((_, n) => n);
  const net = (of: number[]) => of.reduce((sum, n) => sum + orders(n) * 1_000 * (n + 1), 0);
  const chosen = places.filter((n) => n % 3 !== 1);
  const buyers = chosen.filter((n) => orders(n) > 0);
  expect(ours).toMatchObject({
    customers: chosen.length,
    buyers: buyers.length,
    netCents: net(chosen),
    meanNetCents: Math.round(net(chosen) / buyers.length),
  });
  expect(everybody).toMatchObject({ customers: PEOPLE, netCents: net(places) });
});

test('a definition that is not kept is summed up alike', async () => {
  const definition = {
    join: 'all' as const,
    items: [{ rule: 'segments.member', args: { segments: [segmentId] } }],
  };
  expect(await previewSummary(ctx, segmentSources, { definition })).toEqual(await getSummary(ctx, segmentId));
});

test('whoever sees some customers only sees those summed up', async () => {
  const seen = inside.slice(0, 5);
  await ctx.db
    .insertInto('access.users')
    .values({ id: 'me', name: '我', email: 'me@example.com', role: 'account_manager' })
    .execute();
  await sql`update customers.customers set owner_id = 'me' where customer_id = any(${seen}::bigint[])`.execute(ctx.db);
  const mine: Ctx = {
    ...ctx,
    actor: {
      kind: 'user',
      id: 'me',
      name: '我',
      role: 'account_manager',
      scope: { kind: 'own', userId: 'me', storeIds: [] },
    },
  };
  const summary = await getSummary(mine, segmentId);
  expect(summary.inside.customers).toBe(seen.length);
  expect(summary.everybody.customers).toBe(seen.length);
  expect(summary.owners).toEqual([{ ownerId: 'me', name: '我', customers: seen.length }]);
  for (const { channel: _, ...parts } of summary.reach)
    expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(seen.length);
});

const CHANNELS = ['wechat', 'sms', 'call', 'email'] as const;

/** Who has an address, as `beforeAll` gave them out. */
const reached = { sms: 3, call: 3, email: 2, wechat: 4 };

test('who can be reached is whom the gate lets through and who left an address', async () => {
  const answer = fc.record({
    who: fc.nat({ max: PEOPLE - 1 }),
    said: fc.oneof(
      fc.record({
        purpose: fc.constant('marketing' as const),
        channel: fc.constantFrom(...CHANNELS, 'any' as const),
        state: fc.constantFrom('granted' as const, 'refused' as const),
      }),
      fc.record({
        purpose: fc.constant('contact' as const),
        channel: fc.constant('any' as const),
        state: fc.constantFrom('granted' as const, 'refused' as const),
      }),
    ),
  });
  let seconds = 0;
  const property = fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 12 }), async (answers) => {
    for (const { who, said } of answers) {
      const then = { ...ctx, now: new Date(ctx.now.getTime() + (seconds += 1) * 1_000) };
      await recordConsents(then, [{ customerId: customers[who] ?? 0, ...said, source: 'form' }]);
    }
    const { reach } = await getSummary(ctx, segmentId);
    for (const channel of CHANNELS) {
      const permitted = await mayContact(ctx, inside, 'marketing', channel);
      const through = inside.filter((id) => id % reached[channel] > 0 && permitted.get(id)?.allowed);
      const counted = reach.find((row) => row.channel === channel);
      expect({ channel, allowed: counted?.allowed }).toEqual({ channel, allowed: through.length });
    }
  });
  await fc.assert(property, { numRuns: 12 });
});
