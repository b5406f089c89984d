/**
 * The look through all customers. Everybody is read twice in pages by id: first for the facts that are counted, then for
 * the keys made with these counts; the database sorts keys into pairs; pairs are judged page by page and written over the
 * suggestions there were, and what was not found again goes at the end. This process holds a page, a sample of customers,
 * and ids and scores of the suggestions: its memory does not grow with the customers. A run that was cut short is gone on with.
 */
import { sql } from 'kysely';
import { fitLinkage } from '#analytics/record-linkage.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { holdCustomers } from '../holding.ts';
import { customerKeys, writeKeys } from './candidates.ts';
import { clashesByPair, readClashes } from './clashes.ts';
import { linkageFields, termsOf } from './comparison.ts';
import { readDistinct } from './distinct.ts';
import { judgePairs } from './judge.ts';
import { MOST_PER_KEY } from './keys.ts';
import { comparePairs, pairsInTown, PRIOR_MODEL, randomPairs } from './link.ts';
import { pagePersons, readPersons } from './persons.ts';
import {
  failScan,
  finishScan,
  keepProgress,
  openScan,
  SCAN_PHASES,
  type Scan,
  type ScanPhase,
} from './scan-progress.ts';
import { getDuplicateSettings } from './settings.ts';
import { commonnessFor, COUNTED_FROM, countedHashes, saveModel, type StoredModel } from './stored-model.ts';
import { insertPairs, writeGroups } from './suggest.ts';

const PAGE = 2_000;
const FITTED_PAIRS = 50_000;
const SAMPLED_PERSONS = 4_000;
/** Pairs are sampled by the last bits of a hash. */
const HASHES = 65_536;
const SEED = 7;

export async function scanDuplicates(ctx: Ctx): Promise<void> {
  const scan = await openScan(ctx, await getDuplicateSettings(ctx));
  try {
    for (const phase of SCAN_PHASES.slice(SCAN_PHASES.indexOf(scan.progress.phase))) {
      if (scan.progress.phase !== phase) await keepProgress(ctx, scan, { phase, after: 0, afterOther: 0, done: 0 });
      await WORK[phase](ctx, scan);
    }
    await sql`truncate customers.scanned_facts, customers.scanned_pairs, customers.scan_marks`.execute(ctx.db);
  } catch (error) {
    await failScan(ctx, scan);
    throw error;
  }
}

const WORK: Readonly<Record<ScanPhase, (ctx: Ctx, scan: Scan) => Promise<void>>> = {
  reading: readEverybody,
  counting: countFacts,
  keys: makeKeys,
  pairing: makePairs,
  fitting: fit,
  judging: judgeAll,
  grouping: finish,
};

const storedOf = ({ progress: { records, totals, model } }: Scan): StoredModel => ({
  records,
  totals,
  model: model ?? PRIOR_MODEL,
});

async function readEverybody(ctx: Ctx, scan: Scan): Promise<void> {
  for (;;) {
    const { after, records, settings } = scan.progress;
    const page = await pagePersons(ctx, after, PAGE, settings);
    const last = page.at(-1);
    if (!last) return;
    const totals = { ...scan.progress.totals };
    const hashes: number[] = [];
    for (const { person } of page) {
      for (const field of new Set(termsOf(person).map(([field]) => field))) totals[field] = (totals[field] ?? 0) + 1;
      hashes.push(...countedHashes(person));
    }
    const read = records + page.length;
    await inTransaction(ctx, async (ctx) => {
      await sql`insert into customers.scanned_facts (facts) values (${hashes}::bigint[])`.execute(ctx.db);
      await keepProgress(ctx, scan, { after: last.customerId, done: read, records: read, totals });
    });
  }
}

async function countFacts(ctx: Ctx): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await sql`delete from customers.linkage_facts`.execute(ctx.db);
    await sql`
      insert into customers.linkage_facts (fact, records)
      select fact, count(*) from customers.scanned_facts cross join unnest(facts) as fact
      group by fact having count(*) >= ${COUNTED_FROM}`.execute(ctx.db);
  });
  await sql`analyze customers.linkage_facts`.execute(ctx.db);
}

async function makeKeys(ctx: Ctx, scan: Scan): Promise<void> {
  const stored = storedOf(scan);
  for (;;) {
    const { after, done, settings } = scan.progress;
    const page = await pagePersons(ctx, after, PAGE, settings);
    const last = page.at(-1);
    if (!last) break;
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
      await keepProgress(ctx, scan, { after: last.customerId, done: done + page.length });
    });
  }
  await sql`analyze customers.linkage_keys`.execute(ctx.db);
}

