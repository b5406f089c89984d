import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { childrenOf, dataFolder, isAlive, launch, processesOf, signedIn, start } from './process.ts';

const folder = dataFolder();

describe('starting and stopping', () => {
  it('two starts at once on one empty data folder share one database, and the last to leave stops it', async () => {
    const [one, two] = await Promise.all([start(folder), start(folder)]);
    await (
      await signedIn(one.address)
    )('PUT', '/api/stores/shared', { name: 'Shared' });
    const answer = await (await signedIn(two.address))('GET', '/api/stores');
    expect((answer.body as { rows: { code: string }[] }).rows.map((row) => row.code)).toContain('shared');

    one.child.kill('SIGINT');
    expect(await one.ended).toBe('in order');
    expect((await fetch(`${two.address}/healthz`)).status).toBe(200);

    two.child.kill('SIGINT');
    expect(await two.ended).toBe('in order');
    expect(processesOf(folder)).toEqual([]);
  });

  it('a port in use is said, and the next one taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const house = await start(folder, { port });
    expect(house.said()).toContain(`Port ${port} is in use`);
    expect(Number(new URL(house.address).port)).toBeGreaterThan(port);
    expect((await fetch(`${house.address}/healthz`)).status).toBe(200);
    house.child.kill('SIGINT');
    expect(await house.ended).toBe('in order');
    await new Promise((resolve) => taken.close(resolve));
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('%s leaves no process behind', async (signal) => {
    const house = await start(folder);
    const processes = [...processesOf(folder), ...childrenOf(house.child.pid ?? -1)];
    expect(processes).not.toEqual([]);
    house.child.kill(signal);
    expect(await house.ended).toBe('in order');
    expect(processes.filter(isAlive)).toEqual([]);
  });

  it('its starter gone leaves no process behind', async () => {
    const house = await start(folder);
    house.child.disconnect();
    expect(await house.ended).toBe('in order');
    expect(processesOf(folder)).toEqual([]);
  });

  it('Ctrl-C while it is still starting leaves no process behind', async () => {
    const house = launch(folder);
    while (processesOf(folder).length === 0 && house.child.exitCode === null) await sleep(10);
    house.child.kill('SIGINT');
    expect(await house.ended).toBe('in order');
    expect(processesOf(folder)).toEqual([]);
  });
});
