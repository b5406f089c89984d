/** The demo brand, loaded and with everything done that this causes: once for all files of a run, which get copies. */
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { inject, vi } from 'vitest';
import { loadDemo } from '#modules/demo/index.ts';
import { systemActor } from '#platform/context.ts';
import { openDatabase, type Database } from '#platform/db.ts';
import { silentLog } from '#platform/log.ts';
import { ensureTemplate } from '#test/database.ts';
import { madeOnce } from '#test/server.ts';
import { createApp, startJobs } from '../../server/app.ts';

export async function demoTemplate(server: string): Promise<string> {
  const template = await ensureTemplate(server);
  const name = `${template}_demo_${inject('testRun')}`;
  await madeOnce(server, name, template, loadedDemo);
  return name;
}

async function loadedDemo(url: string): Promise<void> {
  const database = openDatabase(url, { max: 8 });
  const dataDir = path.join(os.tmpdir(), 'liuke-demo');
  const outside = { connectionString: url, version: '0', dataDir, publicUrl: null, log: silentLog };
  const app = await createApp({ database, ...outside });
  const lent = { auth: app.auth, sources: app.house.segmentSources };
  await loadDemo({ db: database.db, now: new Date(), actor: systemActor('test'), log: silentLog }, lent);
  const worker = await startJobs(app, 2);
  await whenAllIsDone(database.db);
  await worker.stop();
  await database.close();
}

/** Nothing that is due is left to the background. */
export async function whenAllIsDone(db: Database['db']): Promise<void> {
  const due = sql`select from graphile_worker.jobs where run_at <= now() and attempts < max_attempts limit 1`;
  await vi.waitUntil(async () => (await due.execute(db)).rows.length === 0, { timeout: 400_000, interval: 250 });
}
