import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { recordCustomers } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { testDatabase } from '#test/database.ts';
import { nextAttempt } from './backoff.ts';
import { deliver } from './deliver.ts';
import { listDeliveries, replayDeliveries, testReceiver } from './deliveries.ts';
import { clearHeard, resumeDeliveries, tellReceivers } from './queue.ts';
import { createReceiver, getReceiver, listReceivers, removeReceiver, updateReceiver } from './receivers.ts';

const database = await testDatabase();
const { ctx, db } = database;

type Heard = { headers: IncomingHttpHeaders; body: string; customerId: number | null; type: string };

/** A real server that answers as it is told. */
async function listen() {
  const heard: Heard[] = [];
  const state: { answer: (one: Heard) => number; delayMs: number } = { answer: () => 200, delayMs: 0 };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => (body += String(piece)));
    request.on('end', () => {
      const said = JSON.parse(body) as { type: string; customer: { customerId: number } | null };
      const one = { headers: request.headers, body, customerId: said.customer?.customerId ?? null, type: said.type };
      heard.push(one);
      setTimeout(() => response.writeHead(state.answer(one), { location: '/elsewhere' }).end('thanks'), state.delayMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise((resolve) => server.close(resolve));
  afterAll(close);
  return { close, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, heard, state };
}

const at = (seconds: number): Ctx => ({ ...ctx, now: new Date(ctx.now.getTime() + seconds * 1_000) });
const tell = (customerIds: number[], from: Ctx = ctx) => tellReceivers('orders.recorded')(from, { customerIds });
const draft = (url: string) => ({ name: '数据仓库', url, events: ['orders.recorded' as const], active: true });

beforeEach(async () => {
  await db.deleteFrom('webhooks.receivers').execute();
});

/** Lets time pass in steps, working off what is due at each. */
async function pass(receiverId: number, seconds: number, step: number): Promise<void> {
  for (let s = 0; s <= seconds; s += step) await deliver(at(s), { receiverId });
}

test('a receiver is told what happened and to whom, by ids, in a form it can check', async () => {
  const [recorded] = await recordCustomers(ctx, [
    { source: 'till', externalId: 'M-7', name: '示例客户', phone: '13494000007' },
  ]);
  const customerId = recorded?.customerId ?? 0;
  const { url, heard } = await listen();
  const { receiver, secret } = await createReceiver(ctx, draft(url));
  await tell([customerId]);
  await deliver(ctx, receiver);
  const [message] = heard;
  expect(JSON.parse(message!.body)).toEqual({
    id: message!.headers['webhook-id'],
    type: 'orders.recorded',
    occurredAt: ctx.now.toISOString(),
    customer: { customerId, code: 'M-7', externalIds: [{ source: 'till', id: 'M-7' }] },
    data: {},
  });
  expect(message!.body).not.toMatch(/示例|13494000007/);
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = message!.headers;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const expected = createHmac('sha256', key)
    .update(`${String(id)}.${String(timestamp)}.${message!.body}`)
    .digest('base64');
  expect(signature).toBe(`v1,${expected}`);
});

test('events nobody asked for, and receivers that are switched off, are not told', async () => {
  const { url, heard } = await listen();
  const { receiver } = await createReceiver(ctx, draft(url));
  await tellReceivers('tasks.closed')(ctx, { customerIds: [1] });
  await deliver(ctx, receiver);
  await updateReceiver(ctx, receiver.receiverId, { ...draft(url), active: false });
  await tell([1]);
  await deliver(ctx, receiver);
  expect(heard).toEqual([]);
  await updateReceiver(ctx, receiver.receiverId, draft(url));
  await deliver(ctx, receiver);
  expect(heard).toHaveLength(1);
});

test('a receiver that is down for an hour misses nothing and hears of each customer in order', async () => {
  const { url, heard, state } = await listen();
  const { receiver } = await createReceiver(ctx, draft(url));
  state.answer = () => 503;
  for (let round = 0; round < 4; round += 1) {
    await tell([1, 2, 3], at(round * 600));
    await deliver(at(round * 600), receiver);
  }
  const knocks = heard.length;
  expect(knocks, 'it is knocked at, not hammered').toBeLessThan(12);
  expect((await getReceiver(ctx, receiver.receiverId)).failingSince).not.toBeNull();
  heard.length = 0;
  state.answer = () => 200;
  for (let s = 3_600; s <= 7_200; s += 60) await deliver(at(s), receiver);
  expect(heard).toHaveLength(12);
  for (const customerId of [1, 2, 3]) {
    const times = heard.filter((one) => one.customerId === customerId).map((one) => occurredAt(one));
    expect(times).toEqual(times.toSorted());
  }
  expect(await getReceiver(ctx, receiver.receiverId)).toMatchObject({ failingSince: null, waiting: 0, dead: 0 });
});

const occurredAt = ({ body }: Heard): string => (JSON.parse(body) as { occurredAt: string }).occurredAt;

test('one message the receiver cannot bear holds up its own customer alone', async () => {
  const { url, heard, state } = await listen();
  const { receiver } = await createReceiver(ctx, draft(url));
  state.answer = ({ customerId }) => (customerId === 2 ? 500 : 200);
  for (let round = 0; round < 3; round += 1) await tell([1, 2, 3, 4]);
  await pass(receiver.receiverId, 60, 5);
  const heardBy = (id: number) => heard.filter((one) => one.customerId === id).length;
  expect([heardBy(1), heardBy(3), heardBy(4)]).toEqual([3, 3, 3]);
  const ids = new Set(heard.filter((one) => one.customerId === 2).map((one) => one.headers['webhook-id']));
  expect(ids.size, 'the second message of a customer waits for the first').toBe(1);
});

test('what is refused for three days lies with the dead until it is sent again by hand', async () => {
  const { url, heard, state } = await listen();
  const { receiver } = await createReceiver(ctx, draft(url));
  state.answer = () => 301;
  await tell([1]);
  for (let hours = 0; hours <= 96; hours += 1) await deliver(at(hours * 3_600), receiver);
  const dead = await listDeliveries(ctx, receiver.receiverId, { state: 'dead', limit: 50 });
  expect(dead.rows).toMatchObject([{ customerId: 1, lastStatus: 301, lastError: 'redirect' }]);
  expect(dead.rows[0]!.attempts).toBeGreaterThan(10);
  state.answer = () => 204;
  heard.length = 0;
  const later = at(100 * 3_600);
  expect(await replayDeliveries(later, receiver.receiverId, null)).toEqual({ replayed: 1 });
  expect(await replayDeliveries(later, receiver.receiverId, null)).toEqual({ replayed: 0 });
  await deliver(later, receiver);
  expect(heard).toHaveLength(1);
  expect(await getReceiver(ctx, receiver.receiverId)).toMatchObject({ waiting: 0, dead: 0 });
});

test('a slow receiver and one that does not exist delay nobody else', async () => {
  const slow = await listen();
  slow.state.delayMs = 400;
  const quick = await listen();
  const gone = await listen();
  await gone.close();
  const receivers = [];
  for (const url of [slow.url, gone.url, quick.url]) receivers.push((await createReceiver(ctx, draft(url))).receiver);
  await tell(Array.from({ length: 24 }, (_, n) => n + 1));
  const ended: string[] = [];
  await Promise.all(
    receivers.map(async (receiver) => {
      await deliver(ctx, receiver);
      ended.push(receiver.url);
    }),
  );
  expect(ended.at(-1)).toBe(slow.url);
  expect([slow.heard.length, quick.heard.length]).toEqual([24, 24]);
  const nobody = await listDeliveries(ctx, receivers[1]!.receiverId, { limit: 50, state: 'waiting' });
  expect(nobody.rows.filter((row) => row.lastError === 'ECONNREFUSED').length).toBeGreaterThan(0);
});

test('whatever a receiver answers, each customer is heard of in order and nothing is lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { minLength: 1 }), { minLength: 1, maxLength: 6 }),
      fc.array(fc.constantFrom(200, 200, 500, 404), { minLength: 1, maxLength: 30 }),
      async (rounds, answers) => {
        await db.deleteFrom('webhooks.receivers').execute();
        const { receiver } = await createReceiver(ctx, draft(shared.url));
        const taken: Heard[] = [];
        let turn = 0;
        shared.state.answer = (one) => {
          const status = answers[turn++] ?? 200;
          if (status === 200) taken.push(one);
          return status;
        };
        for (const [index, customerIds] of rounds.entries()) {
          await tell(customerIds, at(index * 20));
          await deliver(at(index * 20), receiver);
        }
        for (let s = 200; s < 20_000; s += 900) await deliver(at(s), receiver);
        expect(taken).toHaveLength(rounds.flat().length);
        for (const customerId of [1, 2, 3, 4]) {
          const times = taken.filter((one) => one.customerId === customerId).map(occurredAt);
          expect(times).toEqual(times.toSorted());
        }
      },
    ),
    { numRuns: 8 },
  );
});
const shared = await listen();

