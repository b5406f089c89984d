/**
 * Rows of a file that would make, or made, a customer who looks like another of the file or like one there is: exact keys have
 * kept those that are certain from becoming two, these are for a person to look at. Costs about 0.3 ms a row.
 */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { DuplicateSettings } from '../duplicates-contract.ts';
import { customerKeys, sharingKeys } from './candidates.ts';
import { judgePairs } from './judge.ts';
import { candidatesAmong } from './link.ts';
import { linkAside } from './link-aside.ts';
import type { Person, PersonRecord } from './person.ts';
import { readPersons, spelled } from './persons.ts';
import { getDuplicateSettings } from './settings.ts';
import { commonnessFor, findModel } from './stored-model.ts';

/** Of greater files the look through all customers tells afterwards. */
export const MOST_FORESEEN = 100_000;
/** While a file is being applied others wait for its rows: only what takes seconds is told there. */
export const MOST_APPLIED = 10_000;
const CHUNK = 500;

/** Null where the file has more rows than `most`. After `matchStaged` or `foreseeMentions`, in their transaction. */
export async function countAlike(ctx: Ctx, batchId: number, most: number): Promise<number | null> {
  const { rows: counted } = await sql<{ rows: number }>`
    select count(*)::int as rows from customers.staged_customers where batch_id = ${batchId}`.execute(ctx.db);
  if ((counted[0]?.rows ?? 0) > most) return null;
  const settings = await getDuplicateSettings(ctx);
  const people = await readStaged(ctx, batchId);
  if (people.every(({ isNew }) => !isNew)) return 0;
  const alike = new Set<number>();
  for (const place of await alikeAmong(ctx, people, settings)) if (people[place]?.isNew) alike.add(place);
  const fresh = [...people.keys()].filter((place) => people[place]?.isNew && !alike.has(place));
  for (let from = 0; from < fresh.length; from += CHUNK) {
    const places = fresh.slice(from, from + CHUNK);
    const known = await resemblingSomebody(
      ctx,
      places.map((place) => spelled(people[place]!.record, settings)),
      settings,
    );
    for (const [index, place] of places.entries()) if (known.has(index)) alike.add(place);
  }
  return alike.size;
}

type Staged = { isNew: boolean; record: PersonRecord };

/** One for each customer the file speaks of, by everything its first row says. */
async function readStaged(ctx: Ctx, batchId: number): Promise<Staged[]> {
  const { rows } = await sql<PersonRecord & { isNew: boolean; phones: string[]; emails: string[] }>`
    select distinct on (m.customer_id) m.created as "isNew", s.kind, s.name, s.gender, s.birthday::text as birthday,
      s.province, s.city, s.address, array_remove(array[s.phone], null) as phones, array_remove(array[s.email], null) as emails
    from customers.staged_customers s join matched_customers m on m.ref_key = lpad(s.row_no::text, 10, '0')
    where s.batch_id = ${batchId} and m.customer_id is not null
    order by m.customer_id, m.ref_key`.execute(ctx.db);
  return rows.map(({ isNew, ...record }) => ({ isNew, record }));
}

/** A few rows say little of how people err and how common names are: they are judged by what the house has learnt. */
const FEW = 3_000;

async function alikeAmong(ctx: Ctx, people: readonly Staged[], settings: DuplicateSettings): Promise<Iterable<number>> {
  const stored = await findModel(ctx);
  const records = people.map(({ record }) => record);
  if (!stored || records.length > FEW) return (await linkAside(records, settings)).flat();
  const persons = new Map(records.map((record, place) => [place, spelled(record, settings)]));
  const { a, b } = candidatesAmong([...persons.values()]);
  const { shareOf } = await commonnessFor(ctx, stored, persons.values());
  const pairs = [...a].map((one, index) => [one, b[index] ?? 0] as const);
  return judgePairs(stored, persons, pairs, shareOf, settings.threshold).flatMap((pair) => [pair.a, pair.b]);
}

/** Which of them, by their place. */
async function resemblingSomebody(
  ctx: Ctx,
  people: readonly Person[],
  settings: DuplicateSettings,
): Promise<Set<number>> {
  const stored = await findModel(ctx);
  if (!stored) return new Set();
  const { factShare } = await commonnessFor(ctx, stored, people);
  const sharing = await sharingKeys(
    ctx,
    people.map((person) => customerKeys(person, stored.records, factShare)),
  );
  const persons = new Map(await readPersons(ctx, sharing.flat(), settings));
  // Places stand beside ids: below zero they meet none.
  for (const [place, person] of people.entries()) persons.set(-1 - place, person);
  const { shareOf } = await commonnessFor(ctx, stored, persons.values());
  const pairs = sharing.flatMap((others, place) => others.map((other) => [-1 - place, other] as const));
  return new Set(judgePairs(stored, persons, pairs, shareOf, settings.threshold).map(({ a }) => -1 - a));
}
