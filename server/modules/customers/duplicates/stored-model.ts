/** The model fitted by the last look through all customers, and how common facts and values are among them. */
import { sql } from 'kysely';
import { keyOf } from '#analytics/blocking.ts';
import type { LinkageModel } from '#analytics/record-linkage.ts';
import type { Ctx } from '#platform/context.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import { linkageFields, termsOf, type LinkageFieldCode, type ShareOf } from './comparison.ts';
import { factsOf, type FactShare } from './keys.ts';
import { shareOfValue } from './link.ts';
import type { Person } from './person.ts';

export type StoredModel = {
  model: LinkageModel;
  /** Customers it was fitted on, and how many of them say something in each field. */
  records: number;
  totals: Partial<Record<LinkageFieldCode, number>>;
};

const SETTING = 'customers.linkage_model';

/** Counted up when facts, keys or the meaning of a level change; other fields or levels change it by themselves. */
const EDITION = 2;
/** An older model is of no use: a look through all customers makes another. */
const FIELDS_VERSION = [EDITION, ...linkageFields.map((field) => `${field.code}${field.levels}`)].join(' ');

export async function findModel(ctx: Ctx): Promise<StoredModel | null> {
  const stored = await getSetting<StoredModel & { fields: string }>(ctx, SETTING);
  return stored?.fields === FIELDS_VERSION ? stored : null;
}

export const saveModel = (ctx: Ctx, model: StoredModel): Promise<void> =>
  saveSetting(ctx, SETTING, { ...model, fields: FIELDS_VERSION });

/** Facts of fewer customers are not counted; nobody in the store of counts means about two. */
export const COUNTED_FROM = 5;
const UNCOUNTED = 2;

export const hashOfTerm = (field: LinkageFieldCode, value: string): number => keyOf(`=${field}\t${value}`);

/** Everything of a person whose commonness counts, by hash. */
export const countedHashes = (person: Person): number[] => [
  ...factsOf(person).map((fact) => keyOf(fact.value)),
  ...termsOf(person).map(([field, value]) => hashOfTerm(field, value)),
];

export type Commonness = { factShare: FactShare; shareOf: ShareOf };

/** For these persons; one statement. */
export async function commonnessFor(ctx: Ctx, stored: StoredModel, persons: Iterable<Person>): Promise<Commonness> {
  const hashes = new Set<number>();
  for (const person of persons) for (const hash of countedHashes(person)) hashes.add(hash);
  const { rows } = await sql<{ fact: number; records: number }>`
    select fact, records from customers.linkage_facts where fact = any(${[...hashes]}::bigint[])`.execute(ctx.db);
  const counts = new Map(rows.map((row) => [row.fact, row.records]));
  return {
    factShare: ({ value }) => (counts.get(keyOf(value)) ?? UNCOUNTED) / recordsForKeys(stored.records),
    shareOf: (field, value) =>
      shareOfValue(field, counts.get(hashOfTerm(field, value)) ?? UNCOUNTED, stored.totals[field] ?? stored.records),
  };
}

/** Among a handful of customers everything is common; keys are made as if there were some more. */
export const recordsForKeys = (records: number): number => Math.max(records, 50);
