import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { dataFolder, processesOf, pullThePlug, signedIn, start } from './process.ts';

const folder = dataFolder();

/** Fixed, so that a failure can be repeated: how long writing goes on before the plug is pulled. */
const MOMENTS_MS = [40, 230, 610];

describe('after kill -9 of every process', () => {
  it.each(MOMENTS_MS)('the next start has all that was acknowledged (%i ms into writing)', async (moment) => {
    const house = await start(folder);
    const call = await signedIn(house.address);
    const acknowledged: string[] = [];
    const writer = async (name: string) => {
      for (let no = 0; house.child.signalCode === null; no += 1) {
        const code = `${moment}-${name}-${no}`;
        const answer = await call('PUT', `/api/stores/${code}`, { name: `Store ${code}` }).catch(() => null);
        if (answer?.status === 200) acknowledged.push(code);
      }
    };
    const writers = ['a', 'b', 'c'].map(writer);
    await sleep(moment);
    await pullThePlug(house, folder);
    await Promise.all(writers);

    const again = await start(folder);
    const answer = await (await signedIn(again.address))('GET', '/api/stores');
    const kept = new Set((answer.body as { rows: { code: string }[] }).rows.map((row) => row.code));
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(acknowledged.filter((code) => !kept.has(code))).toEqual([]);
    await pullThePlug(again, folder);
  });

  it('of the server alone, its database is found again and joined', async () => {
    const house = await start(folder);
    house.child.kill('SIGKILL');
    await house.ended;
    expect(processesOf(folder)).not.toEqual([]);
    const again = await start(folder);
    expect((await (await signedIn(again.address))('GET', '/api/start')).status).toBe(200);
    again.child.kill('SIGINT');
    expect(await again.ended).toBe(0);
    expect(processesOf(folder)).toEqual([]);
  });

  it('of the database alone, the server says so and is well again when the database is', async () => {
    const house = await start(folder);
    const { status } = await fetch(`${house.address}/healthz`);
    expect(status).toBe(200);
    for (const pid of processesOf(folder)) process.kill(pid, 'SIGKILL');
    expect((await fetch(`${house.address}/healthz`)).status).toBe(503);
    house.child.kill('SIGINT');
    expect(await house.ended).toBe(0);
  });
});
