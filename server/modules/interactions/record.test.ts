import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { forgetProfiles } from '#modules/customers/index.ts';
import { inTransaction } from '#platform/context.ts';
import { insertCustomers } from '#test/factories.ts';
import { testDatabase, TEST_NOW } from '#test/database.ts';
import { interactionDraft, type InteractionInput } from './contract.ts';
import { recountBehaviour, refreshBehaviour } from './days.ts';
import { updateKind } from './kinds.ts';
import { recordInteractions } from './record.ts';

const { ctx } = await testDatabase();

const minutesAgo = (minutes: number) => new Date(TEST_NOW.getTime() - minutes * 60_000).toISOString();
const daysAgo = (days: number) => minutesAgo(days * 1_440);

let made = 0;
const newCustomer = async () => {
  made += 1;
  const [customerId] = await insertCustomers(ctx, [`I-${made}`]);
  return customerId ?? 0;
};

const record = (drafts: readonly InteractionInput[]) => inTransaction(ctx, (ctx) => recordInteractions(ctx, drafts));

const stored = async (customerId: number) =>
  (
    await sql<{ code: string; happened_at: Date; content: string | null }>`
      select code, happened_at, content from interactions.interactions join interactions.kinds using (kind_id)
      where customer_id = ${customerId} order by happened_at`.execute(ctx.db)
  ).rows;

const figures = async (customerId: number) =>
  ctx.db.selectFrom('interactions.rollups').selectAll().where('customer_id', '=', customerId).executeTakeFirstOrThrow();

const login = (customerId: number, externalId: string, at: string): InteractionInput => ({
  externalId,
  kind: 'login',
  at,
  customer: { customerId },
});

test('sending the same event twice records it once, in one batch and in two', async () => {
  const customerId = await newCustomer();
  const twice = login(customerId, 'twice-1', minutesAgo(5));
  expect(await record([twice, twice])).toMatchObject({ created: 1, refused: [] });
  expect(await record([twice])).toMatchObject({ created: 0, repeated: 1 });
  expect(await record([{ ...twice, source: 'app' }])).toMatchObject({ created: 1 });
  expect(await stored(customerId)).toHaveLength(2);
});

test('a row that cannot be taken is named with its reason, and the others are recorded', async () => {
  const customerId = await newCustomer();
  const outcome = await record([
    login(customerId, 'sound-1', minutesAgo(5)),
    { ...login(customerId, 'odd-1', minutesAgo(5)), kind: 'telepathy' },
    login(customerId, 'odd-2', '2031-01-01T00:00:00Z'),
    { externalId: 'odd-3', kind: 'login', at: minutesAgo(5) },
    { externalId: 'odd-4', kind: 'login', at: minutesAgo(5), customer: { phone: '12' } },
    login(987_654_321, 'odd-5', minutesAgo(5)),
    { ...login(customerId, 'odd-6', minutesAgo(5)), content: 'x'.repeat(4_001) },
  ]);
  expect(outcome.created).toBe(1);
  expect(outcome.refused.map(({ index, externalId, code }) => [index, externalId, code])).toEqual([
    [1, 'odd-1', 'interactions.unknown_kind'],
    [2, 'odd-2', 'interactions.in_future'],
    [3, 'odd-3', 'interactions.invalid'],
    [4, 'odd-4', 'phone.invalid'],
    [5, 'odd-5', 'customers.not_found'],
    [6, 'odd-6', 'interactions.invalid'],
  ]);
});

test('a customer is found by what the sender knows, and made when nobody is known', async () => {
  const first = await record([
    { externalId: 'm-1', kind: 'call', at: minutesAgo(9), customer: { phone: '138 0013 8123', name: '陈思远' } },
    { externalId: 'm-2', kind: 'login', at: minutesAgo(8), customer: { externalId: 'U-77', phone: '13800138123' } },
  ]);
  expect(first).toMatchObject({ created: 2, customersCreated: 1 });
  const again = await record([
    { externalId: 'm-3', kind: 'login', at: minutesAgo(7), customer: { externalId: 'U-77' } },
    {
      externalId: 'm-4',
      kind: 'login',
      at: minutesAgo(6),
      source: 'app',
      customer: { source: 'api', externalId: 'U-77' },
    },
  ]);
  expect(again).toMatchObject({ created: 2, customersCreated: 0 });
  const { rows } = await sql<{ customers: number }>`
    select count(distinct customer_id)::int as customers from customers.identities
    where value in ('U-77', '+8613800138123')`.execute(ctx.db);
  expect(rows[0]?.customers).toBe(1);
});

