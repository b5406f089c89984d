/** Suggested groups as they are shown: whoever may not see a record sees a group without it. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor, TOTAL_CAP } from '#shared/page.ts';
import type * as contract from '../duplicates-contract.ts';
import type { DuplicateGroup, DuplicateMember } from '../duplicates-contract.ts';
import { seesEverybody, visibleCustomers } from '../scope.ts';
import { findScan, isScanWaiting } from './scans.ts';
import { getDuplicateSettings } from './settings.ts';

/** Pairs of which the actor may see both. */
const visiblePairs = (ctx: Ctx) => sql`
  select p.* from customers.duplicate_pairs p
  join customers.customers one on one.customer_id = p.customer_id
  join customers.customers other on other.customer_id = p.other_id
  where p.customer_id < p.other_id and ${visibleCustomers(ctx, 'one')} and ${visibleCustomers(ctx, 'other')}`;

export async function listDuplicates(
  ctx: Ctx,
  query: QueryOf<typeof contract.listDuplicates>,
): Promise<AnswerOf<typeof contract.listDuplicates>> {
  const cursor = query.after ? decodeCursor(query.after, 2) : null;
  const exact = query.exact === undefined ? sql`true` : sql`exact = ${query.exact === 'yes'}`;
  const beyond = cursor ? sql`(-probability, group_id) > (${cursor[0]}::float8, ${cursor[1]}::bigint)` : sql`true`;
  const { rows } = await sql<{ group_id: number; probability: number; total: number }>`
    with pairs as (${visiblePairs(ctx)}),
    groups as (
      select group_id, max(probability)::float8 as probability, bool_and(exact) as exact from pairs group by group_id
    )
    select group_id, probability, (select count(*) from groups where ${exact}) as total
    from groups where ${exact} and ${beyond}
    order by -probability, group_id limit ${query.limit + 1}`.execute(ctx.db);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const total = rows[0]?.total ?? 0;
  return {
    rows: await readGroups(
      ctx,
      page.map((row) => row.group_id),
    ),
    next: rows.length > query.limit && last ? encodeCursor([-last.probability, last.group_id]) : null,
    ...(!cursor && { total: { count: Math.min(total, TOTAL_CAP), capped: total > TOTAL_CAP } }),
  };
}

type PairRow = {
  group_id: number;
  customer_id: number;
  other_id: number;
  probability: number;
  exact: boolean;
  reasons: Reasons;
};
type Reasons = DuplicateGroup['pairs'][number]['reasons'];

async function readGroups(ctx: Ctx, groupIds: readonly number[]): Promise<DuplicateGroup[]> {
  if (groupIds.length === 0) return [];
  const { rows } = await sql<PairRow>`
    select group_id, customer_id, other_id, probability, exact, reasons
    from (${visiblePairs(ctx)}) as pairs where group_id = any(${[...groupIds]}::bigint[])
    order by probability desc, customer_id, other_id`.execute(ctx.db);
  const byGroup = Map.groupBy(rows, (row) => row.group_id);
  const members = await readMembers(ctx, [...new Set(rows.flatMap((row) => [row.customer_id, row.other_id]))]);
  return groupIds.flatMap((groupId) => {
    const pairs = byGroup.get(groupId) ?? [];
    if (pairs.length === 0) return [];
    const ids = new Set(pairs.flatMap((pair) => [pair.customer_id, pair.other_id]));
    return [
      {
        groupId,
        score: scoreOf(Math.max(...pairs.map((pair) => pair.probability))),
        exact: pairs.every((pair) => pair.exact),
        members: [...ids].toSorted((a, b) => a - b).flatMap((id) => members.get(id) ?? []),
        pairs: pairs.map((pair) => ({
          a: pair.customer_id,
          b: pair.other_id,
          score: scoreOf(pair.probability),
          exact: pair.exact,
          reasons: pair.reasons,
        })),
      },
    ];
  });
}

/** Never quite 100: it is likeness, not knowledge. */
export const scoreOf = (probability: number): number => Math.min(99.9, Math.round(probability * 1_000) / 10);

async function readMembers(ctx: Ctx, customerIds: readonly number[]): Promise<Map<number, DuplicateMember>> {
  const { rows } = await sql<DuplicateMember>`
    select c.customer_id as "customerId", c.code, c.kind, c.name, c.gender, c.birthday, c.province, c.city, c.address,
      s.name as "storeName", u.name as "ownerName", c.registered_at as "registeredAt", c.created_at as "createdAt",
      (select coalesce(array_agg(distinct value), '{}') from (
        select i.value from customers.identities i where i.customer_id = c.customer_id and i.kind = 'phone'
        union select c.phone where c.phone is not null) as phones) as phones,
      (select coalesce(array_agg(distinct value), '{}') from (
        select i.value from customers.identities i where i.customer_id = c.customer_id and i.kind = 'email'
        union select c.email where c.email is not null) as emails) as emails
    from customers.customers c
    left join access.stores s on s.store_id = c.store_id
    left join access.users u on u.id = c.owner_id
    where c.customer_id = any(${[...customerIds]}::bigint[]) and ${visibleCustomers(ctx)}`.execute(ctx.db);
  return new Map(rows.map((row) => [row.customerId, row]));
}

/** The counts are of what the actor may see; how the last look went tells nothing of single customers. */
export async function getDuplicateState(ctx: Ctx): Promise<AnswerOf<typeof contract.getDuplicateState>> {
  const { rows } = await sql<{ groups: number; customers: number }>`
    with pairs as (${visiblePairs(ctx)})
    select count(distinct group_id)::int as groups,
      (select count(distinct id)::int from pairs cross join lateral (values (customer_id), (other_id)) as of (id)) as customers
    from pairs`.execute(ctx.db);
  const apart = await sql<{ pairs: number }>`
    select count(*)::int as pairs from customers.distinct_pairs d
    join customers.customers one on one.customer_id = d.customer_id
    join customers.customers other on other.customer_id = d.other_id
    where d.customer_id < d.other_id and ${visibleCustomers(ctx, 'one')} and ${visibleCustomers(ctx, 'other')}`.execute(
    ctx.db,
  );
  const scan = await findScan(ctx);
  const everybody = seesEverybody(ctx);
  return {
    groups: rows[0]?.groups ?? 0,
    customers: rows[0]?.customers ?? 0,
    toldApart: apart.rows[0]?.pairs ?? 0,
    threshold: (await getDuplicateSettings(ctx)).threshold,
    scan: scan && !everybody ? { ...scan, customers: 0, done: 0, candidates: 0, pairs: 0, groups: 0 } : scan,
    waiting: await isScanWaiting(ctx),
  };
}
