/** A check that never fails proves nothing: each is run over a small house with one planted offence. */
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { endpoint, type Endpoint } from '#shared/endpoint.ts';
import { testDatabase } from '#test/database.ts';
import { checkContracts } from './contracts.ts';
import { checkDoors } from './doors.ts';
import { checkLayers, checkList } from './layers.ts';
import { checkLoops } from './loops.ts';
import { told, type Offence } from './offence.ts';
import { checkPurity } from './purity.ts';
import type { SourceFile } from './source.ts';
import { checkTables, kindsDeclared, readTables } from './tables.ts';
import { checkTidy } from './tidy.ts';

const ORDER = ['first', 'second'];
const DOOR = '/**\n * first: what it owns.\n * Comes in: a.\n * Goes out: b.\n */\n';

/** Two modules that keep every rule, and files that look like offences and are none. */
const HOUSE: Record<string, string> = {
  'db/migrations/0001_first.sql': 'create schema first;\ncreate table first.things (thing_id int primary key);\n',
  'db/migrations/0002_second.sql': 'create schema second;\ncreate unlogged table second.rows (row_id int);\n',
  'server/modules/first/index.ts': `${DOOR}export { things } from './things.ts';\n`,
  'server/modules/first/things.ts':
    "export const things = (ctx: Ctx) => sql`select * from first.things where at < ${ctx.now} and said <> 'now()'`;\n" +
    "export const says = ['second.rows_came', 'second'];\nexport const day = new Date('2026-01-01');\n",
  'server/modules/first/contract.ts': "import { z } from 'zod';\nexport const thing = z.object({});\n",
  'server/modules/second/index.ts': `${DOOR}export { rows } from './rows.ts';\n`,
  'server/modules/second/rows.ts':
    "import { things } from '#modules/first/index.ts';\n" +
    'export const rows = () => [things, sql`select from second.rows join first.things using (thing_id)`];\n',
  'server/modules/second/contract.ts': "export { thing } from '#modules/first/contract.ts';\n",
  'analytics/mean.ts': "import gamma from '@stdlib/math-base-special-gamma';\nexport const mean = () => gamma(1);\n",
  'analytics/mean.test.ts':
    "import { readFileSync } from 'node:fs';\nimport { it } from 'vitest';\nit('', readFileSync);\n",
  'console/src/pages/first/list.tsx':
    "import { thing } from '#modules/first/contract.ts';\nimport { Box } from '../../ui/box.tsx';\nexport const List = () => <Box>{thing}</Box>;\n",
  'console/src/ui/box.tsx': "import { Card } from 'antd';\nexport const Box = Card;\n",
};

/** The house with some files written over. */
const houseWith = (planted: Record<string, string>): SourceFile[] =>
  Object.entries({ ...HOUSE, ...planted }).map(([path, text]) => ({ path, text }));

const checkSources = (files: readonly SourceFile[]): Offence[] => [
  ...checkList(files, ORDER),
  ...checkLayers(files, ORDER),
  ...checkDoors(files),
  ...checkLoops(files),
  ...checkPurity(files),
  ...checkTidy(files),
];

type Planted = readonly [offence: string, file: string, text: string, says: string];

const UPWARD: readonly Planted[] = [
  [
    'an upward import',
    'server/modules/first/a.ts',
    "import { rows } from '#modules/second/index.ts';",
    'Three remedies',
  ],
  ['an upward import by a path', 'server/modules/first/a.ts', "import '../second/index.ts';", 'Three remedies'],
  [
    'an upward import of a type',
    'server/modules/first/a.ts',
    "type A = import('#modules/second/index.ts').A;",
    'Three remedies',
  ],
  [
    'an upward import at run time',
    'server/modules/first/a.ts',
    "await import('#modules/second/index.ts');",
    'Three remedies',
  ],
  ['an upward re-export', 'server/modules/first/a.ts', "export * from '#modules/second/index.ts';", 'Three remedies'],
  [
    'an upward query',
    'server/modules/first/a.ts',
    'sql`select 1\n from second.rows`;',
    'first/a.ts:2 (first) queries second.rows',
  ],
  [
    'an upward query in quotes',
    'server/modules/first/a.ts',
    'sql`select from "second"."rows"`;',
    'queries second.rows',
  ],
  [
    'an upward query by the builder',
    'server/modules/first/a.ts',
    "db.selectFrom('second.rows as r');",
    'queries second.rows',
  ],
  ['an upward query by its schema', 'server/modules/first/a.ts', "db.withSchema('second');", 'queries second.*'],
  [
    'a module import from the ground floor',
    'server/platform/a.ts',
    "import '#modules/first/index.ts';",
    'The ground floor',
  ],
  [
    'a module query from the ground floor',
    'server/platform/a.ts',
    'sql`delete from first.things`;',
    'The ground floor',
  ],
  ['a module that is not in the list', 'server/modules/third/index.ts', DOOR, 'Put it into MODULE_ORDER'],
];

