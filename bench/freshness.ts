/**
 * One new order through the door, and how long until the new stage, score and reasons are answered through the same door:
 * the whole house as it runs (server, worker, database), spoken to by HTTP with a key. At ten thousand customers and at
 * as many as asked for, in the same run; the ratio of the two says whether freshness depends on size. Then all that a
 * customer's page asks for, at once, as a browser does; and what the house costs when nobody asks anything of it.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { createKey } from '#modules/access/index.ts';
import { refreshAllRollups } from '#modules/orders/index.ts';
import { sweep } from '#modules/scoring/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import type { BenchOptions } from './options.ts';
import { fillPurchases } from './purchase-data.ts';
import { startScratch, type Scratch } from './scratch.ts';

const SMALL = 10_000;
const ORDERS = 200;
const IDLE_SECONDS = 60;
const LOOK_EVERY_MS = 5;
const GIVE_UP_MS = 60_000;
const PAGES = 200;
const RIGHTS = [
  'orders.write',
  'orders.read',
  'scoring.read',
  'customers.read',
  'interactions.read',
  'segments.read',
  'care.read',
  'tasks.read',
  'privacy.consent',
];

/** What the page of a customer reads. */
const PARTS_OF_PAGE = [
  '',
  '/timeline?limit=50',
  '/scores',
  '/outlook',
  '/recommendations?personal=yes&limit=5',
  '/orders?limit=200',
  '/portrait',
  '/segments',
  '/dates',
  '/relations',
  '/field-checks',
  '/consents',
  '/care',
];

type Timing = { p50Ms: number; p95Ms: number };
type Freshness = Timing & { customerPage: Timing; idleCpuPercent: number };

export async function benchFreshness(options: BenchOptions, say: (line: string) => void): Promise<object> {
  const large = options.customers ?? 1_000_000;
  const scratch = await startScratch();
  try {
    const small = await measure(scratch, SMALL, say);
    const big = await measure(scratch, large, say);
    const ratio = Math.round((big.p95Ms / small.p95Ms) * 100) / 100;
    return { bench: 'freshness', orders: ORDERS, [SMALL]: small, [large]: big, ratio };
  } finally {
    await scratch.stop();
  }
}

async function measure(scratch: Scratch, customers: number, say: (line: string) => void): Promise<Freshness> {
  say(`${customers} customers: writing and judging them`);
  const { ctx, url, database } = await scratch.create(`freshness_${customers}`);
  await fillPurchases(ctx, customers);
  await nameThem(ctx);
  await inTransaction(ctx, refreshAllRollups);
  await sql`vacuum analyze orders.rollups`.execute(ctx.db);
  await sweep(ctx);
  await sql`vacuum analyze scoring.scores`.execute(ctx.db);
  const { secret } = await createKey(
    ctx,
    { name: 'bench', permissions: RIGHTS, storeIds: null, perMinute: 100_000, expiresAt: null },
    RIGHTS,
  );
  const house = await startHouse(url, scratch.directory);
  try {
    await settle(ctx);
    say('the house is quiet: orders one by one');
    const taken: number[] = [];
    for (const one of await whoIsAway(ctx)) taken.push(await buyAndLook(house.address, secret, one));
    await settle(ctx);
    const before = cpuSeconds(house.pid);
    await sleep(IDLE_SECONDS * 1_000);
    const idleCpuPercent = Math.round(((cpuSeconds(house.pid) - before) / IDLE_SECONDS) * 10_000) / 100;
    const customerPage = await openPages(house.address, secret, customers);
    const result = { ...timingOf(taken), customerPage, idleCpuPercent };
    say(JSON.stringify(result));
    return result;
  } finally {
    await house.stop();
    await database.close();
  }
}

function timingOf(taken: readonly number[]): Timing {
  const sorted = taken.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}

