import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { systemActor, type Ctx } from '#platform/context.ts';
import { openDatabase, type Database } from '#platform/db.ts';
import { startEmbeddedPostgres } from '#platform/embedded-postgres.ts';
import { migrateJobs } from '#platform/jobs.ts';
import { silentLog } from '#platform/log.ts';
import { migrate } from '#platform/migrate.ts';

export type Scratch = {
  directory: string;
  /** A migrated, empty database of its own. */
  create: (name: string) => Promise<{ database: Database; url: string; ctx: Ctx }>;
  stop: () => Promise<void>;
};

/** A throw-away cluster, one per process, with the settings and durability the product runs with. */
export async function startScratch(): Promise<Scratch> {
  const directory = path.resolve(import.meta.dirname, `../data/bench-${process.pid}`);
  const server = await startEmbeddedPostgres({ dataDir: directory, memoryMb: Math.floor(os.totalmem() / 2 ** 20 / 2) });
  const opened: Database[] = [];
  return {
    directory,
    create: async (name) => {
      const client = new pg.Client({ connectionString: server.url });
      await client.connect();
      await client.query(`drop database if exists ${name} with (force)`);
      await client.query(`create database ${name}`);
      await client.end();
      const url = Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
      await migrate(url);
      await migrateJobs(url);
      const database = openDatabase(url, { max: 6, applicationName: 'liuke bench' });
      opened.push(database);
      return { database, url, ctx: { db: database.db, now: new Date(), actor: systemActor('bench'), log: silentLog } };
    },
    stop: async () => {
      for (const database of opened) await database.close();
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
