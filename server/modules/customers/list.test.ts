import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import type { Actor, Ctx } from '#platform/context.ts';
import { InvalidError } from '#platform/errors.ts';
import type { CustomerFieldSource } from '#platform/fields.ts';
import { testDatabase } from '#test/database.ts';
import { exportCustomers } from './export.ts';
import { fieldsOf } from './fields.ts';
import { choiceOf, listCustomers } from './list.ts';
import { choosePage } from './selection.ts';

const { ctx, db } = await testDatabase();

/** Stands for a later module: totals for everybody, visits for some. */
const sources: CustomerFieldSource[] = [
  {
    table: 'later.totals',
    fields: [
      { code: 'later.spent', column: 'spent', type: 'money', sortable: true, filterable: true },
      { code: 'later.lastAt', column: 'last_at', type: 'instant', sortable: true, filterable: true },
    ],
  },
  {
    table: 'later.visits',
    sortedCopies: [{ of: 'later.lastAt', column: 'copied_last_at', leads: ['visits'] }],
    fields: [{ code: 'later.visits', column: 'visits', type: 'number', filterable: true }],
  },
];
const fields = fieldsOf(sources);
const CUSTOMERS = 240;

beforeAll(async () => {
  await sql`insert into access.users (id, name, email, role) values ('lin', '林晓', 'lin@example.com', 'account_manager')`.execute(
    db,
  );
  await sql`insert into access.stores (store_id, code, name) values (1, 'SH01', '静安店'), (2, 'HZ01', '湖滨店')`.execute(
    db,
  );
  await sql`
    insert into customers.customers (code, name, phone, gender, city, store_id, owner_id, registered_at, created_at, updated_at)
    select 'K' || lpad(n::text, 4, '0'),
      (array['张美丽', '王小明', 'Anna O''Neil', '=1+1', null])[1 + n % 5], '+86139' || lpad(n::text, 8, '0'),
      (array['female', 'male', null])[1 + n % 3], (array['上海', '杭州', null])[1 + n % 3], 1 + n % 2,
      case when n % 10 = 0 then 'lin' end,
      case when n % 7 > 0 then timestamptz '2025-01-01T00:00:00.123456+08' + (n % 11) * interval '1 day' end, now(), now()
    from generate_series(1, ${CUSTOMERS}::int) n`.execute(db);
  await sql`
    insert into customers.identities (kind, namespace, value, customer_id, original, added_at)
    select 'phone', '', phone, customer_id, phone, now() from customers.customers
    union all select 'external', 'file', code, customer_id, code, now() from customers.customers`.execute(db);
  await sql`create schema later`.execute(db);
  await sql`
    create table later.totals as
    select customer_id, (customer_id * 37 % 13 * 100)::bigint as spent,
      case when customer_id % 4 > 0 then now() - customer_id % 9 * interval '1 hour' end as last_at
    from customers.customers`.execute(db);
  await sql`create table later.visits as
    select customer_id, (customer_id % 6)::int as visits, last_at as copied_last_at
    from later.totals where customer_id % 2 = 0`.execute(db);
});

type Query = Partial<Parameters<typeof listCustomers>[2]>;
const page = (query: Query, from: Ctx = ctx) =>
  listCustomers(from, fields, { limit: 50, sort: 'customers.registeredAt', direction: 'desc', ...query });

async function walkAll(query: Query, from: Ctx = ctx) {
  const seen: Awaited<ReturnType<typeof page>>['rows'] = [];
  let after: string | undefined;
  do {
    const { rows, next } = await page({ ...query, after }, from);
    seen.push(...rows);
    after = next ?? undefined;
  } while (after);
  return seen;
}

const sortable = ['customers.registeredAt', 'later.spent', 'later.lastAt'];
const filters = [
  'customers.gender:is:female',
  'customers.city:is:上海,杭州',
  'customers.city:empty:yes',
  'customers.store:is:2',
  'customers.owner:is:lin',
  'customers.registeredAt:max:2025-01-05',
  'later.spent:min:500',
  'later.lastAt:empty:yes',
  'later.visits:min:2',
  'later.visits:empty:yes',
  'later.visits:is:4',
  'later.visits:is:0,2,4',
  'later.visits:is:4,04',
  'later.visits:is:,',
];

test('walking the pages meets everybody who fits exactly once, in order, under any sort and filters', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...sortable),
      fc.constantFrom('asc' as const, 'desc' as const),
      fc.subarray(filters, { maxLength: 3 }),
      fc.integer({ min: 7, max: 90 }),
      async (sort, direction, filter, limit) => {
        const seen = await walkAll({ sort, direction, filter, limit });
        const ids = seen.map((row) => row.customerId);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.length).toBe((await page({ sort, direction, filter, limit: 1 })).total?.count);
        expect(ids.toSorted((a, b) => a - b)).toEqual(await fittingIds(filter));
        expectSorted(
          seen.map((row) => row.values[sort] as Date | number | null),
          direction,
        );
      },
    ),
    { numRuns: 60 },
  );
});

const conditions: Record<string, string> = {
  'customers.gender:is:female': `gender = 'female'`,
  'customers.city:is:上海,杭州': `city in ('上海', '杭州')`,
  'customers.city:empty:yes': `city is null`,
  'customers.store:is:2': `store_id = 2`,
  'customers.owner:is:lin': `owner_id = 'lin'`,
  'customers.registeredAt:max:2025-01-05': `registered_at < '2025-01-06T00:00:00+08'`,
  'later.spent:min:500': `spent >= 500`,
  'later.lastAt:empty:yes': `last_at is null`,
  'later.visits:min:2': `visits >= 2`,
  'later.visits:empty:yes': `visits is null`,
  'later.visits:is:4': `visits = 4`,
  'later.visits:is:0,2,4': `visits in (0, 2, 4)`,
  'later.visits:is:4,04': `visits = 4`,
  'later.visits:is:,': `false`,
};

