/**
 * Interactions by the million: batches of a thousand the way the API takes them (parse, stage, match, store, mark), beside
 * a bare `COPY` of the very rows into the same table, indexes and constraints; then pages of timelines, as the customer
 * page asks for them, over customers drawn like the events themselves, so that busy ones come up often.
 */
import { sql } from 'kysely';
import {
  interactionsModule,
  recountEverybody,
  recordInteractions,
  type InteractionInput,
} from '#modules/interactions/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { copyIn, copyOut } from '#platform/copy.ts';
import { seededRandom } from '#analytics/random.ts';
import type { BenchOptions } from './options.ts';
import { startScratch } from './scratch.ts';
import { withoutIndexes } from './without-indexes.ts';

const ROWS = 1_000_000;
const PER_BATCH = 1_000;
/** Ingest is measured over so many; the rest is filled in by COPY. */
const MOST_BY_API = 200_000;
const PAGES = 300;
const DAY_MS = 86_400_000;
const KINDS = [
  'page_view',
  'page_view',
  'page_view',
  'page_view',
  'feature_use',
  'login',
  'add_to_cart',
  'message',
  'call',
];

export async function benchInteractions(options: BenchOptions, say: (line: string) => void): Promise<object> {
  const rows = options.rows ?? ROWS;
  const customers = options.customers ?? Math.max(1_000, Math.round(rows / 100));
  const scratch = await startScratch();
  try {
    const { ctx } = await scratch.create('bench_interactions');
    await makeCustomers(ctx, customers);
    say(`${customers} customers`);
    const filled = rows - Math.min(rows, MOST_BY_API);
    await fill(ctx, filled, customers);
    say(`${filled} interactions filled in`);
    const ours = await byApi(ctx, rows - filled, customers, filled);
    say(`${rows - filled} interactions by API: ${Math.round(ours.perSecond)}/s`);
    const floor = await byCopy(ctx);
    say(`bare COPY: ${Math.round(floor.perSecond)}/s`);
    await sql`vacuum (analyze) interactions.interactions`.execute(ctx.db);
    const counting = await timed(() => recountEverybody(ctx));
    const all = await pages(ctx, customers, undefined);
    const notes = await pages(ctx, customers, new Set(['interaction.call']));
    return {
      rows,
      customers,
      apiPerSecond: Math.round(ours.perSecond),
      batchMsP95: ours.batchMsP95,
      copyPerSecond: Math.round(floor.perSecond),
      ratio: Number((ours.perSecond / floor.perSecond).toFixed(2)),
      recountEverybodyS: Number((counting / 1_000).toFixed(1)),
      timelineMs: all,
      timelineOneKindMs: notes,
    };
  } finally {
    await scratch.stop();
  }
}

async function makeCustomers(ctx: Ctx, customers: number): Promise<void> {
  await sql`
    insert into customers.customers (customer_id, code, created_at, updated_at)
    select n, 'C' || n, ${ctx.now}, ${ctx.now} from generate_series(1, ${customers}::int) n`.execute(ctx.db);
  await sql`
    insert into customers.identities (kind, namespace, value, customer_id, original, added_at)
    select 'external', 'api', 'U' || n, n, 'U' || n, ${ctx.now} from generate_series(1, ${customers}::int) n`.execute(
    ctx.db,
  );
  await sql`analyze customers.customers, customers.identities`.execute(ctx.db);
}

/** Few customers do much: the share of the first is that of a square root law. */
const busy = (random: () => number, customers: number): number => 1 + Math.floor(random() ** 2 * customers);

async function fill(ctx: Ctx, rows: number, customers: number): Promise<void> {
  if (rows === 0) return;
  await sql`select setseed(0.42)`.execute(ctx.db);
  await inTransaction(ctx, (ctx) =>
    withoutIndexes(ctx, 'interactions.interactions', () =>
      sql`
    insert into interactions.interactions (customer_id, event_id, kind_id, source_id, happened_at, recorded_at, seconds, page, detail)
    select 1 + floor(power(random(), 2) * ${customers}::int)::bigint, md5('f' || n)::uuid, 1 + (n % 6),
      1, ${ctx.now}::timestamptz - make_interval(secs => 170.0 * 86400 * (1 - n / ${rows}::float8)), ${ctx.now},
      (random() * 90)::int, '/goods/' || (n % 5000), jsonb_build_object('title', '商品 ' || (n % 5000))
    from generate_series(1, ${rows}::int) n`.execute(ctx.db),
    ),
  );
  await sql`vacuum (analyze) interactions.interactions`.execute(ctx.db);
}

function eventsOf(ctx: Ctx, from: number, count: number, customers: number): InteractionInput[] {
  const random = seededRandom(from + 1);
  return Array.from({ length: count }, (_, n) => ({
    externalId: `bench-${from + n}`,
    kind: KINDS[Math.floor(random() * KINDS.length)] ?? 'page_view',
    at: new Date(ctx.now.getTime() - random() * 2 * DAY_MS).toISOString(),
    customer: { externalId: `U${busy(random, customers)}` },
    seconds: Math.floor(random() * 90),
    page: `/goods/${(from + n) % 5_000}`,
    title: `商品 ${(from + n) % 5_000}`,
  }));
}

async function byApi(ctx: Ctx, rows: number, customers: number, seed: number) {
  const took: number[] = [];
  for (let from = 0; from < rows; from += PER_BATCH) {
    const events = eventsOf(ctx, seed + from, Math.min(PER_BATCH, rows - from), customers);
    took.push(await timed(() => inTransaction(ctx, (ctx) => recordInteractions(ctx, events))));
  }
  const total = took.reduce((sum, ms) => sum + ms, 0);
  return { perSecond: (rows / total) * 1_000, batchMsP95: quantile(took, 0.95) };
}

/** What was stored by the API, out and in again beside what is there already. */
async function byCopy(ctx: Ctx) {
  const table = 'interactions.interactions';
  const columns =
    'customer_id, event_id, kind_id, source_id, happened_at, recorded_at, seconds, inbound, actor_id, page, content, detail';
  return inTransaction(ctx, async (ctx) => {
    const which = `source_id <> 1`;
    const chunks: Buffer[] = [];
    for await (const chunk of await copyOut(ctx, `select ${columns} from ${table} where ${which}`))
      chunks.push(chunk as Buffer);
    await sql.raw(`delete from ${table} where ${which}`).execute(ctx.db);
    let rows = 0;
    const ms = await timed(async () => {
      rows = await copyIn(ctx, `${table} (${columns})`, chunks);
    });
    return { perSecond: (rows / ms) * 1_000 };
  });
}

async function pages(ctx: Ctx, customers: number, kinds: ReadonlySet<string> | undefined) {
  const sources = interactionsModule({ allows: () => true, newSecret: () => '' }).timeline ?? [];
  const asked = sources.filter((source) => !kinds || source.kinds.some((kind) => kinds.has(kind)));
  const random = seededRandom(7);
  const took: number[] = [];
  for (let n = 0; n < PAGES; n += 1) {
    const customerId = busy(random, customers);
    took.push(await timed(() => Promise.all(asked.map((source) => source.list(ctx, customerId, null, 52, kinds)))));
  }
  return { p50: quantile(took, 0.5), p95: quantile(took, 0.95), max: quantile(took, 1) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1));
}
