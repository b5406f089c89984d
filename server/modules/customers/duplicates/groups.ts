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
import { groupIdsOf } from './suggest.ts';

/** Pairs of which the actor may see both. */
const visiblePairs = (ctx: Ctx) => sql`
  select p.* from customers.duplicate_pairs p
  join customers.customers one on one.customer_id = p.customer_id
  join customers.customers other on other.customer_id = p.other_id
  where p.customer_id < p.other_id and ${visibleCustomers(ctx, 'one')} and ${visibleCustomers(ctx, 'other')}`;

type PairRow = {
  customer_id: number;
  other_id: number;
  probability: number;
  exact: boolean;
  reasons: DuplicateGroup['pairs'][number]['reasons'];
};
type Group = { group_id: number; probability: number };
type Page = { groups: Group[]; total: number; pairsOf: Map<number, PairRow[]> };

export async function listDuplicates(
  ctx: Ctx,
  query: QueryOf<typeof contract.listDuplicates>,
): Promise<AnswerOf<typeof contract.listDuplicates>> {
  const { groups, total, pairsOf } = await (seesEverybody(ctx) ? pageOfAll(ctx, query) : pageOfOwn(ctx, query));
  const page = groups.slice(0, query.limit);
  const last = page.at(-1);
  return {
    rows: await readGroups(ctx, page, pairsOf),
    next: groups.length > query.limit && last ? encodeCursor([-last.probability, last.group_id]) : null,
    ...(!query.after && { total: { count: Math.min(total, TOTAL_CAP), capped: total > TOTAL_CAP } }),
  };
}

/** One group more than asked for tells that there are more. */
async function pageOfAll(ctx: Ctx, query: QueryOf<typeof contract.listDuplicates>): Promise<Page> {
  const cursor = query.after ? decodeCursor(query.after, 2) : null;
  const exact = query.exact === undefined ? sql`true` : sql`exact = ${query.exact === 'yes'}`;
  const beyond = cursor ? sql`(-probability, group_id) > (${cursor[0]}::float8, ${cursor[1]}::bigint)` : sql`true`;
  const { rows: groups } = await sql<Group & { total: number }>`
    with pairs as (${visiblePairs(ctx)}),
    groups as (
      select group_id, max(probability)::float8 as probability, bool_and(exact) as exact from pairs group by group_id
    )
    select group_id, probability, (select count(*) from groups where ${exact}) as total
    from groups where ${exact} and ${beyond}
    order by -probability, group_id limit ${query.limit + 1}`.execute(ctx.db);
  const { rows } = await sql<PairRow & Group>`
    select group_id, customer_id, other_id, probability::float8, exact, reasons
    from (${visiblePairs(ctx)}) as pairs where group_id = any(${groups.map((one) => one.group_id)}::bigint[])`.execute(
    ctx.db,
  );
  return { groups, total: groups[0]?.total ?? 0, pairsOf: Map.groupBy(rows, (row) => row.group_id) };
}

/**
 * Whoever sees a part has it grouped by itself: a stored group is called by its smallest id and held together by its
 * members, and both may be somebody unseen.
 */
async function pageOfOwn(ctx: Ctx, query: QueryOf<typeof contract.listDuplicates>): Promise<Page> {
  const pairsOf = await readOwnGroups(ctx);
  const [after = -Infinity, afterId = 0] = ((query.after && decodeCursor(query.after, 2)) || []).map(Number);
  const all = [...pairsOf]
    .map(([group_id, pairs]) => ({
      group_id,
      probability: Math.max(...pairs.map((pair) => pair.probability)),
      exact: pairs.every((pair) => pair.exact),
    }))
    .filter(({ exact }) => query.exact === undefined || exact === (query.exact === 'yes'))
    .toSorted((a, b) => b.probability - a.probability || a.group_id - b.group_id);
  const beyond = all.filter(
    ({ probability, group_id }) => -probability > after || (-probability === after && group_id > afterId),
  );
  return { groups: beyond.slice(0, query.limit + 1), total: all.length, pairsOf };
}

