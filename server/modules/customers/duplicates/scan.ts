/**
 * The look through all customers. Everybody is read twice in pages by id: first for the facts that are counted, then for
 * the keys made with these counts; the database sorts keys into pairs; pairs are judged page by page and written over the
 * suggestions there were, and what was not found again goes at the end. This process holds a page, a sample of customers,
 * and ids and scores of the suggestions: its memory does not grow with the customers. A repeated run begins anew.
 */
import { sql } from 'kysely';
import { fitLinkage } from '#analytics/record-linkage.ts';
import { seededRandom } from '#analytics/random.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { startStopwatch } from '#platform/stopwatch.ts';
import type { DuplicateSettings } from '../duplicates-contract.ts';
import { holdCustomers } from '../holding.ts';
import { customerKeys, MOST_PER_KEY, writeKeys } from './candidates.ts';
import { clashesByPair, readClashes } from './clashes.ts';
import { linkageFields, termsOf, type LinkageFieldCode } from './comparison.ts';
import { readDistinct } from './distinct.ts';
import { judgePairs } from './judge.ts';
import { comparePairs, PRIOR_MODEL, randomPairs } from './link.ts';
import type { Person } from './person.ts';
import { pagePersons, readPersons } from './persons.ts';
import { beginScan, failScan, tellScan } from './scans.ts';
import { getDuplicateSettings } from './settings.ts';
import { commonnessFor, COUNTED_FROM, countedHashes, saveModel, type StoredModel } from './stored-model.ts';
import { insertPairs, writeGroups } from './suggest.ts';

const PAGE = 2_000;
const FITTED_PAIRS = 50_000;
const SAMPLED_PERSONS = 4_000;
const SEED = 7;

type Scan = { ctx: Ctx; scanId: number; settings: DuplicateSettings; seconds: () => number };

export async function scanDuplicates(ctx: Ctx): Promise<void> {
  const seconds = startStopwatch();
  const scan = { ctx, scanId: await beginScan(ctx), settings: await getDuplicateSettings(ctx), seconds };
  try {
    await empty(ctx);
    const { sample, ...read } = await readEverybody(scan);
    await countFacts(scan);
    const unfitted: StoredModel = { ...read, model: PRIOR_MODEL };
    await makeKeys(scan, unfitted);
    const candidates = await makePairs(scan);
    const stored = { ...unfitted, model: await fit(scan, unfitted, sample, candidates) };
    await judgeAll(scan, stored, candidates);
    await inTransaction(ctx, (ctx) => finish({ ...scan, ctx }, stored));
    await empty(ctx);
  } catch (error) {
    await failScan(ctx, scan.scanId, seconds());
    throw error;
  }
}

const empty = (ctx: Ctx) => sql`truncate customers.scanned_facts, customers.scanned_pairs`.execute(ctx.db);

type Everybody = Pick<StoredModel, 'records' | 'totals'> & { sample: Person[] };

async function readEverybody({ ctx, scanId, settings }: Scan): Promise<Everybody> {
  const random = seededRandom(SEED);
  const sample: Person[] = [];
  const totals: Partial<Record<LinkageFieldCode, number>> = {};
  let records = 0;
  for (let after = 0; ;) {
    const page = await pagePersons(ctx, after, PAGE, settings);
    const last = page.at(-1);
    if (!last) break;
    after = last.customerId;
    const hashes: number[] = [];
    for (const { person } of page) {
      records += 1;
      // A reservoir: everybody has the same chance to stay in it.
      const place = records <= SAMPLED_PERSONS ? records - 1 : Math.floor(random() * records);
      if (place < SAMPLED_PERSONS) sample[place] = person;
      for (const field of new Set(termsOf(person).map(([field]) => field))) totals[field] = (totals[field] ?? 0) + 1;
      hashes.push(...countedHashes(person));
    }
    await sql`insert into customers.scanned_facts (facts) values (${hashes}::bigint[])`.execute(ctx.db);
    await tellScan(ctx, scanId, { phase: 'reading', customers: records, done: records });
  }
  return { records, totals, sample };
}

async function countFacts({ ctx, scanId }: Scan): Promise<void> {
  await tellScan(ctx, scanId, { phase: 'counting' });
  await inTransaction(ctx, async (ctx) => {
    await sql`delete from customers.linkage_facts`.execute(ctx.db);
    await sql`
      insert into customers.linkage_facts (fact, records)
      select fact, count(*) from customers.scanned_facts cross join unnest(facts) as fact
      group by fact having count(*) >= ${COUNTED_FROM}`.execute(ctx.db);
  });
  await sql`analyze customers.linkage_facts`.execute(ctx.db);
}

async function makeKeys({ ctx, scanId, settings }: Scan, stored: StoredModel): Promise<void> {
  let done = 0;
  for (let after = 0; ;) {
    const page = await pagePersons(ctx, after, PAGE, settings);
    const last = page.at(-1);
    if (!last) break;
    after = last.customerId;
    done += page.length;
    const { factShare } = await commonnessFor(
      ctx,
      stored,
      page.map(({ person }) => person),
    );
    const keys = new Map(
      page.map(({ customerId, person }) => [customerId, customerKeys(person, stored.records, factShare)]),
    );
    await inTransaction(ctx, async (ctx) => {
      await holdCustomers(ctx);
      const living = await readPersons(ctx, [...keys.keys()], settings);
      for (const customerId of keys.keys()) if (!living.has(customerId)) keys.delete(customerId);
      await writeKeys(ctx, keys);
    });
    await tellScan(ctx, scanId, { phase: 'keys', done });
  }
  await sql`analyze customers.linkage_keys`.execute(ctx.db);
}

