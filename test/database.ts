/**
 * A real PostgreSQL for every test file: one embedded cluster is shared, a template is migrated once per set of
 * migrations, and each file gets its own clone. `LIUKE_TEST_DATABASE_URL` names another server to use instead.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, inject } from 'vitest';
import type { Ctx } from '#platform/context.ts';
import { systemActor } from '#platform/context.ts';
import { openDatabase, type Database } from '#platform/db.ts';
import { migrateJobs } from '#platform/jobs.ts';
import { silentLog } from '#platform/log.ts';
import { migrate } from '#platform/migrate.ts';
import { madeOnce, onServer, withDatabase } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    testServerUrl: string;
    /** Names this run, for what is made once in it and not kept. */
    testRun: string;
  }
}

/** A fixed moment, a Sunday noon in Shanghai: tests that do not care about time share it. */
export const TEST_NOW = new Date('2026-03-01T12:00:00+08:00');

export type TestDatabase = Database & { url: string; ctx: Ctx };

/** Clones the template for the calling test file and drops the clone when the file is through. */
export async function testDatabase(now: Date = TEST_NOW, template = ensureTemplate): Promise<TestDatabase> {
  const server = inject('testServerUrl');
  const source = await template(server);
  const name = `liuke_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, (client) => client.query(`create database ${name} template ${source}`));
  const url = withDatabase(server, name);
  const database = openDatabase(url, { max: 8 });
  afterAll(async () => {
    await database.close();
    await onServer(server, (client) => client.query(`drop database if exists ${name} with (force)`));
  });
  const ctx: Ctx = { db: database.db, now, actor: systemActor('test'), log: silentLog };
  return { ...database, url, ctx };
}

export async function ensureTemplate(server: string): Promise<string> {
  const name = `liuke_template_${await migrationsDigest()}`;
  await madeOnce(server, name, 'template1', async (url) => {
    await migrate(url);
    await migrateJobs(url);
  });
  return name;
}

async function migrationsDigest(): Promise<string> {
  const directory = path.resolve(import.meta.dirname, '../db/migrations');
  const hash = createHash('sha256');
  for (const file of (await readdir(directory)).toSorted()) hash.update(await readFile(path.join(directory, file)));
  return hash.digest('hex').slice(0, 12);
}
