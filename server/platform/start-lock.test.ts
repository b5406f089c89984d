import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { whileLocked } from './start-lock.ts';

const folder = () => mkdtemp(path.join(os.tmpdir(), 'liuke-lock-'));

test('a lock left behind by a process that is gone is taken over, and nothing stays behind', async () => {
  const directory = await folder();
  const gone = spawn(process.execPath, ['-e', '0']);
  await once(gone, 'exit');
  await writeFile(path.join(directory, 'lock'), String(gone.pid));
  expect(await whileLocked(path.join(directory, 'lock'), async () => 'done')).toBe('done');
  expect(await readdir(directory)).toEqual([]);
});

test('whoever comes second waits until a living holder is through', async () => {
  const directory = await folder();
  const file = path.join(directory, 'lock');
  const living = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
  await writeFile(file, String(living.pid));
  const order: string[] = [];
  const second = whileLocked(file, async () => order.push('second'));
  await sleep(300);
  order.push('first still there');
  living.kill();
  await second;
  expect(order).toEqual(['first still there', 'second']);
});