/** All pairs of a key that few share; of one that many share, each with the next. */
async function makePairs({ ctx, scanId }: Scan): Promise<number> {
  await tellScan(ctx, scanId, { phase: 'pairing', done: 0 });
  await sql`
    insert into customers.scanned_pairs (customer_id, other_id)
    with placed as (
      select key, customer_id, count(*) over same as members, row_number() over (same order by customer_id) as place
      from customers.linkage_keys cross join unnest(keys) as key
      window same as (partition by key)
    ),
    shared as (select * from placed where members > 1)
    select distinct one.customer_id, other.customer_id
    from shared one join shared other using (key)
    where one.customer_id < other.customer_id and (one.members <= ${MOST_PER_KEY} or other.place = one.place + 1)`.execute(
    ctx.db,
  );
  const clashes = await readClashes(ctx, 'all');
  await sql`
    insert into customers.scanned_pairs (customer_id, other_id)
    select * from unnest(${clashes.map(({ a }) => a)}::bigint[], ${clashes.map(({ b }) => b)}::bigint[])
    on conflict do nothing`.execute(ctx.db);
  await sql`analyze customers.scanned_pairs`.execute(ctx.db);
  const { rows } = await sql<{ pairs: number }>`select count(*) as pairs from customers.scanned_pairs`.execute(ctx.db);
  const candidates = rows[0]?.pairs ?? 0;
  await tellScan(ctx, scanId, { candidates });
  return candidates;
}

async function fit(scan: Scan, stored: StoredModel, sample: readonly Person[], candidates: number) {
  const { ctx, scanId, settings } = scan;
  await tellScan(ctx, scanId, { phase: 'fitting' });
  const sampled = Math.min(1, FITTED_PAIRS / Math.max(candidates, 1));
  const { rows } = await sql<Pair>`
    select customer_id as a, other_id as b from customers.scanned_pairs
    where (hashint8extended(customer_id * 31 + other_id, 0) & 65535) < ${sampled * 65_536}`.execute(ctx.db);
  const persons = await readPersons(ctx, idsOf(rows), settings);
  const { shareOf } = await commonnessFor(ctx, stored, [...sample, ...persons.values()]);
  const pairs = rows.flatMap(({ a, b }) => {
    const [one, other] = [persons.get(a), persons.get(b)];
    return one && other ? [[one, other] as const] : [];
  });
  return fitLinkage(linkageFields, randomPairs(sample, shareOf), comparePairs(pairs, shareOf), {
    allPairs: Math.max((stored.records * (stored.records - 1)) / 2, 1),
    sampled,
  });
}

type Pair = { a: number; b: number };

const idsOf = (pairs: readonly Pair[]): number[] => [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];

async function judgeAll({ ctx, scanId, settings }: Scan, stored: StoredModel, candidates: number): Promise<void> {
  const apart = await readDistinct(ctx, 'all');
  const clashing = clashesByPair(await readClashes(ctx, 'all'));
  let last: Pair = { a: 0, b: 0 };
  for (let done = 0; done < candidates;) {
    const { rows } = await sql<Pair>`
      select customer_id as a, other_id as b from customers.scanned_pairs
      where (customer_id, other_id) > (${last.a}, ${last.b})
      order by customer_id, other_id limit ${PAGE}`.execute(ctx.db);
    if (rows.length === 0) break;
    last = rows.at(-1) ?? last;
    done += rows.length;
    await inTransaction(ctx, async (ctx) => {
      await holdCustomers(ctx);
      const persons = await readPersons(ctx, idsOf(rows), settings);
      const { shareOf } = await commonnessFor(ctx, stored, persons.values());
      const pairs = rows.filter(({ a, b }) => !apart.has(`${a} ${b}`)).map(({ a, b }) => [a, b] as const);
      await insertPairs(ctx, judgePairs(stored, persons, pairs, shareOf, settings.threshold, clashing));
    });
    await tellScan(ctx, scanId, { phase: 'judging', done });
  }
}

/** Whatever this look did not find again goes; what was found meanwhile, of customers touched since, stays. */
async function finish({ ctx, scanId, seconds }: Scan, stored: StoredModel): Promise<void> {
  await holdCustomers(ctx);
  await sql`
    delete from customers.duplicate_pairs p
    where found_at < ${ctx.now} or not exists (select from customers.customers c where c.customer_id = p.customer_id)
      or not exists (select from customers.customers c where c.customer_id = p.other_id)
      or exists (select from customers.distinct_pairs d where (d.customer_id, d.other_id) = (p.customer_id, p.other_id))`.execute(
    ctx.db,
  );
  const { rows } = await sql<Pair & { probability: number }>`
    select customer_id as a, other_id as b, probability from customers.duplicate_pairs
    where customer_id < other_id`.execute(ctx.db);
  await writeGroups(ctx, rows);
  await saveModel(ctx, stored);
  const counted = await sql<{ groups: number }>`
    select count(distinct group_id)::int as groups from customers.duplicate_pairs`.execute(ctx.db);
  const groups = counted.rows[0]?.groups ?? 0;
  await tellScan(ctx, scanId, {
    state: 'done',
    phase: 'done',
    pairs: rows.length,
    groups,
    seconds: seconds(),
    finished_at: new Date(ctx.now.getTime() + seconds() * 1_000),
  });
}