/** All pairs of a key that few share; of one that many share, each with the next. */
async function makePairs(ctx: Ctx, scan: Scan): Promise<void> {
  const clashes = await readClashes(ctx, 'all');
  await inTransaction(ctx, async (ctx) => {
    await sql`truncate customers.scanned_pairs`.execute(ctx.db);
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
    await sql`
      insert into customers.scanned_pairs (customer_id, other_id)
      select * from unnest(${clashes.map(({ a }) => a)}::bigint[], ${clashes.map(({ b }) => b)}::bigint[])
      on conflict do nothing`.execute(ctx.db);
  });
  await sql`analyze customers.scanned_pairs`.execute(ctx.db);
  const { rows } = await sql<{ pairs: number }>`select count(*) as pairs from customers.scanned_pairs`.execute(ctx.db);
  await keepProgress(ctx, scan, { candidates: rows[0]?.pairs ?? 0 });
}

async function fit(ctx: Ctx, scan: Scan): Promise<void> {
  const stored = storedOf(scan);
  const { candidates, settings } = scan.progress;
  const kept = Math.ceil(Math.min(1, FITTED_PAIRS / Math.max(candidates, 1)) * HASHES);
  const { rows } = await sql<Pair>`
    select customer_id as a, other_id as b from customers.scanned_pairs
    where (hashint8extended(customer_id * 31 + other_id, 0) & ${HASHES - 1}) < ${kept}`.execute(ctx.db);
  // As good as by lot, and always the same ones.
  const drawn = await sql<{ id: number }>`
    select customer_id as id from customers.customers
    order by hashint8extended(customer_id, ${SEED}) limit ${SAMPLED_PERSONS}`.execute(ctx.db);
  const sample = [
    ...(
      await readPersons(
        ctx,
        drawn.rows.map(({ id }) => id),
        settings,
      )
    ).values(),
  ];
  const persons = await readPersons(ctx, idsOf(rows), settings);
  const { shareOf } = await commonnessFor(ctx, stored, [...sample, ...persons.values()]);
  const pairs = rows.flatMap(({ a, b }) => {
    const [one, other] = [persons.get(a), persons.get(b)];
    return one && other ? [[one, other] as const] : [];
  });
  const model = fitLinkage(linkageFields, randomPairs(sample, shareOf), comparePairs(pairs, shareOf), {
    allPairs: Math.max((stored.records * (stored.records - 1)) / 2, 1),
    sampled: kept / HASHES,
    near: pairsInTown(sample, shareOf),
  });
  await keepProgress(ctx, scan, { model });
}

type Pair = { a: number; b: number };

const idsOf = (pairs: readonly Pair[]): number[] => [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];

async function judgeAll(ctx: Ctx, scan: Scan): Promise<void> {
  const stored = storedOf(scan);
  const apart = await readDistinct(ctx, 'all');
  const clashing = clashesByPair(await readClashes(ctx, 'all'));
  for (;;) {
    const { after, afterOther, done, settings } = scan.progress;
    const { rows } = await sql<Pair>`
      select customer_id as a, other_id as b from customers.scanned_pairs
      where (customer_id, other_id) > (${after}, ${afterOther})
      order by customer_id, other_id limit ${PAGE}`.execute(ctx.db);
    const last = rows.at(-1);
    if (!last) return;
    await inTransaction({ ...ctx, now: scan.startedAt }, async (ctx) => {
      await holdCustomers(ctx);
      const persons = await readPersons(ctx, idsOf(rows), settings);
      const { shareOf } = await commonnessFor(ctx, stored, persons.values());
      const pairs = rows.filter(({ a, b }) => !apart.has(`${a} ${b}`)).map(({ a, b }) => [a, b] as const);
      await insertPairs(ctx, judgePairs(stored, persons, pairs, shareOf, settings.threshold, clashing));
      await keepProgress(ctx, scan, { after: last.a, afterOther: last.b, done: done + rows.length });
    });
  }
}

/** Whatever this look did not find again goes; what was found meanwhile, of customers touched since, stays. */
async function finish(ctx: Ctx, scan: Scan): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await holdCustomers(ctx);
    await sql`
      delete from customers.duplicate_pairs p
      where found_at < ${scan.startedAt} or not exists (select from customers.customers c where c.customer_id = p.customer_id)
        or not exists (select from customers.customers c where c.customer_id = p.other_id)
        or exists (select from customers.distinct_pairs d where (d.customer_id, d.other_id) = (p.customer_id, p.other_id))`.execute(
      ctx.db,
    );
    const { rows } = await sql<Pair & { probability: number }>`
      select customer_id as a, other_id as b, probability from customers.duplicate_pairs
      where customer_id < other_id`.execute(ctx.db);
    await writeGroups(ctx, rows);
    await saveModel(ctx, storedOf(scan));
    const counted = await sql<{ groups: number }>`
      select count(distinct group_id)::int as groups from customers.duplicate_pairs`.execute(ctx.db);
    await finishScan(ctx, scan, { pairs: rows.length, groups: counted.rows[0]?.groups ?? 0 });
  });
}
