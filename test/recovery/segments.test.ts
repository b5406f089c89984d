import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { dataFolder, pullThePlug, signedIn, start, type Caller } from './process.ts';

const folder = dataFolder();
/** Three starts of a house, two of them after a crash, on a machine that is busy. */
vi.setConfig({ testTimeout: 240_000 });

const CUSTOMERS = 900;
const LEAST = [1, 2, 3];

const bought = (value: number, not = false) => ({
  join: 'all',
  items: [{ rule: 'orders.count', args: { window: { kind: 'ever' }, count: { op: 'ge', value } }, not }],
});

const order = (n: number, no: number) => ({
  source: 'shop',
  externalId: `O${n}-${no}`,
  placedAt: '2026-01-05T12:00:00+08:00',
  customer: { externalId: `K${n}` },
  lines: [{ sku: 'S1', quantity: 1, unitPriceCents: 1_000 }],
});

/** The nth customer has n mod 4 orders. */
async function fill(call: Caller): Promise<void> {
  const customers = Array.from({ length: CUSTOMERS }, (_, n) => ({ source: 'shop', externalId: `K${n}` }));
  expect((await call('POST', '/api/customers', { customers })).status).toBe(200);
  const orders = customers.flatMap((_, n) => Array.from({ length: n % 4 }, (_, no) => order(n, no)));
  for (let from = 0; from < orders.length; from += 500)
    expect((await call('POST', '/api/orders', { orders: orders.slice(from, from + 500) })).status).toBe(200);
}

type Listed = {
  segmentId: number;
  name: string;
  size: number | null;
  evaluation: { waiting: boolean; version: number | null };
};

const listed = async (call: Caller) => ((await call('GET', '/api/segments')).body as { rows: Listed[] }).rows;

async function whenSettled(call: Caller): Promise<Listed[]> {
  for (;;) {
    const rows = await listed(call);
    if (rows.length > 0 && rows.every(({ size, evaluation }) => size !== null && !evaluation.waiting)) return rows;
    await sleep(100);
  }
}

const counted = async (call: Caller, definition: object) =>
  ((await call('POST', '/api/segments/preview', { definition, samples: 0 })).body as { customers: number }).customers;

const sizeOf = async (call: Caller, name: string) => (await listed(call)).find((one) => one.name === name)?.size;

/** Sooner or later: what is still in the queue is worked off first. */
async function isRecomputed(call: Caller): Promise<void> {
  const rows = await whenSettled(call);
  for (const { segmentId, name } of rows) {
    const definition = bought(Number(name.at(-1)), name.startsWith('not'));
    while ((await sizeOf(call, name)) !== (await counted(call, definition))) await sleep(200);
    expect(await membersOf(call, segmentId)).toBe(await counted(call, definition));
  }
}

async function membersOf(call: Caller, segmentId: number): Promise<number> {
  let members = 0;
  for (let after = ''; ;) {
    const page = await call('GET', `/api/segments/${segmentId}/members?limit=200${after && `&after=${after}`}`);
    const body = page.body as { rows: unknown[]; next: string | null };
    members += body.rows.length;
    if (!body.next) return members;
    after = encodeURIComponent(body.next);
  }
}

it('segments whose workers are all killed, while they are first evaluated and while orders arrive, are what a recompute says', async () => {
  let house = await start(folder);
  let call = await signedIn(house.address);
  await fill(call);
  for (const least of LEAST)
    for (const not of [false, true]) {
      const body = { name: `${not ? 'not ' : ''}${least}`, kind: 'dynamic', definition: bought(least, not) };
      expect((await call('POST', '/api/segments', body)).status).toBe(200);
    }
  await pullThePlug(house, folder);

  house = await start(folder);
  call = await signedIn(house.address);
  await isRecomputed(call);

  // Everybody gets one more order, and all segments are asked for again, while the plug is pulled.
  const more = Array.from({ length: CUSTOMERS }, (_, n) => order(n, 9));
  for (let from = 0; from < more.length; from += 300)
    expect((await call('POST', '/api/orders', { orders: more.slice(from, from + 300) })).status).toBe(200);
  for (const { segmentId } of await listed(call)) await call('POST', `/api/segments/${segmentId}/evaluate`);
  await pullThePlug(house, folder);

  house = await start(folder);
  call = await signedIn(house.address);
  while ((await counted(call, bought(1))) !== CUSTOMERS) await sleep(200);
  await isRecomputed(call);
  await pullThePlug(house, folder);
});
