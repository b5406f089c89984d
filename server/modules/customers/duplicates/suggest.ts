/**
 * Keeps the suggestions of touched customers up to date: their keys, who shares one, how likely that is, and the groups they fall
 * into. Costs about 3 ms a customer, whatever else is stored; many at once are left to the next look through all.
 */
import { sql } from 'kysely';
import { groupPairs } from '#analytics/linkage-groups.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { holdCustomers } from '../holding.ts';
import { customerKeys, sharingKeys, writeKeys } from './candidates.ts';
import { readDistinct } from './distinct.ts';
import { clashesByPair, readClashes } from './clashes.ts';
import { judgePairs, type JudgedCustomers } from './judge.ts';
import { readPersons } from './persons.ts';
import { requestScan } from './scans.ts';
import { getDuplicateSettings } from './settings.ts';
import { commonnessFor, findModel } from './stored-model.ts';

/** Beyond this a look through all customers is the shorter way. */
const MOST_AT_ONCE = 500;

export async function refreshDuplicates(ctx: Ctx, { customerIds }: { customerIds: number[] }): Promise<void> {
  if (customerIds.length === 0) return;
  const stored = await findModel(ctx);
  if (!stored || customerIds.length > MOST_AT_ONCE) return requestScan(ctx);
  const settings = await getDuplicateSettings(ctx);
  await inTransaction(ctx, async (ctx) => {
    await holdCustomers(ctx);
    const touched = await readPersons(ctx, customerIds, settings);
    const mine = await commonnessFor(ctx, stored, touched.values());
    const keys = new Map(
      [...touched].map(([id, person]) => [id, customerKeys(person, stored.records, mine.factShare)]),
    );
    await writeKeys(ctx, keys);
    const sharing = await sharingKeys(ctx, [...keys.values()]);
    const clashes = await readClashes(ctx, customerIds);
    const pairs = distinctPairsOf([...keys.keys()], sharing, clashes);
    const others = await readPersons(ctx, pairs.flat(), settings);
    const persons = new Map([...others, ...touched]);
    const { shareOf } = await commonnessFor(ctx, stored, persons.values());
    const apart = await readDistinct(ctx, customerIds);
    const judged = judgePairs(stored, persons, pairs, shareOf, settings.threshold, clashesByPair(clashes)).filter(
      ({ a, b }) => !apart.has(`${a} ${b}`),
    );
    await replacePairs(ctx, customerIds, judged);
    await regroup(ctx, customerIds);
  });
}

/** Of orders: their customers are often new, and known ones are as they were. */
export async function refreshNewDuplicates(ctx: Ctx, { customerIds }: { customerIds: number[] }): Promise<void> {
  const { rows } = await sql<{ customer_id: number }>`
    select c.customer_id from customers.customers c
    where c.customer_id = any(${customerIds}::bigint[])
      and not exists (select from customers.linkage_keys k where k.customer_id = c.customer_id)`.execute(ctx.db);
  await refreshDuplicates(ctx, { customerIds: rows.map((row) => row.customer_id) });
}

function distinctPairsOf(
  ids: readonly number[],
  sharing: readonly (readonly number[])[],
  clashes: readonly { a: number; b: number }[],
): [number, number][] {
  const seen = new Map(clashes.map(({ a, b }): [string, [number, number]] => [`${a},${b}`, [a, b]]));
  for (const [place, id] of ids.entries())
    for (const other of sharing[place] ?? []) {
      if (other === id) continue;
      const pair: [number, number] = [Math.min(id, other), Math.max(id, other)];
      seen.set(pair.join(), pair);
    }
  return [...seen.values()];
}

