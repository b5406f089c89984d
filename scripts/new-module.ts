/**
 * `npm run new:module -- tasks [--before demo]`: a module that works from its first minute. It keeps notes about
 * customers until you say what it really keeps; contract, route, concept, migration and test are where they belong, and
 * the list knows it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { nextMigration } from './new-migration.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const LIST = 'server/modules.ts';

export type Files = Readonly<Record<string, string>>;

/** Everything a new module is, by path: its own files, its migration, and the list with it in its place. */
export function moduleFiles(name: string, before: string, list: string): Files {
  if (!/^[a-z]+$/.test(name)) throw new Error(`"${name}": a module is called by one word of small letters.`);
  const folder = `server/modules/${name}`;
  return {
    [`${folder}/index.ts`]: index(name),
    [`${folder}/contract.ts`]: contract(name),
    [`${folder}/routes.ts`]: routes(name),
    [`${folder}/module.ts`]: module(name),
    [`${folder}/${name}.ts`]: concept(name),
    [`${folder}/${name}.test.ts`]: test(name),
    [path.relative(ROOT, nextMigration(name))]: migration(name),
    [LIST]: listed(name, before, list),
  };
}

function listed(name: string, before: string, list: string): string {
  const place = new RegExp(String.raw`^( +)'${before}',$`, 'm');
  const entry = new RegExp(String.raw`^( +)${before}Module\b`, 'm');
  if (!place.test(list) || !entry.test(list)) throw new Error(`${LIST} has no module "${before}" to stand before.`);
  return list
    .replace(place, (line, space) => `${space}'${name}',\n${line}`)
    .replace(entry, (line, space) => `${space}${name}Module,\n${line}`)
    .replace(
      /^import type \{ Module \}/m,
      (line) => `import { ${name}Module } from '#modules/${name}/index.ts';\n${line}`,
    );
}

const capital = (name: string) => name[0]?.toUpperCase() + name.slice(1);

const index = (name: string) => `/**
 * ${name}: what it is for, in one sentence.
 *
 * Owns the schema \`${name}\`: what is kept there. Comes in: from whom. Goes out: events and descriptions for others.
 * Always holds: what never changes, whatever happens.
 */
export { ${name}Module } from './module.ts';
export { list${capital(name)}, record${capital(name)} } from './${name}.ts';
`;

const contract = (name: string) => `import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { pageOf, pageQuery } from '#shared/page.ts';
import { done, idParam, instant } from '#shared/wire.ts';

export const entry = z.object({ key: z.string(), note: z.string(), recordedAt: instant });
export type Entry = z.infer<typeof entry>;

export const draft = z.object({ key: z.string().trim().min(1).max(100), note: z.string().trim().max(2_000) });
export type Draft = z.infer<typeof draft>;

const params = z.object({ customerId: idParam });

export const list${capital(name)} = endpoint({
  method: 'GET',
  path: '/api/customers/:customerId/${name}',
  summary: 'What is kept about a customer, newest first',
  permission: '${name}.read',
  scope: 'customers',
  params,
  query: pageQuery,
  response: pageOf(entry),
});

export const record${capital(name)} = endpoint({
  method: 'POST',
  path: '/api/customers/:customerId/${name}',
  summary: 'Keep something about a customer',
  permission: '${name}.write',
  scope: 'customers',
  idempotency: 'one entry per key; the later note replaces the earlier one',
  params,
  body: z.object({ entries: z.array(draft).min(1).max(1_000) }),
  response: done,
});
`;

const routes = (name: string) => `import { route, type Route } from '#platform/module.ts';
import * as contract from './contract.ts';
import { list${capital(name)}, record${capital(name)} } from './${name}.ts';

export const routes: Route[] = [
  route(contract.list${capital(name)}, (ctx, { params, query }) => list${capital(name)}(ctx, params.customerId, query)),
  route(contract.record${capital(name)}, async (ctx, { params, body }) => {
    await record${capital(name)}(ctx, params.customerId, body.entries);
    return { done: true };
  }),
];
`;

const module = (name: string) => `import type { Module } from '#platform/module.ts';
import { routes } from './routes.ts';

export const ${name}Module: Module = {
  name: '${name}',
  permissions: [
    { code: '${name}.read', roles: ['retention_lead', 'account_manager', 'service_lead', 'analyst'] },
    { code: '${name}.write', roles: ['retention_lead', 'account_manager', 'service_lead'] },
  ],
  routes,
};
`;