async function fittingIds(filter: readonly string[]): Promise<number[]> {
  const { rows } = await sql<{ customer_id: number }>`
    select customer_id from customers.customers left join later.totals using (customer_id)
      left join later.visits using (customer_id)
    where ${sql.raw(['true', ...filter.map((text) => conditions[text] ?? 'false')].join(' and '))}
    order by customer_id`.execute(db);
  return rows.map((row) => row.customer_id);
}

/** Blanks last, in both directions. */
function expectSorted(values: readonly (Date | number | null)[], direction: 'asc' | 'desc'): void {
  const numbers = values.map((value) => (value === null ? null : Number(value)));
  const given = numbers.filter((value) => value !== null);
  expect(numbers.slice(0, given.length)).toEqual(given);
  expect(given).toEqual(given.toSorted((a, b) => (direction === 'asc' ? a - b : b - a)));
}

test('walking and collecting choose the same customers, wherever the walk gives up', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...sortable),
      fc.constantFrom('asc' as const, 'desc' as const),
      fc.subarray(filters, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 0, max: CUSTOMERS }),
      fc.integer({ min: 1, max: 2 * CUSTOMERS }),
      async (sort, direction, filter, skip, walkAtMost) => {
        const choice = await choiceOf(ctx, fields, { sort, direction, filter });
        const everybody = (await choosePage(ctx, { ...choice, conditions: [] }, null, CUSTOMERS)).chosen;
        const from = everybody[skip];
        const after = from ? { value: from.sort_value, customerId: from.customer_id } : null;
        const walked = await choosePage(ctx, choice, after, 20, { collectAtMost: 0, walkAtMost, walkShare: 0 });
        const collected = await choosePage(ctx, choice, after, 20, { collectAtMost: Infinity });
        expect(walked.chosen.map((row) => row.customer_id)).toEqual(collected.chosen.map((row) => row.customer_id));
      },
    ),
    { numRuns: 60 },
  );
});

test('a search finds by number, phone, its last digits, and any two characters of the name', async () => {
  const found = async (search: string) => (await walkAll({ search })).map((row) => row.code);
  expect(await found('K0123')).toEqual(['K0123']);
  expect(await found('13900000123')).toEqual(['K0123']);
  expect(await found('0123')).toContain('K0123');
  expect(await found('美丽')).toHaveLength(CUSTOMERS / 5);
  expect(await found('张')).toHaveLength(CUSTOMERS / 5);
  expect(await found("o'neil")).toHaveLength(CUSTOMERS / 5);
  expect(await found('%')).toEqual([]);
});

test('a field nobody declared, or a value it cannot have, is refused by name', async () => {
  for (const query of [
    { sort: 'later.visits' },
    { filter: 'later.unknown:is:1' },
    { filter: 'later.spent:min:many' },
    { filter: 'customers.registeredAt:min:2025-13-01' },
    { filter: 'customers.store:is:x' },
    { filter: 'customers.city:like:x' },
    { fields: 'customers.password' },
  ]) {
    await expect(page(query)).rejects.toThrow(InvalidError);
  }
});

const manager: Actor = {
  kind: 'user',
  id: 'lin',
  name: '林晓',
  role: 'account_manager',
  scope: { kind: 'own', userId: 'lin', storeIds: [2] },
};

test('whoever sees own customers only meets nobody else in list, search and export', async () => {
  const own = { ...ctx, actor: manager };
  const allowed = (
    await sql<{ code: string }>`
      select code from customers.customers where owner_id = 'lin' or (owner_id is null and store_id = 2)`.execute(db)
  ).rows.map((row) => row.code);
  const listed = (await walkAll({ sort: 'later.spent' }, own)).map((row) => row.code);
  expect(listed.toSorted()).toEqual(allowed.toSorted());
  expect((await page({ search: 'K0002' }, own)).rows).toEqual([]);
  expect((await page({ search: 'K0003' }, own)).rows).toHaveLength(1);
  const lines = (await csvOf(own, {})).trim().split('\r\n');
  expect(lines).toHaveLength(allowed.length + 1);
});

async function csvOf(from: Ctx, query: Parameters<typeof exportCustomers>[2]): Promise<string> {
  let text = '';
  for await (const piece of exportCustomers(from, sources, query)) text += piece;
  return text;
}

test('an export opens in a spreadsheet, calculates nothing, and is on record with its rows', async () => {
  const text = await csvOf(ctx, { search: 'K0003', fields: 'later.spent,customers.registeredAt,customers.store' });
  expect(text).toBe(
    "\uFEFFcustomer,name,phone,spent,registeredAt,store\r\nK0003,'=1+1,13900000003,700,2025-01-04 00:00:00,湖滨店\r\n",
  );
  const entry = await db
    .selectFrom('access.audit')
    .select('after')
    .where('action', '=', 'customers.exported')
    .orderBy('audit_id', 'desc')
    .executeTakeFirstOrThrow();
  expect(entry.after).toMatchObject({ rows: 1, search: 'K0003' });
});

test('an export given up half-way says how far it got and holds no connection', async () => {
  const pieces = exportCustomers(ctx, sources);
  await pieces.next();
  await pieces.next();
  await pieces.return(undefined);
  const { rows } = await sql<{ after: { rows: number }; open: number }>`
    select after, (select count(*)::int from pg_stat_activity
                   where datname = current_database() and state = 'idle in transaction') as open
    from access.audit order by audit_id desc limit 1`.execute(db);
  expect(rows[0]).toEqual({ after: { rows: CUSTOMERS }, open: 0 });
});
