/** Customers as the engine sees them. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { DuplicateSettings } from '../duplicates-contract.ts';
import { preparePerson, type Person, type PersonRecord } from './person.ts';

export type CustomerPerson = { customerId: number; person: Person };

type Row = PersonRecord & { customerId: number; phones: string[]; emails: string[] };

/** By id, whoever the actor may see: what is found out is stored for all, and cut by scope where it is shown. */
export async function readPersons(
  ctx: Ctx,
  customerIds: readonly number[],
  settings: Spelling,
): Promise<Map<number, Person>> {
  if (customerIds.length === 0) return new Map();
  const { rows } = await personsWhere(sql`c.customer_id = any(${[...customerIds]}::bigint[])`).execute(ctx.db);
  return new Map(rows.map((row) => [row.customerId, spelled(row, settings)]));
}

/** The next customers by id. */
export async function pagePersons(
  ctx: Ctx,
  after: number,
  limit: number,
  settings: Spelling,
): Promise<CustomerPerson[]> {
  const { rows } = await personsWhere(
    sql`c.customer_id in (select customer_id from customers.customers where customer_id > ${after}
                          order by customer_id limit ${limit})`,
  ).execute(ctx.db);
  return rows.map((row) => ({ customerId: row.customerId, person: spelled(row, settings) }));
}

type Spelling = Pick<DuplicateSettings, 'foldPlusTags'>;

/** anna+shop@example.com is anna@example.com, where the settings say so. */
export const spelled = (record: PersonRecord, { foldPlusTags }: Spelling): Person =>
  preparePerson(
    foldPlusTags ? { ...record, emails: record.emails?.map((email) => email.replace(/\+[^@]*@/, '@')) } : record,
  );

const claimed = (kind: string) => sql`array(
  select q.value from customers.claimed_identities q where q.customer_id = c.customer_id and q.kind = ${sql.lit(kind)})`;

const personsWhere = (condition: ReturnType<typeof sql>) => sql<Row>`
  select c.customer_id as "customerId", c.kind, c.name, c.gender, c.birthday::text as birthday, c.province, c.city,
    c.address,
    array_remove(array_agg(distinct i.value) filter (where i.kind = 'phone') || c.phone || ${claimed('phone')}, null) as phones,
    array_remove(array_agg(distinct i.value) filter (where i.kind = 'email') || c.email || ${claimed('email')}, null) as emails
  from customers.customers c
  left join customers.identities i on i.customer_id = c.customer_id and i.kind in ('phone', 'email')
  where ${condition}
  group by c.customer_id
  order by c.customer_id`;