const DOORS: readonly Planted[] = [
  [
    'a way past the index',
    'server/modules/second/a.ts',
    "import '#modules/first/things.ts';",
    'reaches past the door of "first"',
  ],
  [
    'a way past the index from outside',
    'server/app.ts',
    "import './modules/first/things.ts';",
    'reaches past the door',
  ],
  [
    'a module reading another contract',
    'server/modules/second/a.ts',
    "import '#modules/first/contract.ts';",
    'reaches past',
  ],
  [
    'a contract that drags the server in',
    'server/modules/first/contract.ts',
    "import './things.ts';\nimport { sql } from 'kysely';",
    'part of a contract',
  ],
  [
    'a console that imports the server',
    'console/src/ui/a.ts',
    "import '#modules/first/index.ts';",
    'The console is a client',
  ],
  [
    'a console floor that looks up',
    'console/src/ui/a.ts',
    "import '../pages/first/list.tsx';",
    'The console is built ui',
  ],
  [
    'a door that says nothing',
    'server/modules/first/index.ts',
    "export { things } from './things.ts';",
    'Open it with a comment',
  ],
];

const BELOW: readonly Planted[] = [
  ['the clock', 'server/modules/first/a.ts', 'const a = new Date();', 'Take the moment from ctx.now'],
  ['the clock as a number', 'server/modules/first/a.ts', 'const a = Date.now();', 'Take the moment from ctx.now'],
  ['the clock as text', 'server/modules/first/a.ts', 'const a = Date();', 'Take the moment from ctx.now'],
  ['the clock taken apart', 'server/modules/first/a.ts', 'const { now } = Date;', 'Take the moment from ctx.now'],
  ['the clock of the database', 'server/modules/first/a.ts', 'sql`select now()`;', 'In SQL too'],
  ['the clock in shared', 'shared/a.ts', 'const a = globalThis.Date.now();', 'Take the moment from ctx.now'],
  ['chance', 'server/modules/first/a.ts', 'const a = Math.random();', 'seeded generator'],
  ['chance in brackets', 'server/modules/first/a.ts', "const a = Math['random']();", 'seeded generator'],
  [
    'chance of the database',
    'server/modules/first/a.ts',
    'sql`select from first.things order by random()`;',
    'seeded generator',
  ],
  ['the environment', 'server/modules/first/a.ts', 'const a = process.env.HOME;', 'server/platform/config.ts'],
  [
    'the environment by import',
    'server/modules/first/a.ts',
    "import { env } from 'node:process';",
    'server/platform/config.ts',
  ],
  ['the console', 'server/modules/first/a.ts', "console.log('here');", 'Use ctx.log'],
  ['analytics that read a file', 'analytics/a.ts', "import { readFileSync } from 'node:fs';", 'analytics/ is pure'],
  ['analytics that know the house', 'analytics/a.ts', "import '#platform/db.ts';", 'analytics/ is pure'],
  [
    'analytics whose test support is used',
    'analytics/a.ts',
    "import 'node:fs';\nimport './mean.test.ts';",
    'analytics/ is pure',
  ],
  ['analytics that import a test', 'analytics/a.ts', "import './mean.test.ts';", 'analytics/ is pure'],
  ['shared that knows the server', 'shared/a.ts', "import '#platform/errors.ts';", 'shared/ is loaded by the browser'],
];

const TIDY: readonly Planted[] = [
  ['a long file', 'server/modules/first/a.ts', 'export {};\n'.repeat(401), 'has 401 lines'],
  ['a name that says nothing', 'server/modules/first/utils.ts', '', 'is called "utils"'],
  ['a name that says it twice', 'console/src/pages/first/list-helpers.tsx', '', 'is called "list-helpers"'],
  ['a folder that says nothing', 'server/common/money.ts', '', 'is called "common"'],
  ['a file by its kind', 'server/modules/first/things.service.ts', '', 'is called "things.service"'],
];

describe('the checks of the source', () => {
  it('pass a house that keeps the rules', () => {
    expect(told(checkSources(houseWith({})))).toBe('');
  });

  it.each([...UPWARD, ...DOORS, ...BELOW, ...TIDY])('bite on %s', (_offence, file, text, says) => {
    const offences = checkSources(houseWith({ [file]: text }));
    expect(told(offences)).toContain(says);
    expect(offences.map((offence) => offence.file)).toContain(file.replace(/third\/.*/, 'third/'));
  });

  it('bite on files that import each other, the long way round too', () => {
    const loop = {
      'server/platform/a.ts': "import './b.ts';",
      'server/platform/b.ts': "import type { C } from '#platform/c.ts';",
      'server/platform/c.ts': "export * from './a.ts';",
    };
    expect(told(checkSources(houseWith(loop)))).toContain(
      'server/platform/a.ts → server/platform/b.ts → server/platform/c.ts → server/platform/a.ts',
    );
  });

  it('refuse to go on past a file they cannot read', () => {
    expect(() => checkSources(houseWith({ 'server/modules/first/a.ts': 'const = ;' }))).toThrow('cannot be parsed');
  });
});

const sound = endpoint({
  method: 'POST',
  path: '/api/things',
  summary: 'Keep a thing',
  permission: 'first.write',
  scope: 'none',
  idempotency: 'by its id',
  response: z.object({}),
});