test('what a visitor did waits until they say who they are, and then is theirs', async () => {
  const customerId = await newCustomer();
  const view = (n: number): InteractionInput => ({
    externalId: `v-${n}`,
    kind: 'page_view',
    at: minutesAgo(30 - n),
    anonymousId: 'browser-0001',
    seconds: 10,
    page: `/goods/${n}`,
  });
  expect(await record([view(1), view(2)])).toMatchObject({ created: 0, waiting: 2 });
  expect(await record([view(2)])).toMatchObject({ created: 0, waiting: 0, repeated: 1 });
  expect(
    await record([{ ...login(customerId, 'v-login', minutesAgo(20)), anonymousId: 'browser-0001' }]),
  ).toMatchObject({
    created: 1,
  });
  expect(await record([view(2), view(3)])).toMatchObject({ created: 1, repeated: 1, waiting: 0 });
  expect((await stored(customerId)).map(({ code }) => code).toSorted()).toEqual([
    'login',
    'page_view',
    'page_view',
    'page_view',
  ]);
  await refreshBehaviour(ctx, { customerIds: [customerId] });
  expect(await figures(customerId)).toMatchObject({ page_views_30d: 3, dwell_seconds_30d: 30, logins_30d: 1 });
});

test('of one unknown visitor only so much is kept', async () => {
  const events = Array.from({ length: 520 }, (_, n): InteractionInput => ({
    externalId: `robot-${n}`,
    kind: 'page_view',
    at: minutesAgo(600 - n),
    anonymousId: 'robot-0001',
  }));
  expect(await record(events)).toMatchObject({ waiting: 500, dropped: 20 });
});

test('a late event counts on the day on which it happened', async () => {
  const customerId = await newCustomer();
  await record([login(customerId, 'late-1', daysAgo(2))]);
  await refreshBehaviour(ctx, { customerIds: [customerId] });
  expect(await figures(customerId)).toMatchObject({ logins_30d: 1, logins_prior_30d: 0, active_days_30d: 1 });
  await record([login(customerId, 'late-2', daysAgo(45)), login(customerId, 'late-3', daysAgo(3))]);
  const moved = await refreshBehaviour(ctx, { customerIds: [customerId] });
  expect(moved.customerIds).toEqual([]);
  expect(await figures(customerId)).toMatchObject({
    logins_30d: 2,
    logins_prior_30d: 1,
    active_days_30d: 2,
    last_login_at: new Date(daysAgo(2)),
  });
});

test('an event older than its kind is kept is not stored', async () => {
  const customerId = await newCustomer();
  await updateKind(ctx, 'share', { retentionDays: 60 });
  const share = (days: number): InteractionInput => ({
    ...login(customerId, `s-${days}`, daysAgo(days)),
    kind: 'share',
  });
  expect(await record([share(59), share(61)])).toMatchObject({ created: 1, dropped: 1 });
});