test('delays grow, spread out, and end', () => {
  const delays = Array.from({ length: 16 }, (_, n) => nextAttempt(ctx.now, n + 1, 7));
  const known = delays.filter((next) => next !== null);
  expect(known).toEqual(known.toSorted((a, b) => a.getTime() - b.getTime()));
  expect(delays.at(-1)).toBeNull();
  expect(nextAttempt(ctx.now, 5, 1)).not.toEqual(nextAttempt(ctx.now, 5, 2));
});

test('a test says what the receiver answered, and an address stands once', async () => {
  const { url, heard, state } = await listen();
  const { receiver } = await createReceiver(ctx, draft(url));
  expect(await testReceiver(ctx, receiver.receiverId)).toEqual({ ok: true, status: 200, error: null });
  state.answer = () => 500;
  expect(await testReceiver(ctx, receiver.receiverId)).toEqual({ ok: false, status: 500, error: 'status' });
  expect(heard.map((one) => one.type)).toEqual(['webhooks.test', 'webhooks.test']);
  await expect(createReceiver(ctx, draft(url))).rejects.toMatchObject({ code: 'webhooks.url_taken' });
  await removeReceiver(ctx, receiver.receiverId);
  expect(await removeReceiver(ctx, receiver.receiverId)).toEqual({ done: true });
  expect(await listReceivers(ctx)).toEqual([]);
});

test('what is due and has lost its job gets a new one; what was heard is forgotten after a month', async () => {
  const { url } = await listen();
  const { receiver } = await createReceiver(ctx, draft(url));
  await tell([1]);
  await resumeDeliveries(at(60));
  await deliver(at(60), receiver);
  await clearHeard(at(29 * 86_400));
  expect((await listDeliveries(ctx, receiver.receiverId, { limit: 50 })).rows).toHaveLength(1);
  await clearHeard(at(32 * 86_400));
  expect((await listDeliveries(ctx, receiver.receiverId, { limit: 50 })).rows).toEqual([]);
});