/** Customers far apart, so that none is in any cache; the first opening warms what a running house has warm. */
async function openPages(address: string, secret: string, customers: number): Promise<Timing> {
  const headers = { authorization: `Bearer ${secret}` };
  const taken: number[] = [];
  for (let n = 0; n <= PAGES; n += 1) {
    const place = `${address}/api/customers/${1 + ((n * 104_729) % customers)}`;
    const start = performance.now();
    await Promise.all(
      PARTS_OF_PAGE.map(async (part) => {
        const answer = await fetch(`${place}${part}`, { headers });
        if (!answer.ok) throw new Error(`${part}: ${answer.status} ${await answer.text()}`);
        await answer.arrayBuffer();
      }),
    );
    if (n > 0) taken.push(performance.now() - start);
  }
  return timingOf(taken);
}

/** What the sender of an order calls its customer by. */
async function nameThem(ctx: Ctx): Promise<void> {
  await sql`
    insert into customers.identities (kind, namespace, value, customer_id, original, added_at)
    select 'external', 'api', code, customer_id, code, created_at from customers.customers`.execute(ctx.db);
  await sql`select setval('customers.customers_customer_id_seq', (select max(customer_id) from customers.customers)),
    setval('orders.order_ids', (select max(order_id) from orders.orders))`.execute(ctx.db);
  await sql`analyze customers.identities`.execute(ctx.db);
}

type Away = { customerId: number; code: string; stage: string };

/** Customers whose stage must change with an order: lost or asleep. */
async function whoIsAway(ctx: Ctx): Promise<Away[]> {
  const { rows } = await sql<Away>`
    select customer_id as "customerId", code, stage from scoring.scores join customers.customers using (customer_id)
    where stage in ('lost', 'sleeping') order by customer_id % 104729, customer_id limit ${ORDERS}`.execute(ctx.db);
  if (rows.length < ORDERS) throw new Error(`Only ${rows.length} customers are away.`);
  return rows;
}

/** From sending the order to having read stage, score and reasons that know of it. */
async function buyAndLook(address: string, secret: string, { customerId, code, stage }: Away): Promise<number> {
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
  const ask = async (place: string) => {
    const answer = await fetch(`${address}${place}`, { headers });
    if (!answer.ok) throw new Error(`${place}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { stage?: { code: string } };
  };
  const order = {
    externalId: `N-${customerId}`,
    customer: { externalId: code },
    placedAt: new Date().toISOString(),
    lines: [{ sku: 'A', name: 'A', quantity: 1, unitPriceCents: 9_900 }],
  };
  const start = performance.now();
  const sent = await fetch(`${address}/api/orders`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ orders: [order] }),
  });
  if (!sent.ok) throw new Error(`order: ${sent.status} ${await sent.text()}`);
  while (performance.now() - start < GIVE_UP_MS) {
    const scores = await ask(`/api/customers/${customerId}/scores`);
    if (scores.stage?.code !== stage) {
      await ask(`/api/customers/${customerId}/outlook`);
      return performance.now() - start;
    }
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`The stage of ${code} is still ${stage} after ${GIVE_UP_MS} ms.`);
}

/** Until no job is waiting that is due. */
async function settle(ctx: Ctx): Promise<void> {
  for (let quiet = 0; quiet < 5;) {
    const { rows } = await sql`select from graphile_worker.jobs where run_at <= now() limit 1`.execute(ctx.db);
    quiet = rows.length === 0 ? quiet + 1 : 0;
    await sleep(1_000);
  }
}

type House = { address: string; pid: number; stop: () => Promise<void> };

async function startHouse(databaseUrl: string, directory: string): Promise<House> {
  const main = path.resolve(import.meta.dirname, '../server/main.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, DATABASE_URL: databaseUrl, LIUKE_DATA: directory, PORT: '0', LOG_LEVEL: 'error' },
  });
  const ended = new Promise<never>((_resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The house ended with ${code}.`)));
  });
  ended.catch(() => undefined);
  const ready = new Promise<string>((resolve) => {
    child.on('message', (message: { address: string }) => resolve(message.address));
  });
  const address = await Promise.race([ready, ended]);
  return {
    address,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      await ended.catch(() => undefined);
    },
  };
}

const TICKS_A_SECOND = 100;

/** Of the house's process and its worker, as Linux counts it; database processes only work when these ask. */
function cpuSeconds(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  return [String(pid), ...children]
    .map((one) => readFileSync(`/proc/${one}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [])
    .reduce((sum, fields) => sum + (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND, 0);
}
