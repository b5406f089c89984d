import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { inTransaction } from '#platform/context.ts';
import { insertCustomers } from '#test/factories.ts';
import { testDatabase, TEST_NOW } from '#test/database.ts';
import type { InteractionInput } from './contract.ts';
import { refreshBehaviour } from './days.ts';
import { recordInteractions } from './record.ts';

const { ctx } = await testDatabase();

const hoursAgo = (hours: number) => new Date(TEST_NOW.getTime() - hours * 3_600_000).toISOString();

let made = 0;
const newCustomer = async () => {
  made += 1;
  const [customerId = 0] = await insertCustomers(ctx, [`O-${made}`]);
  return customerId;
};

const know = (customerId: number, kind: string, namespace: string, value: string) =>
  sql`insert into customers.identities (kind, namespace, value, customer_id, original, added_at)
    values (${kind}, ${namespace}, ${value}, ${customerId}, ${value}, ${ctx.now})`.execute(ctx.db);

const record = (drafts: readonly InteractionInput[]) => inTransaction(ctx, (ctx) => recordInteractions(ctx, drafts));

const view = (externalId: string, said: Partial<InteractionInput>): InteractionInput => ({
  externalId,
  kind: 'page_view',
  at: hoursAgo(1),
  ...said,
});

const stays = async (customerId: number) =>
  (
    await sql<{ seconds: number | null }>`
      select seconds from interactions.interactions where customer_id = ${customerId} order by happened_at`.execute(
      ctx.db,
    )
  ).rows.map((row) => row.seconds);

test('an event that names its customer twice, by a number and by a telephone, is one', async () => {
  const customerId = await newCustomer();
  await know(customerId, 'external', 'api', 'twice-named');
  await know(customerId, 'phone', '', '+8613800136001');
  const outcome = await record([
    view('named-1', { customer: { externalId: 'twice-named' } }),
    view('named-1', { customer: { phone: '13800136001' } }),
    view('named-2', { customer: { externalId: 'twice-named', phone: '13800136001' } }),
  ]);
  expect(outcome).toMatchObject({ created: 2, repeated: 1, customersCreated: 0 });
  expect(await stays(customerId)).toEqual([null, null]);
});

test('of one view told with several stays in a call the longest stands', async () => {
  const customerId = await newCustomer();
  const told = (seconds?: number) => view('stay-1', { customer: { customerId }, ...(seconds && { seconds }) });
  expect(await record([told(), told(20), told(90), told(40)])).toMatchObject({ created: 1 });
  expect(await record([told(60)])).toMatchObject({ created: 0, repeated: 1 });
  expect(await stays(customerId)).toEqual([90]);
});

test('two numbers that belong to two customers are told apart as the matching engine does', async () => {
  const [first, second] = [await newCustomer(), await newCustomer()];
  await know(first, 'external', 'api', 'apart-1');
  await know(second, 'phone', '', '+8613800136002');
  await record([view('apart', { customer: { externalId: 'apart-1', phone: '13800136002' } })]);
  expect([await stays(first), await stays(second)]).toEqual([[null], []]);
});

test('a call leaves no table behind, and a second in the same transaction finds everything as it should be', async () => {
  await inTransaction(ctx, async (inner) => {
    for (const n of [1, 2]) {
      const drafts = [1, 2].map((k) => view(`again-${n}-${k}`, { customer: { externalId: `again-${n}-${k}` } }));
      expect(await recordInteractions(inner, drafts)).toMatchObject({ created: 2, customersCreated: 2 });
    }
    expect(
      await recordInteractions(inner, [view('again-1-1', { customer: { externalId: 'again-1-1' } })]),
    ).toMatchObject({
      created: 0,
      repeated: 1,
    });
  });
});

/** Event `n` of a run always says the same: of somebody known, new by number or by telephone, or of a visitor. */
function event(run: number, n: number, customerId: number): InteractionInput {
  const who = Math.floor(n / 4) % 3;
  const at = hoursAgo(1 + n);
  const visitor = { anonymousId: `browser-${run}-${who}` };
  const people: Partial<InteractionInput>[] = [
    { customer: { customerId } },
    { customer: { externalId: `new-${run}-${who}` } },
    { customer: { phone: `138${String(run).padStart(4, '0')}${String(1000 + who)}` } },
    n % 16 === 15 ? { ...visitor, customer: { externalId: `new-${run}-${who}` } } : visitor,
  ];
  return { externalId: `${run}-${n}`, kind: n % 2 ? 'login' : 'page_view', at, ...people[n % 4] };
}

const EVENTS = 48;
const isVisitors = (n: number) => n % 4 === 3;

test('calls of several connections that bring the same events at once record each once, and nobody twice', async () => {
  const batches = fc.array(fc.array(fc.integer({ min: 0, max: EVENTS - 1 }), { minLength: 1, maxLength: 40 }), {
    minLength: 6,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(batches, async (batches) => {
      const customerId = await newCustomer();
      const run = made;
      const call = (numbers: readonly number[]) => record(numbers.map((n) => event(run, n, customerId)));
      const outcomes = await Promise.all(batches.map(call));
      const sent = new Set(batches.flat());
      const created = outcomes.reduce((sum, outcome) => sum + outcome.created, 0);
      expect(created).toBeGreaterThanOrEqual([...sent].filter((n) => !isVisitors(n)).length);
      expect(created).toBeLessThanOrEqual(sent.size);

      const everything = Array.from({ length: EVENTS }, (_, n) => n);
      outcomes.push(await call(everything), await call(everything));
      expect(outcomes.at(-1)).toMatchObject({ created: 0, waiting: 0, repeated: EVENTS, refused: [] });
      const people = outcomes.reduce((sum, outcome) => sum + outcome.customersCreated, 0);
      expect(people).toBe(6);

      const { rows: events } = await sql<{ events: number; different: number; waiting: number }>`
        with theirs as (select md5(source_id || ':' || ${run}::text || '-' || n)::uuid as event_id
          from generate_series(0, ${EVENTS - 1}::int) n cross join ingest.sources where code = 'api')
        select (select count(*)::int from interactions.interactions where event_id in (select event_id from theirs)) as events,
          (select count(distinct event_id)::int from interactions.interactions where event_id in (select event_id from theirs)) as different,
          (select count(*)::int from interactions.waiting where event_id in (select event_id from theirs)) as waiting`.execute(
        ctx.db,
      );
      expect(events[0]).toEqual({ events: EVENTS, different: EVENTS, waiting: 0 });

      const { rows: concerned } = await sql<{ customer_id: number }>`
        select distinct customer_id from interactions.touched_days`.execute(ctx.db);
      const customerIds = concerned.map((row) => row.customer_id);
      await refreshBehaviour(ctx, { customerIds });
      const { rows: wrong } = await sql`
        (select customer_id, kind_id, on_day, times from interactions.days)
        except
        (select customer_id, kind_id, (happened_at at time zone 'Asia/Shanghai')::date, count(*)::int
         from interactions.interactions group by 1, 2, 3)`.execute(ctx.db);
      expect(wrong).toEqual([]);
    }),
    { numRuns: 8 },
  );
});
