/** `npm run new:migration -- add_customer_nickname`: the next numbered file in db/migrations, with what to think of. */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const MIGRATIONS = path.resolve(import.meta.dirname, '../db/migrations');

const HEADER = `-- What changes and why, and what it costs on a full database. Forward only: a file that was released never changes.
-- Above every "create table" stands its kind and what a row is:
--   Customer-owned (key starts with customer_id) · Directory (a value gives a customer_id) · Catalogue · Control.

`;

/** The path of the next migration, e.g. db/migrations/0009_tasks.sql. */
export function nextMigration(name: string): string {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`"${name}": small letters, digits and _ only.`);
  const numbers = readdirSync(MIGRATIONS).map((file) => Number.parseInt(file, 10) || 0);
  return path.join(MIGRATIONS, `${String(Math.max(0, ...numbers) + 1).padStart(4, '0')}_${name}.sql`);
}

if (import.meta.main) {
  const file = nextMigration((process.argv[2] ?? '').replaceAll('-', '_'));
  writeFileSync(file, HEADER, { flag: 'wx' });
  process.stdout.write(`${path.relative(process.cwd(), file)}\nThen: npm run db:types, and commit both together.\n`);
}
