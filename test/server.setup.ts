import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '#platform/embedded-postgres.ts';

/** Starts (or joins) the test cluster before the first file and leaves it after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.LIUKE_TEST_DATABASE_URL;
  if (given) {
    project.provide('testServerUrl', given);
    return async () => undefined;
  }
  const server = await startEmbeddedPostgres({
    dataDir: path.resolve(import.meta.dirname, '../data/test'),
    memoryMb: Math.min(2048, Math.floor(os.totalmem() / 2 ** 20 / 4)),
    // Nothing in it has to survive a power cut.
    durable: false,
  });
  project.provide('testServerUrl', server.url);
  return server.stop;
}
