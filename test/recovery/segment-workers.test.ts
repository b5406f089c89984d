/** Two worker processes on one database, one of them killed in the middle of writing members. */
import { sql } from 'kysely';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect, it, vi } from 'vitest';
import { mergeCustomers } from '#modules/customers/index.ts';
import { refreshAllRollups, refreshRollups } from '#modules/orders/index.ts';
import { createSegment, requestAll, resumeEvaluations, updateSegment } from '#modules/segments/index.ts';
import { inTransaction } from '#platform/context.ts';
import { emit } from '#platform/events.ts';
import { freeDeadJobs } from '#platform/presence.ts';
import { testDatabase } from '#test/database.ts';
import { insertCustomers, insertOrders } from '#test/factories.ts';
import { segmentSources } from '#test/segment-sources.ts';
import { houseWithoutDatabase } from '../../scripts/openapi.ts';
import { dataFolder, startWorker } from './process.ts';

const folder = dataFolder();
const { ctx, db, url } = await testDatabase(new Date());
const { house, close } = houseWithoutDatabase();
await close();
const tables = house.modules.flatMap((module) => module.ownedTables ?? []);
vi.setConfig({ testTimeout: 120_000 });

const CUSTOMERS = 300;
const DAY = '2026-01-05';

const bought = (value: number, not = false) => ({
  join: 'all' as const,
  items: [{ rule: 'orders.count', args: { window: { kind: 'ever' }, count: { op: 'ge', value } }, not }],
});
const memberOf = (segmentId: number) => ({
  join: 'all' as const,
  items: [{ rule: 'segments.member', args: { segments: [segmentId] } }],
});

async function make(name: string, definition: ReturnType<typeof bought> | ReturnType<typeof memberOf>) {
  const body = { name, note: null, kind: 'dynamic' as const, definition, customerIds: [], priority: null };
  return (await inTransaction(ctx, (inner) => createSegment(inner, segmentSources, body))).segmentId;
}

const change = (segmentId: number, definition: ReturnType<typeof bought>) =>
  inTransaction(ctx, (inner) => updateSegment(inner, segmentSources, segmentId, { definition }));

/** An order as it arrives: stored and told of, with the rest left to the workers. */
async function order(...customerIds: number[]): Promise<void> {
  await inTransaction(ctx, async (inner) => {
    await insertOrders(
      inner,
      customerIds.map((customerId) => ({ customerId, day: DAY })),
    );
    await emit(inner, 'orders.recorded', customerIds);
  });
}

/** As a person does it: who is told that the house is busy tries again. */
async function merge(survivorId: number, loserId: number): Promise<void> {
  const wish = { survivorId, customerIds: [survivorId, loserId], choices: {} };
  await mergeCustomers(ctx, tables, wish).catch((error: { code?: string }) => {
    if (error.code !== 'customers.busy') throw error;
    return merge(survivorId, loserId);
  });
}

const idsOf = async (statement: ReturnType<typeof sql>) =>
  (await sql<{ customer_id: number }>`select customer_id from (${statement}) as t order by 1`.execute(db)).rows.map(
    (row) => row.customer_id,
  );
const membersOf = (segmentId: number) =>
  idsOf(sql`select customer_id from segments.members where segment_id = ${segmentId}`);
const buyersOf = (least: number) => sql`
  select customer_id from orders.orders where status <> 'cancelled' and gross_cents > 0 group by 1 having count(*) >= ${least}`;

/** What the minute's schedules do, without the minute; then whether anything is left to do. */
async function settled(): Promise<void> {
  for (;;) {
    await sql`update segments.work set lease_until = clock_timestamp() where run_id = ${dead}`.execute(db);
    await resumeEvaluations(ctx);
    await freeDeadJobs(ctx);
    const { rows } = await sql`
      select from segments.work union all select from graphile_worker.jobs where attempts < max_attempts`.execute(db);
    if (rows.length === 0) return;
    await sleep(100);
  }
}

/** The evaluation that the killed worker had taken. */
let dead = '';

const waiting = async (lock: string): Promise<boolean> =>
  (
    await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and wait_event = ${lock}`.execute(db)
  ).rows.length > 0;

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(30);
}

it('members are what a recompute says when one of two workers is killed while it writes them, others are merged and definitions change', async () => {
  const first = await startWorker(folder, url);
  await settled();
  const customers = await insertCustomers(
    ctx,
    Array.from({ length: CUSTOMERS }, (_, n) => `W${n}`),
    '2025-01-01',
  );
  const [stranger = 0, survivor = 0, loser = 0, ...others] = customers;
  await insertOrders(
    ctx,
    [survivor, loser, ...others].flatMap((customerId, n) =>
      Array.from({ length: n % 4 }, () => ({ customerId, day: DAY })),
    ),
  );
  await insertOrders(
    ctx,
    [survivor, loser].map((customerId) => ({ customerId, day: DAY })),
  );
  await inTransaction(ctx, refreshAllRollups);
  const one = await make('one', bought(1));
  const two = await make('two', bought(2));
  const three = await make('three', bought(3, true));
  const inside = await make('inside two', memberOf(two));
  await settled();

  // Somebody else's unfinished row makes the first worker wait in the middle of its statement.
  const barrier = new pg.Client({ connectionString: url });
  await barrier.connect();
  await barrier.query('begin');
  await barrier.query(
    `insert into segments.members (customer_id, segment_id, since, cause, version) values ($1, $2, now(), 'event', 1)`,
    [stranger, two],
  );
  await insertOrders(ctx, [
    { customerId: stranger, day: DAY },
    { customerId: stranger, day: DAY },
  ]);
  await refreshRollups(ctx, { customerIds: [stranger] });
  await requestAll(ctx, 'hand');
  await until(() => waiting('transactionid'));
  const { rows: taken } = await sql<{
    run_id: string;
  }>`select run_id from segments.work where run_id is not null`.execute(db);
  dead = taken[0]?.run_id ?? '';

  const second = await startWorker(folder, url);
  await order(...others.slice(0, 100));
  await until(() => waiting('advisory'));
  // A change of what is being evaluated waits for it; whoever asks need not.
  const meanwhile = Promise.all([
    change(two, bought(4)).then(() => change(two, bought(3))),
    change(one, bought(2)),
    merge(survivor, loser),
  ]);
  await order(...others.slice(50, 150));

  first.child.kill('SIGKILL');
  await first.ended;
  await barrier.query('rollback');
  await barrier.end();
  await meanwhile;
  await settled();

  expect(second.child.exitCode ?? second.child.signalCode).toBeNull();
  expect(await membersOf(one)).toEqual(await idsOf(buyersOf(2)));
  expect(await membersOf(two)).toEqual(await idsOf(buyersOf(3)));
  expect(await membersOf(inside)).toEqual(await idsOf(buyersOf(3)));
  expect(await membersOf(three)).toEqual(
    await idsOf(sql`select customer_id from customers.customers except ${buyersOf(3)}`),
  );
  expect(await membersOf(one)).toContain(survivor);
  expect(await membersOf(one)).not.toContain(loser);
  expect(await membersOf(one)).toContain(stranger);
  const { rows } = await sql<{ segment_id: number; size: number; members: number }>`
    select s.segment_id, s.size, (select count(*)::int from segments.members m where m.segment_id = s.segment_id) as members
    from segments.states s`.execute(db);
  expect(rows.filter(({ size, members }) => size !== members)).toEqual([]);
  second.child.kill('SIGTERM');
  expect(await second.ended).toBe('in order');
});
