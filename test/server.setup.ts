import { randomBytes } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '#platform/embedded-postgres.ts';
import { onServer } from './server.ts';

/** Starts (or joins) the test cluster before the first file; after the last, drops what was made for this run and leaves. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const run = randomBytes(6).toString('hex');
  project.provide('testRun', run);
  const given = process.env.LIUKE_TEST_DATABASE_URL;
  const server = given ? { url: given, stop: async () => undefined } : await startCluster();
  project.provide('testServerUrl', server.url);
  return async () => {
    await dropMadeFor(server.url, run);
    await server.stop();
  };
}

const startCluster = () =>
  startEmbeddedPostgres({
    dataDir: path.resolve(import.meta.dirname, '../data/test'),
    memoryMb: Math.min(2048, Math.floor(os.totalmem() / 2 ** 20 / 4)),
    // Nothing in it has to survive a power cut.
    durable: false,
  });

async function dropMadeFor(server: string, run: string): Promise<void> {
  await onServer(server, async (client) => {
    const { rows } = await client.query<{ datname: string }>('select datname from pg_database where datname like $1', [
      `%${run}%`,
    ]);
    for (const { datname } of rows) await client.query(`drop database if exists ${datname} with (force)`);
  });
}
