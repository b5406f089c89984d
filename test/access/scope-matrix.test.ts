/**
 * The scope matrix: nobody learns anything of customers out of scope, by no endpoint, whatever is asked. Every endpoint of
 * the contracts is asked everything its schemas allow to be asked of customers, by everybody who sees less than all; then
 * more customers come to whom none of them is near, and everything is asked again. Not one answer may differ: no row,
 * count, order, sentence or status. An id of somebody hidden is answered like one that nobody has, by as many statements
 * of the database, and a phone, e-mail or number of somebody hidden like one that nobody has; and no write touches a row of
 * the hidden. Thresholds and models are the house's, learned from everybody
 * once a night: nothing is fitted in between.
 */
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { findActor } from '#modules/access/index.ts';
import { sweep } from '#modules/scoring/index.ts';
import type { Actor } from '#platform/context.ts';
import { silentLog } from '#platform/log.ts';
import type { Route } from '#platform/module.ts';
import { testDatabase } from '#test/database.ts';
import { createApp } from '../../server/app.ts';
import { ask, type Answer } from './asking.ts';
import { questionsOf, type Probe } from './inputs.ts';
import { addCustomers, fillTables, kindsOf, makeStaff, markOf, type Kind } from './world.ts';

const database = await testDatabase();
const { ctx } = database;
const outside = { connectionString: database.url, version: '0', dataDir: 'data/none', publicUrl: null };
const app = await createApp({ database, log: silentLog, ...outside });
const { modules, rights } = app.house;
const routes = modules.flatMap((module) => module.routes);
const tables = modules.flatMap((module) => module.ownedTables ?? []);

const SCOPES = ['own', 'stores', 'team'] as const;
const ROLES = ['account_manager', 'retention_lead', 'service_lead', 'analyst'] as const;
const FIRST_ID = 700_001;
const EACH = 2;

type Role = (typeof ROLES)[number] | 'key';
type Seer = { name: string; scope: (typeof SCOPES)[number]; role: Role; actor: Actor };
type Asking = { seer: Seer; route: Route; key: string; answer: Answer };

let kinds: Kind[] = [];
let known: number[] = [];
const seers: Seer[] = [];
let before: Asking[] = [];
let after = new Map<string, Asking>();
let unfilled: string[] = [];

beforeAll(async () => {
  const staff = await makeStaff(ctx, app.auth);
  kinds = kindsOf(staff);
  await sql`alter sequence customers.customers_customer_id_seq restart with ${sql.lit(FIRST_ID)}`.execute(ctx.db);
  known = await addCustomers(ctx, kinds, EACH, 'a');
  await sweep(ctx);
  unfilled = await fillTables(ctx, tables, hiddenFrom('own').slice(-EACH), staff.stranger);
  for (const role of ROLES)
    for (const scope of SCOPES)
      seers.push({ role, scope, name: `${role}/${scope}`, actor: await actorWith(staff.me, role, scope) });
  seers.push({ role: 'key', scope: 'stores', name: 'key/stores', actor: keyOf(staff.myStore) });
  await sql`select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker.jobs`.execute(ctx.db);
  before = await askEverything();
  const strangers = kinds.filter((kind) => kind.seenBy.length === 0);
  const later = await addCustomers(ctx, strangers, EACH, 'b');
  await fillTables(ctx, tables, later, staff.stranger);
  await sql`select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker.jobs`.execute(ctx.db);
  after = new Map((await askEverything()).map((asking) => [asking.key, asking]));
}, 600_000);

async function actorWith(userId: string, role: (typeof ROLES)[number], scope: Seer['scope']): Promise<Actor> {
  await sql`update access.users set role = ${role}, scope = ${scope} where id = ${userId}`.execute(ctx.db);
  const actor = await findActor(ctx, userId);
  if (!actor) throw new Error('the person who looks is gone');
  return actor;
}

/** A program that may do everything, with the customers of one store. What the person owns it does not know. */
const keyOf = (storeId: number): Actor => ({
  kind: 'key',
  id: 'key-1',
  name: 'till',
  permissions: rights.all(),
  perMinute: 600,
  scope: { kind: 'stores', userId: 'key-1', storeIds: [storeId] },
});

const hiddenFrom = (scope: Seer['scope']): number[] =>
  known.filter((_, n) => !kinds[Math.floor(n / EACH)]?.seenBy.includes(scope));

