/**
 * The list of households: those of which whoever asks may know at least two members, and of those only these, by what they
 * have come to together. One pass over all members and their totals, whatever the page.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { InvalidError } from '#platform/errors.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import type { PlacedField } from './fields.ts';
import { fillHouseholds } from './households.ts';
import type * as contract from './relations-contract.ts';
import { columnOf, joinsOf } from './rows.ts';
import { visibleCustomers } from './scope.ts';
import { findCandidates } from './search.ts';

type Page = AnswerOf<typeof contract.listHouseholds>;
type Chosen = { householdId: number; memberCount: number; sortValue: string; total: number };

/** A student home is one household as well; the page shows the first of them. */
const MOST_SHOWN = 12;

export async function listHouseholds(
  ctx: Ctx,
  fields: readonly PlacedField[],
  query: QueryOf<typeof contract.listHouseholds>,
): Promise<Page> {
  const chosen = await choose(ctx, fields, query);
  const page = chosen.slice(0, query.limit);
  const ids = page.map((one) => one.householdId);
  const { rows: members } = await sql<Parameters<typeof fillHouseholds>[1][number]>`
    select * from (
      select m.household_id as "householdId", c.customer_id as "customerId", c.code, c.name, c.kind,
        row_number() over (partition by m.household_id order by m.added_at, c.customer_id) as place
      from customers.household_members m join customers.customers c using (customer_id)
      where m.household_id = any(${ids}::bigint[]) and ${visibleCustomers(ctx)}) as placed
    where place <= ${MOST_SHOWN} order by array_position(${ids}::bigint[], "householdId"), place`.execute(ctx.db);
  const filled = new Map((await fillHouseholds(ctx, members, fields)).map((one) => [one.householdId, one]));
  const last = page.at(-1);
  return {
    rows: page.flatMap(({ householdId, memberCount }) => {
      const one = filled.get(householdId);
      return one ? [{ ...one, memberCount }] : [];
    }),
    next: chosen.length > query.limit && last ? encodeCursor([last.sortValue, last.householdId]) : null,
    ...(!query.after && { total: { count: chosen[0]?.total ?? 0, capped: false } }),
  };
}

/** One more than the page, to know whether it goes on. */
async function choose(
  ctx: Ctx,
  fields: readonly PlacedField[],
  { search, sort, after, limit }: QueryOf<typeof contract.listHouseholds>,
): Promise<Chosen[]> {
  const cursor = after ? decodeCursor(after, 2) : null;
  const found = search ? (await findCandidates(ctx, search)).map((one) => one.customerId) : null;
  const { rows } = await sql<Chosen>`
    with households as materialized (
      select m.household_id, count(*)::int as members, ${sortValue(fields, sort)} as sort_value
      from customers.household_members m join customers.customers c using (customer_id) ${joinsOf(fields)}
      where ${visibleCustomers(ctx)} ${
        found === null
          ? sql``
          : sql`and m.household_id in (
              select household_id from customers.household_members where customer_id = any(${found}::bigint[]))`
      }
      group by m.household_id having count(*) > 1
    )
    select household_id as "householdId", members as "memberCount", sort_value::text as "sortValue",
      (select count(*)::int from households) as total
    from households
    ${cursor ? sql`where (sort_value, household_id) < (${String(cursor[0])}::numeric, ${Number(cursor[1])}::bigint)` : sql``}
    order by sort_value desc, household_id desc limit ${limit + 1}`.execute(ctx.db);
  return rows;
}

/** As a number that is never null: households without any order come last. */
function sortValue(fields: readonly PlacedField[], sort: string): RawBuilder<unknown> {
  if (sort === 'members') return sql`count(*)::numeric`;
  const field = fields.find((one) => one.code === sort);
  if (!field) throw new InvalidError('customers.unknown_field', `"${sort}" is nothing households are sorted by.`);
  const column = columnOf(field, fields);
  if (field.adds) return sql`coalesce(sum(${column}), 0)::numeric`;
  return sql`coalesce(extract(epoch from max(${column})), 0)::numeric`;
}