/** Whoever touched customers were merged into or from is no longer anybody's look-alike. */
async function replacePairs(
  ctx: Ctx,
  customerIds: readonly number[],
  judged: readonly JudgedCustomers[],
): Promise<void> {
  const touched = sql`(select unnest(${[...customerIds]}::bigint[])
    union all select merged_id from customers.tombstones where customer_id = any(${[...customerIds]}::bigint[]))`;
  const { rows } = await sql<{ customer_id: number }>`
    delete from customers.duplicate_pairs where customer_id in ${touched} or other_id in ${touched}
    returning customer_id`.execute(ctx.db);
  await insertPairs(ctx, judged);
  await regroup(
    ctx,
    rows.map((row) => row.customer_id),
  );
}

export async function insertPairs(ctx: Ctx, judged: readonly JudgedCustomers[]): Promise<void> {
  if (judged.length === 0) return;
  const both = judged.flatMap((pair) => [pair, { ...pair, a: pair.b, b: pair.a }]);
  await sql`
    insert into customers.duplicate_pairs (customer_id, other_id, probability, exact, reasons, group_id, found_at)
    select * , least(customer_id, other_id), ${ctx.now}::timestamptz
    from json_to_recordset(${JSON.stringify(
      both.map(({ a, b, probability, exact, reasons }) => ({
        customer_id: a,
        other_id: b,
        probability,
        exact,
        reasons,
      })),
    )}::json) as found (customer_id bigint, other_id bigint, probability real, exact boolean, reasons jsonb)
    on conflict (customer_id, other_id) do update
      set probability = excluded.probability, exact = excluded.exact, reasons = excluded.reasons, found_at = excluded.found_at`.execute(
    ctx.db,
  );
}

/** A chain of look-alikes is followed so far; longer ones are put right by the next look through all. */
const LONGEST_CHAIN = 200;
/** Two of one group who share no key: nothing speaks for it, and little against. */
const NEVER_COMPARED = 0.2;

/** Groups anew everybody who is linked with these customers. */
async function regroup(ctx: Ctx, customerIds: readonly number[]): Promise<void> {
  if (customerIds.length === 0) return;
  const { rows } = await sql<{ customer_id: number; other_id: number; probability: number }>`
    with recursive linked (customer_id) as (
      select unnest(${[...customerIds]}::bigint[])
      union
      select p.other_id from linked join customers.duplicate_pairs p using (customer_id)
    )
    select p.customer_id, p.other_id, p.probability
    from (select customer_id from linked limit ${customerIds.length + LONGEST_CHAIN}) as near
    join customers.duplicate_pairs p using (customer_id) where p.customer_id < p.other_id`.execute(ctx.db);
  await writeGroups(
    ctx,
    rows.map((row) => ({ a: row.customer_id, b: row.other_id, probability: row.probability })),
  );
}

/** Writes the groups these pairs make. */
export async function writeGroups(ctx: Ctx, pairs: readonly LikelyPair[]): Promise<void> {
  if (pairs.length === 0) return;
  const together = groupIdsOf(pairs);
  await sql`
    update customers.duplicate_pairs p set group_id = said.group_id
    from unnest(${pairs.map(({ a }) => a)}::bigint[], ${pairs.map(({ b }) => b)}::bigint[], ${together}::bigint[])
      as said (a, b, group_id)
    where (p.customer_id, p.other_id) in ((said.a, said.b), (said.b, said.a)) and p.group_id <> said.group_id`.execute(
    ctx.db,
  );
}

export type LikelyPair = { a: number; b: number; probability: number };

/** The group of each pair, by its smallest member. A pair that its group does not bear out keeps a group of its own. */
export function groupIdsOf(pairs: readonly LikelyPair[]): number[] {
  const likely = pairs.map((pair) => ({ ...pair, candidate: true }));
  const { groups } = groupPairs(likely, () => NEVER_COMPARED);
  const groupOf = new Map(groups.flatMap((group) => group.map((member) => [member, group[0]!] as const)));
  return pairs.map(({ a, b }) =>
    groupOf.get(a) !== undefined && groupOf.get(a) === groupOf.get(b) ? groupOf.get(a)! : -a,
  );
}