/** Somebody near, somebody hidden, somebody who comes later, nobody. */
const NOBODY = FIRST_ID + 900;
const probe = (): Probe => ({
  customerIds: [FIRST_ID, known.at(-1) ?? 0, FIRST_ID + known.length, NOBODY],
  otherIds: [1, 2, 3, 13, 14, 15, 16],
  words: {
    name: ['新客人'],
    customers: [`${FIRST_ID},${known.at(-1) ?? 0}`, `${FIRST_ID},${NOBODY}`, `${FIRST_ID},${FIRST_ID + 1}`],
    search: ['标记', `${markOf('far')}b0`, '13802', '0001', 'far-b', 'mine-a-0'],
    sort: fieldCodes('sortable').slice(0, 12),
    filter: ['customers.city:is:上海', 'customers.owner:empty:yes', 'customers.birthday:min:1980-01-01'],
    fields: [fieldCodes('filterable').slice(0, 12).join(',')],
  },
  identifiers: [HIDDEN, LATER, NOBODYS].map((name) => identifiersOf(name)),
});

/** As `addCustomers` gives them: of somebody hidden from everybody here, of somebody who comes later, of nobody. */
const HIDDEN = 'far-a-0';
const LATER = 'far-b-0';
const NOBODYS = 'far-z-0';
const PHONES: Readonly<Record<string, string>> = {
  [HIDDEN]: '13801000008',
  [LATER]: '13802000000',
  [NOBODYS]: '13809000000',
};
const identifiersOf = (name: string) => ({
  source: 'file',
  externalId: name,
  phone: PHONES[name] ?? '',
  email: `${name}@example.com`,
});

const fieldCodes = (able: 'sortable' | 'filterable'): string[] =>
  modules.flatMap((module) =>
    (module.customerFields ?? []).flatMap(({ fields }) =>
      fields.filter((field) => field[able]).map(({ code }) => code),
    ),
  );

/** Everything about single customers, and whatever else may be read by somebody who sees less than all. */
const concerned = routes.filter(
  ({ endpoint }) => endpoint.body !== 'stream' && (endpoint.scope === 'customers' || endpoint.method === 'GET'),
);

const mayAsk = ({ actor }: Seer, { endpoint: { permission } }: Route): boolean =>
  ['public', 'signed-in'].includes(permission) || rights.allows(actor, permission);

/** Every role looks by the narrowest scope; by the wider ones the first role that may. */
const whoAsks = (route: Route): Seer[] => {
  const may = seers.filter((seer) => mayAsk(seer, route));
  return may.filter((seer) => seer.scope === 'own' || seer.role === 'key' || seer.role === may[0]?.role);
};

async function askEverything(): Promise<Asking[]> {
  const asked: Asking[] = [];
  const guards = new Map(
    SCOPES.map((scope) => [scope, { tables: tables.map(({ table }) => table), customerIds: hiddenFrom(scope) }]),
  );
  for (const route of concerned) {
    const questions = [...questionsOf(route.endpoint, probe())];
    for (const seer of whoAsks(route)) {
      const guard = guards.get(seer.scope);
      if (!guard) throw new Error(`nobody guards ${seer.scope}`);
      for (const question of questions) {
        const key = `${seer.name}: ${route.endpoint.method} ${route.endpoint.path} ${JSON.stringify(question)}`;
        asked.push({ seer, route, key, answer: await ask(ctx, seer.actor, route, question, guard) });
      }
    }
  }
  return asked;
}

