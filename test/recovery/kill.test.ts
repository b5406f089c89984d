import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { dataFolder, endNow, processesOf, pullThePlug, signedIn, start } from './process.ts';

const folder = dataFolder();

/** In the middle of writing, early and late: as soon as so many writes have been acknowledged. */
const ACKNOWLEDGED = [1, 20, 150];

describe('after kill -9 of every process', () => {
  it.each(ACKNOWLEDGED)('the next start has all that was acknowledged (after %i writes)', async (enough) => {
    const house = await start(folder);
    const call = await signedIn(house.address);
    const acknowledged: string[] = [];
    const writer = async (name: string) => {
      for (let no = 0; house.child.signalCode === null; no += 1) {
        const code = `${enough}-${name}-${no}`;
        const answer = await call('PUT', `/api/stores/${code}`, { name: `Store ${code}` }).catch(() => null);
        if (answer?.status === 200) acknowledged.push(code);
      }
    };
    const writers = ['a', 'b', 'c'].map(writer);
    while (acknowledged.length < enough) await sleep(1);
    await pullThePlug(house, folder);
    await Promise.all(writers);

    const again = await start(folder);
    const answer = await (await signedIn(again.address))('GET', '/api/stores');
    const kept = new Set((answer.body as { rows: { code: string }[] }).rows.map((row) => row.code));
    expect(acknowledged.length).toBeGreaterThanOrEqual(enough);
    expect(acknowledged.filter((code) => !kept.has(code))).toEqual([]);
    await pullThePlug(again, folder);
  });

  it('of the server alone, the next start is well', async () => {
    const house = await start(folder);
    house.child.kill('SIGKILL');
    await house.ended;
    const again = await start(folder);
    expect((await (await signedIn(again.address))('GET', '/api/start')).status).toBe(200);
    again.child.kill('SIGINT');
    expect(await again.ended).toBe('in order');
    expect(processesOf(folder)).toEqual([]);
  });

  it('of the database alone, the server says that it is away, lives on, and stops in order', async () => {
    const house = await start(folder);
    const call = await signedIn(house.address);
    const enough = new AbortController();
    const writing = Array.from({ length: 8 }, async (_, name) => {
      for (let no = 0; !enough.signal.aborted; no += 1)
        await call('PUT', `/api/stores/${name}-${no}`, { name: 'Store' });
    });
    await sleep(100);
    for (const pid of processesOf(folder)) endNow(pid);
    const away = fetch(`${house.address}/healthz`).then(({ status }) => status);
    await expect(away.catch(() => house.said())).resolves.toBe(503);
    enough.abort();
    await Promise.all(writing);
    house.child.kill('SIGINT');
    expect(await house.ended).toBe('in order');
  });
});