async function readOwnGroups(ctx: Ctx): Promise<Map<number, PairRow[]>> {
  const { rows } = await sql<PairRow>`
    select customer_id, other_id, probability::float8, exact, reasons
    from (${visiblePairs(ctx)}) as pairs order by customer_id, other_id`.execute(ctx.db);
  const groupIds = groupIdsOf(
    rows.map((row) => ({ a: row.customer_id, b: row.other_id, probability: row.probability })),
  );
  const placed = rows.map((row, n) => [groupIds[n] ?? 0, row] as const);
  return new Map(
    [...Map.groupBy(placed, ([groupId]) => groupId)].map(([groupId, those]) => [groupId, those.map(([, row]) => row)]),
  );
}

async function readGroups(
  ctx: Ctx,
  groups: readonly Group[],
  pairsOf: ReadonlyMap<number, PairRow[]>,
): Promise<DuplicateGroup[]> {
  const idsOf = (pairs: readonly PairRow[]) => [...new Set(pairs.flatMap((pair) => [pair.customer_id, pair.other_id]))];
  const members = await readMembers(ctx, idsOf(groups.flatMap(({ group_id }) => pairsOf.get(group_id) ?? [])));
  return groups.flatMap(({ group_id: groupId, probability }) => {
    const pairs = (pairsOf.get(groupId) ?? []).toSorted(
      (a, b) => b.probability - a.probability || a.customer_id - b.customer_id || a.other_id - b.other_id,
    );
    if (pairs.length === 0) return [];
    return [
      {
        groupId,
        score: scoreOf(probability),
        exact: pairs.every((pair) => pair.exact),
        members: idsOf(pairs)
          .toSorted((a, b) => a - b)
          .flatMap((id) => members.get(id) ?? []),
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
        select i.value from customers.known_identities i where i.customer_id = c.customer_id and i.kind = 'phone'
        union select c.phone where c.phone is not null) as phones) as phones,
      (select coalesce(array_agg(distinct value), '{}') from (
        select i.value from customers.known_identities i where i.customer_id = c.customer_id and i.kind = 'email'
        union select c.email where c.email is not null) as emails) as emails
    from customers.customers c
    left join access.stores s on s.store_id = c.store_id
    left join access.users u on u.id = c.owner_id
    where c.customer_id = any(${[...customerIds]}::bigint[]) and ${visibleCustomers(ctx)}`.execute(ctx.db);
  return new Map(rows.map((row) => [row.customerId, row]));
}

/** The counts are of what the actor may see; how the last look went tells nothing of single customers. */
export async function getDuplicateState(ctx: Ctx): Promise<AnswerOf<typeof contract.getDuplicateState>> {
  const counted = await (seesEverybody(ctx) ? countAll(ctx) : countOwn(ctx));
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
    ...counted,
    toldApart: apart.rows[0]?.pairs ?? 0,
    threshold: (await getDuplicateSettings(ctx)).threshold,
    scan: scan && !everybody ? { ...scan, customers: 0, done: 0, candidates: 0, pairs: 0, groups: 0 } : scan,
    waiting: await isScanWaiting(ctx),
  };
}

type Counted = { groups: number; customers: number };

async function countAll(ctx: Ctx): Promise<Counted> {
  const { rows } = await sql<Counted>`
    with pairs as (${visiblePairs(ctx)})
    select count(distinct group_id)::int as groups,
      (select count(distinct id)::int from pairs cross join lateral (values (customer_id), (other_id)) as of (id)) as customers
    from pairs`.execute(ctx.db);
  return rows[0] ?? { groups: 0, customers: 0 };
}

async function countOwn(ctx: Ctx): Promise<Counted> {
  const groups = await readOwnGroups(ctx);
  const ids = [...groups.values()].flat().flatMap((pair) => [pair.customer_id, pair.other_id]);
  return { groups: groups.size, customers: new Set(ids).size };
}
