import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { CUSTOMERS_TABLE, type PlacedField } from './fields.ts';
import { rowsAmong } from './filters.ts';

export type CustomerRow = {
  customerId: number;
  code: string;
  name: string | null;
  phone: string | null;
  /** By the codes of the fields. */
  values: Record<string, unknown>;
};

/** These customers with the values of these fields, in the order of the ids. */
export async function readRows(
  ctx: Ctx,
  customerIds: readonly number[],
  fields: readonly PlacedField[],
): Promise<CustomerRow[]> {
  if (customerIds.length === 0) return [];
  const values = fields.map((field, n) => sql`, ${columnOf(field, fields)} as ${sql.ref(`v${n}`)}`);
  const { rows } = await sql<Omit<CustomerRow, 'values'> & Record<string, unknown>>`
    select c.customer_id as "customerId", c.code, c.name, c.phone ${sql.join(values, sql` `)}
    from customers.customers c ${joinsOf(fields)}
    where c.customer_id = any(${customerIds})`.execute(ctx.db);
  const byId = new Map(rows.map((row) => [row.customerId, row]));
  return customerIds.flatMap((customerId) => {
    const row = byId.get(customerId);
    if (!row) return [];
    const named = Object.fromEntries(fields.map((field, n) => [field.code, row[`v${n}`]]));
    return [{ customerId, code: row.code, name: row.name, phone: row.phone, values: named }];
  });
}

/** Stores and owners are kept by id and shown by name. `all` are the fields `joinsOf` joined for. */
export function columnOf(field: PlacedField, all: readonly PlacedField[]): RawBuilder<unknown> {
  if (field.code === 'customers.store') return sql`s.name`;
  if (field.code === 'customers.owner') return sql`u.name`;
  if (field.table === CUSTOMERS_TABLE) return sql.ref(`c.${field.column}`);
  if (field.among) return lookedUp(field);
  return sql.ref(`t${tablesOf(all).indexOf(field.table)}.${field.column}`);
}

function lookedUp(field: PlacedField): RawBuilder<unknown> {
  const value = sql.ref(`v.${field.column}`);
  const held = sql`${sql.table(field.table)} as v where v.customer_id = c.customer_id ${rowsAmong(field, 'v')}`;
  return field.many
    ? sql`(select json_agg(${value} order by ${value}) from ${held})`
    : sql`(select ${value} from ${held} limit 1)`;
}

/** Joins to `customers.customers c`, at most one row each. */
export function joinsOf(fields: readonly PlacedField[]): RawBuilder<unknown> {
  const tables = tablesOf(fields).map(
    (table, n) => sql`
    left join ${sql.table(table)} as ${sql.table(`t${n}`)} on ${sql.ref(`t${n}.customer_id`)} = c.customer_id`,
  );
  return sql`
    left join access.stores s on s.store_id = c.store_id
    left join access.users u on u.id = c.owner_id
    ${sql.join(tables, sql` `)}`;
}

const tablesOf = (fields: readonly PlacedField[]): string[] => [
  ...new Set(fields.filter((field) => field.table !== CUSTOMERS_TABLE && !field.among).map((field) => field.table)),
];
