/** Whether columns that name other customers still lead to somebody, and relations stand on both sides. */
import { sql, type Kysely } from 'kysely';
import type { DB } from '#db/types.ts';
import type { OwnedTable } from '#platform/owned-tables.ts';

/** Columns that name another customer lead to somebody, through however many merges; nobody is related to whoever was forgotten. */
export async function lostEnds(db: Kysely<DB>, tables: readonly OwnedTable[]): Promise<string[]> {
  const found = await Promise.all(
    tables.map(async ({ table, refersTo }) => {
      if (!refersTo) return [];
      const { rows } = await sql`
        select from ${sql.table(table)} r
        left join customers.tombstones t on t.merged_id = ${sql.ref(`r.${refersTo}`)}
        left join customers.customers c on c.customer_id = coalesce(t.customer_id, ${sql.ref(`r.${refersTo}`)})
        where c.customer_id is null or c.erased_at is not null limit 1`.execute(db);
      return rows.length > 0 ? [table] : [];
    }),
  );
  return found.flat();
}

/** `astray`: not with whoever its own end is today. `alone`: without the row of the other side. */
type Pairs = { rows: number; astray: number; alone: number };

/** The rows of the relations these records were ever written into. */
export async function readPairs(db: Kysely<DB>, ids: readonly number[]): Promise<Pairs | undefined> {
  const living = (column: string) => sql`
    coalesce((select t.customer_id from customers.tombstones t where t.merged_id = ${sql.ref(column)}), ${sql.ref(column)})`;
  const { rows } = await sql<Pairs>`
    select count(*)::int as rows, count(*) filter (where r.customer_id <> ${living('r.own_id')})::int as astray,
      count(*) filter (where not exists (select from customers.relations m
        where (m.kind, m.own_id, m.other_id) = (r.kind, r.other_id, r.own_id)
          and m.way = case when k.mutual then r.way when r.way = 'forth' then 'back' else 'forth' end))::int as alone
    from customers.relations r join customers.relation_kinds k on k.code = r.kind
    where r.own_id = any(${ids}::bigint[])`.execute(db);
  return rows[0];
}