describe('the check of the contracts', () => {
  const check = (...endpoints: Endpoint[]) => {
    const exported = Object.fromEntries(endpoints.map((value, index) => [`things${index}`, value]));
    const house = { permissions: new Set(['first.write']), mounted: new Set<unknown>(endpoints) };
    return told(checkContracts([{ file: 'server/modules/first/contract.ts', exported }], house));
  };

  it('passes a sound endpoint', () => {
    expect(check(sound)).toBe('');
  });

  it.each([
    ['no permission', { permission: undefined }, 'has no permission'],
    ['a permission nobody declares', { permission: 'second.write' }, 'which no module declares'],
    ['no scope', { scope: undefined }, 'has no scope'],
    ['a write that says nothing of repetition', { idempotency: undefined }, 'what a repeated call does'],
    ['a read with a body', { method: 'GET', body: z.object({}) }, 'is a GET with a body'],
  ])('bites on %s', (_offence, change, says) => {
    expect(check({ ...sound, ...change } as Endpoint)).toContain(says);
  });

  it('bites on two endpoints at one place', () => {
    const one = { ...sound, path: '/api/things/:id' } as Endpoint;
    expect(check(one, { ...one, path: '/api/things/:code' })).toContain('share POST /api/things/:*');
  });

  it('bites on an endpoint without a route', () => {
    const contracts = [{ file: 'contract.ts', exported: { sound } }];
    const house = { permissions: new Set(['first.write']), mounted: new Set() };
    expect(told(checkContracts(contracts, house))).toContain('is served by no route');
  });
});

describe('the check of the tables', async () => {
  const { db } = await testDatabase();
  const PEOPLE = '-- Customer-owned: people.\ncreate table first.people (customer_id bigint primary key);\n';

  /** Makes the planted tables in a real database, looks, and takes them away. */
  async function check(migration: string, extra = ''): Promise<string> {
    const files = [{ path: 'db/migrations/0001_first.sql', text: migration }];
    await sql.raw(`create schema first; create schema second; ${migration}; ${extra}`).execute(db);
    const tables = await readTables(db as never);
    await sql.raw('drop schema first cascade; drop schema second cascade').execute(db);
    const planted = tables.filter(({ name }) => /^(first|second)\./.test(name));
    return told(checkTables(planted, kindsDeclared(files), ORDER));
  }

  it('passes tables of the four kinds', async () => {
    const migration = `${PEOPLE}
-- Catalogue: things.
create table first.things (thing_id int primary key, parent_id int references first.things, name text unique);
-- Customer-owned: what people have.
create table second.havings (
  customer_id bigint not null references first.people,
  thing_id int not null references first.things,
  no int not null,
  primary key (customer_id, thing_id),
  unique (no, customer_id)
);
-- Directory: whose a number is.
create table first.numbers (number text primary key, customer_id bigint not null);
-- Control: what waits.
create unlogged table second.waiting (no int, user_id int references first.things);`;
    expect(await check(migration)).toBe('');
  });

  const owned = (columns: string) => `${PEOPLE}-- Customer-owned.\ncreate table first.owned (${columns});`;

  it.each([
    ['no kind', 'create table first.a (id int primary key);', 'declares no kind'],
    ['two kinds', '-- Control and Catalogue.\ncreate table first.a (id int);', 'declares Catalogue and Control'],
    ['a key without the customer', owned('id int primary key, customer_id bigint'), 'has the primary key (id)'],
    ['no key', owned('customer_id bigint'), 'has the primary key ()'],
    [
      'a unique value over all customers',
      owned('customer_id bigint primary key, code text unique'),
      'is unique by (code)',
    ],
    [
      'a reference to a control table',
      `-- Control.\ncreate table first.jobs (id int primary key);\n${owned('customer_id bigint primary key, job_id int references first.jobs')}`,
      'refers to first.jobs by (job_id)',
    ],
    [
      'a reference to another customer',
      owned('customer_id bigint primary key, friend_id bigint references first.people'),
      'refers to first.people by (friend_id)',
    ],
    [
      'a catalogue table that refers to a customer',
      `${PEOPLE}-- Catalogue.\ncreate table first.a (id int primary key, customer_id bigint references first.people);`,
      'is a catalogue table and refers to first.people',
    ],
    [
      'a directory keyed by the customer',
      '-- Directory.\ncreate table first.a (customer_id bigint primary key);',
      'A directory is keyed by the value',
    ],
    [
      'a reference to a later module',
      '-- Catalogue.\ncreate table second.b (id int primary key);\n-- Catalogue.\ncreate table first.a (id int primary key references second.b);',
      'refers to second.b, of a later module',
    ],
  ])('bites on %s', async (_offence, migration, says) => {
    expect(await check(migration)).toContain(says);
  });

  it('bites on a trigger', async () => {
    const trigger =
      "create function first.f() returns trigger language plpgsql as 'begin return new; end';" +
      'create trigger watching before insert on first.people for each row execute function first.f()';
    expect(await check(PEOPLE, trigger)).toContain('has the trigger watching');
  });
});