const concept = (name: string) => `import { recordAudit } from '#modules/access/index.ts';
import { requireCustomer } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import type * as contract from './contract.ts';
import type { Draft } from './contract.ts';

/** Keeps entries by their key, in the caller's transaction. A key that stands twice in one call counts once, the last. */
export async function record${capital(name)}(ctx: Ctx, customerId: number, drafts: readonly Draft[]): Promise<void> {
  await requireCustomer(ctx, customerId);
  const lastOfEach = [...new Map(drafts.map((draft) => [draft.key, draft])).values()];
  await ctx.db
    .insertInto('${name}.entries')
    .values(lastOfEach.map((draft) => ({ customer_id: customerId, ...draft, recorded_at: ctx.now })))
    .onConflict((conflict) =>
      conflict.columns(['customer_id', 'key']).doUpdateSet((update) => ({
        note: update.ref('excluded.note'),
        recorded_at: update.ref('excluded.recorded_at'),
      })),
    )
    .execute();
  await recordAudit(
    ctx,
    lastOfEach.map(({ key }) => ({
      action: '${name}.recorded',
      subjectType: 'customer',
      subjectId: customerId,
      after: { key },
    })),
  );
}

/** A customer's entries, newest first. Out of scope is out of sight: 404. */
export async function list${capital(name)}(
  ctx: Ctx,
  customerId: number,
  query: QueryOf<typeof contract.list${capital(name)}>,
): Promise<AnswerOf<typeof contract.list${capital(name)}>> {
  await requireCustomer(ctx, customerId);
  const cursor = query.after ? decodeCursor(query.after, 2) : null;
  let select = ctx.db
    .selectFrom('${name}.entries')
    .select(['key', 'note', 'recorded_at'])
    .where('customer_id', '=', customerId)
    .orderBy('recorded_at', 'desc')
    .orderBy('key', 'desc')
    .limit(query.limit + 1);
  if (cursor)
    select = select.where((row) =>
      row.eb(row.refTuple('recorded_at', 'key'), '<', row.tuple(new Date(String(cursor[0])), String(cursor[1]))),
    );
  const found = await select.execute();
  const rows = found.slice(0, query.limit);
  const last = rows.at(-1);
  return {
    rows: rows.map((row) => ({ key: row.key, note: row.note, recordedAt: row.recorded_at })),
    next: found.length > query.limit && last ? encodeCursor([last.recorded_at.toISOString(), last.key]) : null,
  };
}
`;

const test = (name: string) => `import { expect, test } from 'vitest';
import { recordCustomers } from '#modules/customers/index.ts';
import { inTransaction } from '#platform/context.ts';
import { testDatabase } from '#test/database.ts';
import { list${capital(name)}, record${capital(name)} } from './${name}.ts';

const { ctx, db } = await testDatabase();

test('the same key recorded twice is one entry, with the later note', async () => {
  await inTransaction(ctx, (inner) => recordCustomers(inner, [{ source: 'test', externalId: 'A1', name: '王小雨' }]));
  const { customer_id: customerId } = await db
    .selectFrom('customers.customers')
    .select('customer_id')
    .executeTakeFirstOrThrow();
  await record${capital(name)}(ctx, customerId, [{ key: 'first', note: 'early' }]);
  await record${capital(name)}(ctx, customerId, [{ key: 'first', note: 'late' }]);
  const { rows } = await list${capital(name)}(ctx, customerId, { limit: 50 });
  expect(rows.map(({ key, note }) => ({ key, note }))).toEqual([{ key: 'first', note: 'late' }]);
});
`;

const migration = (name: string) => `create schema ${name};

-- Customer-owned: what one row is, and what always holds of it.
create table ${name}.entries (
  customer_id bigint not null references customers.customers,
  key text not null,
  note text not null,
  recorded_at timestamptz not null,
  primary key (customer_id, key)
);
create index entries_newest on ${name}.entries (customer_id, recorded_at desc, key desc);
`;

function main(): void {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { before: { type: 'string' } } });
  const [name = ''] = positionals;
  if (existsSync(path.join(ROOT, 'server/modules', name))) throw new Error(`server/modules/${name} is there already.`);
  const files = moduleFiles(name, values.before ?? 'demo', readFileSync(path.join(ROOT, LIST), 'utf8'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(ROOT, file)), { recursive: true });
    writeFileSync(path.join(ROOT, file), text);
    process.stdout.write(`${file}\n`);
  }
  const run = (script: string, ...args: string[]) =>
    execFileSync(process.execPath, [path.join(ROOT, script), ...args], { cwd: ROOT, stdio: 'inherit' });
  run('node_modules/oxfmt/bin/oxfmt', ...Object.keys(files).filter((file) => file.endsWith('.ts')));
  run('scripts/db-types.ts');
  run('scripts/openapi.ts');
  process.stdout.write(`Then: npm test -- server/modules/${name}/ test/architecture/, and make it yours.\n`);
}

if (import.meta.main) main();
