/** One row for one customer in any table, by what the database says of the table: types, checks, references. */
import { sql } from 'kysely';
import { inTransaction, type Ctx } from '#platform/context.ts';

type Column = { name: string; type: string; required: boolean; choices: string[] | null; least: number | null };
type Reference = { columns: string[]; target: string; targetColumns: string[] };
type Value = string | number | boolean | null;

/** Null when the customer has a row there; else why none could be made. */
export async function fillTable(ctx: Ctx, table: string, customerId: number, staffId: string): Promise<string | null> {
  if (await hasRow(ctx, table, customerId)) return null;
  try {
    await inTransaction(ctx, (inner) => insertRow(inner, table, { customerId, staffId }));
    return null;
  } catch (error) {
    return `${table}: ${(error as Error).message}`;
  }
}

async function hasRow(ctx: Ctx, table: string, customerId: number): Promise<boolean> {
  const { rows } = await sql`select from ${sql.table(table)} where customer_id = ${customerId} limit 1`.execute(ctx.db);
  return rows.length > 0;
}

/** Whose row it is, and who of the staff stands in it. */
type Subject = { customerId: number; staffId: string };

async function insertRow(ctx: Ctx, table: string, subject: Subject): Promise<void> {
  const { customerId } = subject;
  const values = await referredTo(ctx, table, subject);
  for (const column of await columnsOf(ctx, table)) {
    if (values.has(column.name) || !column.required) continue;
    values.set(column.name, column.name === 'customer_id' ? customerId : valueOf(column, customerId));
  }
  const names = [...values.keys()];
  await sql`insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))})
    values (${sql.join([...values.values()])})`.execute(ctx.db);
}

/** The first row of whatever the table refers to, made if there is none. */
async function referredTo(ctx: Ctx, table: string, subject: Subject): Promise<Map<string, Value>> {
  const { customerId, staffId } = subject;
  const values = new Map<string, Value>();
  for (const { columns, target, targetColumns } of await referencesOf(ctx, table)) {
    const ofCustomer = targetColumns.includes('customer_id');
    if (columns.length === 1 && ofCustomer) continue;
    if (target === 'access.users') {
      values.set(columns[0] ?? '', staffId);
      continue;
    }
    const find = () =>
      sql<Record<string, Value>>`
      select ${sql.join(targetColumns.map((column) => sql.ref(column)))} from ${sql.table(target)}
      where ${ofCustomer ? sql`customer_id = ${customerId}` : sql`true`} limit 1`.execute(ctx.db);
    if ((await find()).rows.length === 0) await insertRow(ctx, target, subject);
    const [row] = (await find()).rows;
    for (const [n, column] of columns.entries()) values.set(column, row?.[targetColumns[n] ?? ''] ?? null);
  }
  return values;
}

/** What check constraints say: `choices` of the kind `column in (…)`, `least` of the kind `column >= …` or `between`. */
async function columnsOf(ctx: Ctx, table: string): Promise<Column[]> {
  const { rows } = await sql<Column>`
    select a.attname as name, format_type(a.atttypid, null) as type,
      a.attnotnull and not a.atthasdef and a.attidentity = '' and a.attgenerated = '' as required,
      (select array(select m[1] from regexp_matches(pg_get_constraintdef(c.oid), '''([^'']*)''::', 'g') m)
       from pg_constraint c where c.conrelid = a.attrelid and c.contype = 'c' and c.conkey = array[a.attnum] limit 1) as choices,
      (select (regexp_match(pg_get_constraintdef(c.oid), '>= (\\d+)'))[1]::int
       from pg_constraint c where c.conrelid = a.attrelid and c.contype = 'c' and c.conkey = array[a.attnum] limit 1) as least
    from pg_attribute a where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped
    order by a.attnum`.execute(ctx.db);
  return rows;
}

async function referencesOf(ctx: Ctx, table: string): Promise<Reference[]> {
  const { rows } = await sql<Reference>`
    select array(select attname::text from unnest(conkey) with ordinality k (attnum, place)
        join pg_attribute a using (attnum) where a.attrelid = conrelid order by place) as columns,
      confrelid::regclass::text as target,
      array(select attname::text from unnest(confkey) with ordinality k (attnum, place)
        join pg_attribute a using (attnum) where a.attrelid = confrelid order by place) as "targetColumns"
    from pg_constraint where conrelid = ${table}::regclass and contype = 'f'`.execute(ctx.db);
  return rows;
}

function valueOf({ type, choices, least }: Column, customerId: number): Value {
  if (choices?.[0] !== undefined) return choices[0];
  if (least !== null) return least;
  if (type.endsWith('[]')) return '{}';
  if (['smallint', 'real', 'double precision'].includes(type)) return 1;
  if (/^(integer|bigint|numeric|double|real)/.test(type)) return customerId;
  if (type.startsWith('timestamp')) return '2026-02-20T10:00:00+08:00';
  if (type === 'date') return '2026-02-20';
  if (type === 'boolean') return false;
  if (type === 'uuid') return `00000000-0000-4000-8000-${String(customerId).padStart(12, '0')}`;
  if (type === 'jsonb' || type === 'json') return '{}';
  return `标记${customerId}`;
}
