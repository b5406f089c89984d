import { sql } from 'kysely';
import { refreshAllRollups, refreshRollups } from '#modules/orders/index.ts';
import { refreshScores, sweep } from '#modules/scoring/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { copyIn, copyOut } from '#platform/copy.ts';
import { startStopwatch } from '#platform/stopwatch.ts';
import type { BenchOptions } from './options.ts';
import { fillPurchases, ORDERS_PER_CUSTOMER } from './purchase-data.ts';
import { measureFits } from './purchase-fits.ts';
import { startScratch } from './scratch.ts';

const SINGLE_REFRESHES = 50;

/**
 * Totals and scores of everybody, first time and again the next day when nothing has changed but the day, against the floor:
 * the bare aggregate over the orders, the features by COPY out, the scores by COPY in and merge. Then single refreshes, as
 * after one new order.
 */
export async function benchScoring(options: BenchOptions, say: (line: string) => void): Promise<object> {
  const customers = options.customers ?? 1_000_000;
  const fits = measureFits();
  say(`fits: ${JSON.stringify(fits)}`);
  const scratch = await startScratch();
  try {
    const { ctx } = await scratch.create('bench_scoring');
    say(`writing ${customers} customers with ${customers * ORDERS_PER_CUSTOMER} orders`);
    const orders = await fillPurchases(ctx, customers);
    const seconds: Record<string, number> = {};
    const timed = async (name: string, work: () => Promise<unknown>) => {
      const stopwatch = startStopwatch();
      await work();
      seconds[name] = stopwatch();
      say(`${name}: ${seconds[name]} s`);
    };
    await timed('totals', () => inTransaction(ctx, refreshAllRollups));
    await sql`vacuum analyze orders.rollups`.execute(ctx.db);
    await timed('scores', () => sweep(ctx));
    const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1_024);
    await sql`vacuum analyze scoring.scores`.execute(ctx.db);
    const tomorrow = { ...ctx, now: new Date(ctx.now.getTime() + 86_400_000) };
    await timed('totalsAgain', () => inTransaction(tomorrow, refreshAllRollups));
    await timed('nextNight', () => sweep(tomorrow));
    await measureFloor(ctx, timed);
    const singles = await measureSingles(tomorrow, customers);
    const floor = (seconds.aggregate ?? 0) + (seconds.copyOut ?? 0) + (seconds.copyIn ?? 0) + (seconds.merge ?? 0);
    const ours = (seconds.totals ?? 0) + (seconds.scores ?? 0);
    const again = (seconds.totalsAgain ?? 0) + (seconds.nextNight ?? 0);
    const ratio = Math.round((ours / floor) * 100) / 100;
    return { customers, orders, seconds, floor, ours, ratio, again, peakMegabytes, singleRefreshMs: singles, fits };
  } finally {
    await scratch.stop();
  }
}

type Timed = (name: string, work: () => Promise<unknown>) => Promise<void>;

/** What any product would have to do: read the orders once, hand the features over, take the scores and merge them. */
async function measureFloor(ctx: Ctx, timed: Timed): Promise<void> {
  await timed('aggregate', () =>
    sql`select count(*), sum(last_order_at - first_order_at) from (
      select customer_id, count(*), sum(gross_cents), sum(discount_cents), sum(returned_cents),
        min(placed_at) as first_order_at, max(placed_at) as last_order_at
      from orders.orders where status <> 'cancelled' group by customer_id) as totals`.execute(ctx.db),
  );
  const columns = await sql<{ name: string }>`
    select attname as name from pg_attribute
    where attrelid = 'scoring.scores'::regclass and attnum > 0 and not attisdropped order by attnum`.execute(ctx.db);
  const names = columns.rows.map(({ name }) => name);
  const scores = names.join(', ');
  const taken = names.filter((name) => name !== 'customer_id').map((name) => `${name} = excluded.${name}`);
  await inTransaction(ctx, async (ctx) => {
    await timed('copyOut', async () => {
      const stream = await copyOut(
        ctx,
        `select customer_id, orders, gross_cents, net_cents, purchase_days, first_purchase_day, last_purchase_day, code
         from orders.rollups join customers.customers using (customer_id)`,
      );
      for await (const chunk of stream) void chunk;
    });
    const chunks: Buffer[] = [];
    for await (const chunk of await copyOut(ctx, `select ${scores} from scoring.scores`)) chunks.push(chunk as Buffer);
    await sql`create temporary table incoming (like scoring.scores) on commit drop`.execute(ctx.db);
    await timed('copyIn', () => copyIn(ctx, `incoming (${scores})`, chunks));
    await sql`create table scoring.floor (like scoring.scores including all)`.execute(ctx.db);
    await timed('merge', () =>
      sql`insert into scoring.floor select (i).* from incoming i
        on conflict (customer_id) do update set ${sql.raw(taken.join(', '))}`.execute(ctx.db),
    );
    await sql`drop table scoring.floor`.execute(ctx.db);
  });
}

/** Totals and scores of one customer, as the reaction to one new order does them. */
async function measureSingles(ctx: Ctx, customers: number): Promise<{ median: number; p95: number }> {
  const times: number[] = [];
  for (let i = 0; i < SINGLE_REFRESHES; i++) {
    const customerIds = [1 + ((i * 104_729) % customers)];
    const stopwatch = startStopwatch();
    await refreshRollups(ctx, { customerIds });
    await refreshScores(ctx, { customerIds });
    times.push(Math.round(stopwatch() * 1_000));
  }
  times.sort((a, b) => a - b);
  return { median: times[Math.floor(times.length / 2)] ?? 0, p95: times[Math.floor(times.length * 0.95)] ?? 0 };
}
