import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { dataFolder, pullThePlug, signedIn, start, type Caller, type RunningHouse } from './process.ts';

const folder = dataFolder();
/** Three starts of a house, two of them after a crash, on a machine that is busy. */
vi.setConfig({ testTimeout: 240_000 });

const ORDERS = 20_000;
const LINES = 3 * ORDERS;

function orderFile(name: string): string {
  const rows = Array.from({ length: LINES }, (_, i) => {
    const order = Math.floor(i / 3);
    return `${name}-${order},2026-01-0${1 + (order % 9)} 10:00:00,K${order % 500},S${i % 700},${1 + (i % 4)},9.90`;
  });
  return `订单号,下单时间,客户编号,商品编码,数量,单价\n${rows.join('\n')}\n`;
}

type Batch = { batchId: number; state: string; counts: Record<string, number>; error: unknown };

/** Uploads and asks for the dry run; the answer to an upload means that the file is safe. */
async function begin(house: RunningHouse, call: Caller, name: string): Promise<number> {
  const uploadId = await upload(house, `${name}.csv`, orderFile(name));
  const { body } = await call('GET', `/api/import/uploads/${uploadId}/inspection?kind=orders`);
  const { layout, mapping } = body as { layout: object; mapping: object };
  const made = await call('POST', '/api/import/batches', { uploadId, kind: 'orders', layout, mapping });
  return (made.body as Batch).batchId;
}

async function upload(house: RunningHouse, name: string, text: string): Promise<number> {
  const signIn = await fetch(`${house.address}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'administrator@example.com', password: 'a long password' }),
  });
  const cookie = signIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const response = await fetch(`${house.address}/api/import/uploads?fileName=${name}`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/octet-stream' },
    body: text,
  });
  return ((await response.json()) as { uploadId: number }).uploadId;
}

async function until(call: Caller, batchId: number, state: string): Promise<Batch> {
  for (;;) {
    const batch = (await call('GET', `/api/import/batches/${batchId}`)).body as Batch;
    if (batch.state === state || ['done', 'failed', 'cancelled'].includes(batch.state)) return batch;
    await sleep(100);
  }
}

/** Before a worker has taken the job, while it reads, while it checks or applies, and when it may be through. */
const MOMENTS_MS = [0, 300, 1_200];

describe('an import', () => {
  it.each(MOMENTS_MS)(
    'whose processes are all killed %i ms into the dry run and into applying is stored once',
    async (ms) => {
      const name = `A${ms}`;
      let house = await start(folder);
      const batchId = await begin(house, await signedIn(house.address), name);
      await sleep(ms);
      await pullThePlug(house, folder);

      house = await start(folder);
      let call = await signedIn(house.address);
      expect(await until(call, batchId, 'checked')).toMatchObject({
        state: 'checked',
        counts: { rows: LINES, created: ORDERS },
      });
      expect((await call('POST', `/api/import/batches/${batchId}/apply`)).status).toBe(200);
      await sleep(ms);
      await pullThePlug(house, folder);

      house = await start(folder);
      call = await signedIn(house.address);
      expect(await until(call, batchId, 'done')).toMatchObject({ state: 'done', error: null, counts: { rows: LINES } });
      const again = await begin(house, call, name);
      expect(await until(call, again, 'checked')).toMatchObject({
        counts: { created: 0, updated: 0, unchanged: ORDERS },
      });
      await pullThePlug(house, folder);
    },
  );

  it('goes on at once when the server alone is killed, and its database lives', async () => {
    const house = await start(folder);
    const batchId = await begin(house, await signedIn(house.address), 'B');
    await sleep(300);
    house.child.kill('SIGKILL');
    await house.ended;
    const again = await start(folder);
    expect(await until(await signedIn(again.address), batchId, 'checked')).toMatchObject({
      state: 'checked',
      counts: { created: ORDERS },
    });
    await pullThePlug(again, folder);
  });
});
