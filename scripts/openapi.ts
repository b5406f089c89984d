/**
 * Writes `docs/openapi.json` and the operations of `client/` from the running contracts, or with `--check` says whether they
 * are still true to them.
 * Nothing is asked of a database: routes are mounted, never called. Usage: npm run openapi [-- --check]
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createAuth } from '#modules/access/index.ts';
import { openDatabase } from '#platform/db.ts';
import { createHttp } from '#platform/http.ts';
import { silentLog } from '#platform/log.ts';
import packageJson from '../package.json' with { type: 'json' };
import { buildHouse, type House } from '../server/modules.ts';
import { clientFiles } from './client.ts';

const TARGET = path.resolve(import.meta.dirname, '../docs/openapi.json');

/** The whole house as it is mounted, on a database that is never connected to. */
export function houseWithoutDatabase() {
  const database = openDatabase('postgres://nobody@localhost:1/none');
  const auth = createAuth({ database, secret: 'only mounted, never signed with: x'.repeat(2), publicUrl: null });
  const house: House = buildHouse({ auth, version: packageJson.version, dataDir: 'data' });
  return { database, auth, house, close: database.close };
}

export async function openApi(): Promise<string> {
  const { database, auth, house, close } = houseWithoutDatabase();
  const server = await createHttp({
    database,
    log: silentLog,
    modules: house.modules,
    authenticate: auth.authenticate,
    allows: house.rights.allows,
    version: packageJson.version,
  });
  await server.ready();
  const document = server.swagger();
  await server.close();
  await close();
  return `${JSON.stringify(sorted(document), null, 2)}\n`;
}

/** Keys in one order, so that a change shows as a change. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

async function main(): Promise<void> {
  const files = [{ file: TARGET, text: await openApi() }, ...(await clientFiles())];
  for (const { file, text } of files) {
    if (!process.argv.includes('--check')) await writeFile(file, text);
    else if ((await readFile(file, 'utf8')) !== text) {
      const name = path.relative(path.dirname(import.meta.dirname), file);
      process.stderr.write(`${name} is not what the contracts say: run \`npm run openapi\` and commit it.\n`);
      process.exitCode = 1;
    }
  }
}

if (import.meta.main) await main();
