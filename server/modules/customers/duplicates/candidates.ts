/** Keys of customers, and who shares one with them: for those touched just now, and for somebody being typed in. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { seesEverybody, visibleCustomers } from '../scope.ts';
import { keysOf, MOST_PER_KEY, type FactShare } from './keys.ts';
import type { Person } from './person.ts';
import { recordsForKeys } from './stored-model.ts';

export const customerKeys = (person: Person, records: number, factShare: FactShare): number[] =>
  keysOf(person, recordsForKeys(records), factShare);

/** Replaces the keys of these customers, in the order of their ids: two looks at one new customer may meet here. */
export async function writeKeys(ctx: Ctx, keys: ReadonlyMap<number, readonly number[]>): Promise<void> {
  const lists = [...keys.values()].map((own) => `{${own.join(',')}}`);
  await sql`
    insert into customers.linkage_keys (customer_id, keys)
    select customer_id, own::bigint[] from unnest(${[...keys.keys()]}::bigint[], ${lists}::text[]) as k (customer_id, own)
    order by customer_id
    on conflict (customer_id) do update set keys = excluded.keys`.execute(ctx.db);
}

/** Customers who share a key that few have, by the place of the keys in the list; of those the actor may know of. */
export async function sharingKeys(ctx: Ctx, keys: readonly (readonly number[])[]): Promise<number[][]> {
  const flat = keys.flatMap((own, place) => own.map((key) => [place, key] as const));
  const sight = seesEverybody(ctx)
    ? sql`where`
    : sql`join customers.customers c using (customer_id) where ${visibleCustomers(ctx)} and`;
  const { rows } = await sql<{ place: number; found: number[] }>`
    select asked.place, array_agg(distinct sharing.customer_id)::float8[] as found
    from unnest(${flat.map(([place]) => place)}::int[], ${flat.map(([, key]) => key)}::bigint[]) as asked (place, key)
    cross join lateral (
      select array_agg(customer_id) as members
      from (select customer_id from customers.linkage_keys l ${sight} l.keys @> array[asked.key] limit ${MOST_PER_KEY + 1}) as first
    ) as block
    cross join lateral unnest(block.members) as sharing (customer_id)
    where cardinality(block.members) <= ${MOST_PER_KEY}
    group by asked.place`.execute(ctx.db);
  const found = new Map(rows.map((row) => [row.place, row.found]));
  return keys.map((_, place) => found.get(place) ?? []);
}
