/**
 * Writes `db/types.ts` from the migrated schema, or with `--check` says whether it is still true to it.
 * Usage: npm run db:types [-- --check]
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generate, PostgresDialect } from 'kysely-codegen';
import { startEmbeddedPostgres } from '#platform/embedded-postgres.ts';
import { migrate } from '#platform/migrate.ts';
import { openDatabase } from '#platform/db.ts';

const TARGET = path.resolve(import.meta.dirname, '../db/types.ts');

export async function databaseTypes(connectionString: string): Promise<string> {
  const { db, close } = openDatabase(connectionString, { max: 2 });
  try {
    return await generate({
      db: db as never,
      dialect: new PostgresDialect({ numericParser: 'number', dateParser: 'string' }),
      excludePattern: 'graphile_worker.*',
      outFile: null,
      typeMapping: { int8: 'number' },
    });
  } finally {
    await close();
  }
}

async function main(): Promise<void> {
  const dataDir = path.resolve(import.meta.dirname, '../data/types');
  const server = await startEmbeddedPostgres({ dataDir, memoryMb: 512, durable: false });
  const check = process.argv.includes('--check');
  try {
    await migrate(server.url);
    const types = await databaseTypes(server.url);
    if (!check) return await writeFile(TARGET, types);
    if ((await readFile(TARGET, 'utf8')) !== types) {
      throw new Error('db/types.ts is not what the migrations make: run `npm run db:types` and commit it.');
    }
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main();
