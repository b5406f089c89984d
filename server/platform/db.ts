import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { DB } from '#db/types.ts';
import { rememberConnections } from './copy.ts';

// int8 fits a double here: ids and cents stay far below 2^53. numeric is only used for quantities. Dates stay text
// ('2026-01-31'), so that no time zone is ever guessed.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

export type Database = { db: Kysely<DB>; pool: pg.Pool; close: () => Promise<void> };

export type PoolOptions = { max?: number; applicationName?: string };

export function openDatabase(connectionString: string, options: PoolOptions = {}): Database {
  const pool = new pg.Pool({
    connectionString,
    max: options.max ?? 12,
    application_name: options.applicationName ?? 'liuke',
    idleTimeoutMillis: 30_000,
  });
  // A connection lost while idle (server restart) is replaced by the pool; the next query reports it if it persists.
  pool.on('error', () => undefined);
  // One lost in the middle of work rejects its query; without a listener it would end the process as well.
  pool.on('connect', (client) => client.on('error', () => undefined));
  rememberConnections(pool);
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
  return { db, pool, close: () => db.destroy() };
}

/** The oldest server the SQL of this product runs on. */
export const OLDEST_SERVER_MAJOR = 15;

/** Refuses a server that is too old, unreachable or not UTF-8, with a sentence that says what to do. */
export async function checkServer(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000, application_name: 'liuke' });
  try {
    await client.connect();
  } catch (cause) {
    throw new Error(`DATABASE_URL: no PostgreSQL server answers there (${(cause as Error).message}).`, { cause });
  }
  try {
    const { rows } = await client.query<{ version: string; encoding: string }>(
      `select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding`,
    );
    const major = Math.floor(Number(rows[0]?.version) / 10_000);
    if (major < OLDEST_SERVER_MAJOR) {
      throw new Error(
        `DATABASE_URL: the server is PostgreSQL ${major}; version ${OLDEST_SERVER_MAJOR} or newer is needed.`,
      );
    }
    if (rows[0]?.encoding !== 'UTF8') {
      throw new Error(`DATABASE_URL: the database is encoded in ${rows[0]?.encoding}; create it with encoding UTF8.`);
    }
  } finally {
    await client.end();
  }
}