test('sums by day equal a count of what is stored, in whatever order and batches it came', async () => {
  const event = fc.record({
    who: fc.integer({ min: 0, max: 2 }),
    id: fc.integer({ min: 0, max: 30 }),
    kind: fc.constantFrom('login', 'page_view', 'message', 'call'),
    hour: fc.integer({ min: 1, max: 24 * 20 }),
    seconds: fc.option(fc.integer({ min: 0, max: 600 }), { nil: undefined }),
    direction: fc.constantFrom('in' as const, 'out' as const, undefined),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(event, { maxLength: 12 }), { maxLength: 5 }), async (batches) => {
      const people = [await newCustomer(), await newCustomer(), await newCustomer()];
      for (const batch of batches) {
        const drafts = batch.map(({ who, id, hour, ...rest }) => ({
          ...rest,
          externalId: `p-${made}-${id}`,
          at: minutesAgo(hour * 60),
          customer: { customerId: people[who] ?? 0 },
        }));
        await record(drafts);
        await refreshBehaviour(ctx, { customerIds: people });
      }
      const { rows } = await sql`
        select customer_id, kind_id, on_day, times, inbound, seconds::int, last_at from interactions.days
        where customer_id = any(${people}) order by 1, 2, 3`.execute(ctx.db);
      const { rows: counted } = await sql`
        select customer_id, kind_id, (happened_at at time zone 'Asia/Shanghai')::date as on_day, count(*)::int as times,
          count(*) filter (where inbound)::int as inbound, coalesce(sum(seconds), 0)::int as seconds, max(happened_at) as last_at
        from interactions.interactions where customer_id = any(${people}) group by 1, 2, 3 order by 1, 2, 3`.execute(
        ctx.db,
      );
      expect(rows).toEqual(counted);
      await recountBehaviour(ctx, { customerIds: people });
      const { rows: marks } = await sql`
        select from interactions.touched_days where customer_id = any(${people})`.execute(ctx.db);
      expect(marks).toHaveLength(0);
    }),
    { numRuns: 15 },
  );
});

test('a draft of the wire names at most what it may', () => {
  const draft = { externalId: 'x', kind: 'login', at: minutesAgo(1), customer: { externalId: 'U-1' } };
  expect(interactionDraft.safeParse(draft).success).toBe(true);
  expect(interactionDraft.safeParse({ ...draft, customer: { name: '林悦' } }).success).toBe(false);
  const many = Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`p${n}`, n]));
  expect(interactionDraft.safeParse({ ...draft, properties: many }).success).toBe(false);
});

test('events of somebody forgotten are kept nowhere and make nobody, whoever brings them', async () => {
  const phone = '+8613677770413';
  const { rows } = await sql<{ customer_id: number }>`
    insert into customers.customers (code, created_at, updated_at) values ('F-1', ${ctx.now}, ${ctx.now})
    returning customer_id`.execute(ctx.db);
  const customerId = rows[0]?.customer_id ?? 0;
  await sql`
    insert into customers.identities (kind, value, customer_id, original, added_at)
    values ('phone', ${phone}, ${customerId}, ${phone}, ${ctx.now})`.execute(ctx.db);
  await forgetProfiles(ctx, [customerId]);
  await sql`delete from customers.identities where customer_id = ${customerId}`.execute(ctx.db);
  const scope = { kind: 'stores' as const, userId: 'till', storeIds: [1] };
  const till = {
    ...ctx,
    actor: { kind: 'key' as const, id: 'till', name: 'till', permissions: [], perMinute: 100, scope },
  };
  const event = (customer: object, anonymousId?: string) => ({
    externalId: `forgotten-${JSON.stringify(customer)}`,
    kind: 'login',
    at: minutesAgo(5),
    customer,
    ...(anonymousId && { anonymousId }),
  });
  const outcome = await inTransaction(till, (till) =>
    recordInteractions(till, [event({ phone, name: '来过的人' }), event({ phone, name: '又来' }, 'browser-4130')]),
  );
  expect(outcome).toMatchObject({ created: 0, repeated: 0, waiting: 0, dropped: 2, customersCreated: 0, refused: [] });
  const everybody = await record([event({ phone, name: '还来' }), event({ customerId })]);
  expect(everybody).toMatchObject({ created: 0, dropped: 2, customersCreated: 0, refused: [] });
  const { rows: left } = await sql`
    select from customers.customers where name like '%来%'
    union all select from interactions.waiting where anonymous_id = 'browser-4130'
    union all select from interactions.interactions where customer_id = ${customerId}`.execute(ctx.db);
  expect(left).toEqual([]);
});
