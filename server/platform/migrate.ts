import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../db/migrations');
/** Any constant: two processes starting at once migrate one after the other. */
const LOCK = 7_218_004_115;

export type MigrationReport = { applied: string[]; total: number };

/**
 * Brings the database to the newest schema: the numbered files of `db/migrations`, forward only, each in its own
 * transaction. A file that was applied and then edited is refused, because no two installations would agree after it.
 */
export async function migrate(connectionString: string): Promise<MigrationReport> {
  const client = new pg.Client({ connectionString, application_name: 'liuke migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(`
      create schema if not exists platform;
      create table if not exists platform.migrations (
        name text primary key, digest text not null, applied_at timestamptz not null default now()
      )`);
    return await applyPending(client);
  } finally {
    await client.end();
  }
}

async function applyPending(client: pg.Client): Promise<MigrationReport> {
  const { rows } = await client.query<{ name: string; digest: string }>('select name, digest from platform.migrations');
  const known = new Map(rows.map((row) => [row.name, row.digest]));
  const names = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql')).toSorted();
  const applied: string[] = [];
  for (const name of names) {
    const text = await readFile(path.join(MIGRATIONS, name), 'utf8');
    const digest = createHash('sha256').update(text).digest('hex');
    const before = known.get(name);
    if (before === digest) continue;
    if (before !== undefined)
      throw new Error(`Migration ${name} was changed after it had been applied; add a new file instead.`);
    await applyOne(client, name, text, digest);
    applied.push(name);
  }
  return { applied, total: names.length };
}

async function applyOne(client: pg.Client, name: string, text: string, digest: string): Promise<void> {
  try {
    await client.query('begin');
    await client.query(text);
    await client.query('insert into platform.migrations (name, digest) values ($1, $2)', [name, digest]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw new Error(`Migration ${name}: ${(cause as Error).message}`, { cause });
  }
}