/** Ids that a sequence gave to something new are another every time. */
const withoutNewIds = ({ route, answer }: Asking): string =>
  route.endpoint.method === 'GET' ? answer.told : answer.told.replaceAll(/(Id":)\d+/g, '$1#');

const MOST_TOLD = 5;

/** The first few, each with what to do. */
const listed = (offences: readonly string[], remedy: string): string =>
  offences.length === 0 ? '' : [...offences.slice(0, MOST_TOLD), `(${offences.length} in all)`, remedy].join('\n');

const CUT =
  'Cut what is read by visibleCustomers(ctx) or requireCustomer(ctx, …). What is over everybody and cannot be cut asks for a permission with `overEverybody: true`.';

test('customers who come to others change no answer', () => {
  const differing = before.flatMap((asking) => {
    const again = after.get(asking.key);
    if (again && withoutNewIds(again) === withoutNewIds(asking)) return [];
    return [`${asking.key}\n${apart(asking, again)}`];
  });
  expect(listed(differing, CUT)).toBe('');
});

/** From a little before the first letter that differs. */
function apart(one: Asking, other: Asking | undefined): string {
  const [a, b] = [withoutNewIds(one), other ? withoutNewIds(other) : 'not asked'];
  const first = Math.max(0, a.split('').findIndex((letter, n) => letter !== b[n]) - 80);
  return [a, b].map((told) => `  …${told.slice(first, first + 300)}`).join('\n');
}

test('no answer names anybody hidden from whoever asks', () => {
  const named = [...after.values()].flatMap(({ seer, key, answer }) => {
    const [, question = ''] = key.split(/(?=\{)/, 1);
    const marks = kinds.filter((kind) => !kind.seenBy.includes(seer.scope)).map((kind) => markOf(kind.key));
    const seen = marks.filter((mark) => answer.told.includes(mark) && !question.includes(mark));
    return seen.map((mark) => `${key}\n  names ${mark}`);
  });
  expect(listed(named, CUT)).toBe('');
});

test('the id of a hidden customer is answered like an id that nobody has, by as many statements', () => {
  const hidden = String(known.at(-1));
  const differing = [...after.values()].flatMap((asking) => {
    if (!asking.key.includes(hidden)) return [];
    const nobody = after.get(asking.key.replaceAll(hidden, String(NOBODY)));
    const told = nobody && withoutNewIds(nobody).replaceAll(String(NOBODY), hidden);
    if (nobody && told === withoutNewIds(asking) && nobody.answer.statements === asking.answer.statements) return [];
    const costs = `${asking.answer.statements} statements, for nobody ${nobody?.answer.statements}`;
    return [`${asking.key}\n  ${costs}\n${apart(asking, nobody)}`];
  });
  expect(listed(differing, 'Ask requireCustomer(ctx, customerId) before anything else.')).toBe('');
});

test('what somebody hidden is recognised by is answered like what nobody is, by as many statements', () => {
  const asNobodys = (text: string) => text.replaceAll(HIDDEN, NOBODYS).replaceAll(PHONES[HIDDEN]!, PHONES[NOBODYS]!);
  const asked = [...after.values()].filter(({ key }) => key.includes(HIDDEN));
  const differing = asked.flatMap((asking) => {
    const nobody = after.get(asNobodys(asking.key));
    if (nobody && asNobodys(withoutNewIds(asking)) === withoutNewIds(nobody) && sameCost(asking, nobody)) return [];
    const costs = `${asking.answer.statements} statements, for nobody ${nobody?.answer.statements}`;
    return [`${asking.key}\n  ${costs}\n${apart(asking, nobody)}`];
  });
  expect(listed(differing, 'See customers/out-of-sight.ts: who may not know of the holder finds nobody.')).toBe('');
  const recorded = asked.filter(({ answer }) => answer.told.includes('"created"'));
  expect(new Set(recorded.map(({ seer }) => seer.role)).size).toBeGreaterThan(2);
});

const sameCost = (one: Asking, other: Asking): boolean => one.answer.statements === other.answer.statements;

test('no write touches a hidden customer', () => {
  const touching = [...after.values()].filter(({ answer }) => answer.touched.length > 0);
  const told = touching.map(({ key, answer }) => `${key}\n  changed ${answer.touched.join(', ')}`);
  expect(
    listed(told, 'Change customers only after requireCustomer(ctx, …), or `where … and visibleCustomers(ctx)`.'),
  ).toBe('');
});

test('everything was asked, and well', () => {
  const scoped = routes.filter(({ endpoint }) => endpoint.scope === 'customers' && endpoint.body !== 'stream');
  const answered = new Set(
    before.filter(({ answer }) => !answer.told.startsWith('malformed')).map(({ route }) => route),
  );
  const may = scoped.filter((route) => whoAsks(route).length > 0);
  const unasked = may
    .filter((route) => !answered.has(route))
    .map(({ endpoint }) => `${endpoint.method} ${endpoint.path}`);
  expect(listed(unasked, 'test/access/inputs.ts makes no input this endpoint takes: teach it the schema.')).toBe('');
  expect(may.length).toBeGreaterThan(8);
  const seen = before.filter(({ answer }) => answer.told.includes(markOf('mine')));
  expect(seen.length).toBeGreaterThan(50);
  expect(listed(unfilled, 'test/access/rows.ts can make no row there: teach it the type or the check.')).toBe('');
});
