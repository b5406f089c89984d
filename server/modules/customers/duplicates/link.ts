/** Finds the pairs and groups of one person among records: the whole engine, in memory, for a file or a batch. */
import { candidatePairs } from '#analytics/blocking.ts';
import { fitLinkage, posterior, type Comparisons, type LinkageModel } from '#analytics/record-linkage.ts';
import { groupPairs, type JudgedPair } from '#analytics/linkage-groups.ts';
import { seededRandom } from '#analytics/random.ts';
import {
  compare,
  comparisonTable,
  FIELD_COUNT,
  linkageFields,
  termsOf,
  type LinkageFieldCode,
  type ShareOf,
} from './comparison.ts';
import { factsOf, keysOf, type FactShare } from './keys.ts';
import type { Person } from './person.ts';

export type Linkage = {
  pairs: JudgedPair[];
  groups: number[][];
  candidates: number;
  model: LinkageModel;
  shareOf: ShareOf;
};

/** At this probability a pair is more likely one person than not: what the fewest errors are made at. */
export const THRESHOLD = 0.5;

/** Before anything was learnt. */
export const PRIOR_MODEL: LinkageModel = {
  m: linkageFields.map((field) => field.m),
  u: linkageFields.map((field) => field.u),
  matchRate: 1e-6,
  householdRate: 1e-7,
  passes: 0,
};

const RANDOM_PAIRS = 40_000;
const FITTED_PAIRS = 200_000;
const SEED = 20_260_401;

export function linkPersons(persons: readonly Person[], threshold = THRESHOLD): Linkage {
  const shareOf = sharesAmong(persons);
  const { a, b } = candidatesAmong(persons);
  const candidates = compareAll(persons, a, b, shareOf);
  const model = fitLinkage(linkageFields, randomPairs(persons, shareOf), sampleOf(candidates), {
    allPairs: (persons.length * (persons.length - 1)) / 2,
    sampled: Math.min(1, FITTED_PAIRS / Math.max(candidates.count, 1)),
    near: pairsInTown(persons, shareOf),
  });
  const likely: JudgedPair[] = [];
  for (let pair = 0; pair < candidates.count; pair += 1) {
    const { match } = posterior(linkageFields, model, candidates, pair);
    if (match >= threshold) likely.push({ a: a[pair]!, b: b[pair]!, probability: match, candidate: true });
  }
  const probabilityOf = (one: number, other: number) =>
    posterior(linkageFields, model, comparePair(persons[one]!, persons[other]!, shareOf), 0).match;
  const { groups, pairs } = groupPairs(likely, probabilityOf);
  return { pairs, groups, candidates: candidates.count, model, shareOf };
}

/** Pairs that share a key: what is compared at all. */
export function candidatesAmong(persons: readonly Person[]): { a: Uint32Array; b: Uint32Array } {
  const factShare = factSharesAmong(persons);
  return candidatePairs(
    persons.length,
    (record) => keysOf(persons[record]!, Math.max(persons.length, 50), factShare),
    (record) => sortText(persons[record]!),
  );
}

export function comparePair(a: Person, b: Person, shareOf: ShareOf): Comparisons {
  const table = comparisonTable(1);
  compare(a, b, shareOf, table, 0);
  return table;
}

export function comparePairs(pairs: readonly (readonly [Person, Person])[], shareOf: ShareOf): Comparisons {
  const table = comparisonTable(pairs.length);
  for (const [row, [one, other]] of pairs.entries()) compare(one, other, shareOf, table, row);
  return table;
}

function compareAll(persons: readonly Person[], a: Uint32Array, b: Uint32Array, shareOf: ShareOf): Comparisons {
  const table = comparisonTable(a.length);
  for (let pair = 0; pair < a.length; pair += 1) compare(persons[a[pair]!]!, persons[b[pair]!]!, shareOf, table, pair);
  return table;
}

/** Every n-th pair: candidates are ordered by record, so this is as good as chance. */
function sampleOf(all: Comparisons): Comparisons {
  if (all.count <= FITTED_PAIRS) return all;
  const table = comparisonTable(FITTED_PAIRS);
  for (let i = 0; i < FITTED_PAIRS; i += 1) {
    const pair = Math.floor((i * all.count) / FITTED_PAIRS);
    table.levels.set(all.levels.subarray(pair * FIELD_COUNT, (pair + 1) * FIELD_COUNT), i * FIELD_COUNT);
    table.terms.set(all.terms.subarray(pair * FIELD_COUNT, (pair + 1) * FIELD_COUNT), i * FIELD_COUNT);
  }
  return table;
}

/** For u: pairs drawn by lot, always the same ones. */
export function randomPairs(persons: readonly Person[], shareOf: ShareOf): Comparisons {
  const table = comparisonTable(persons.length < 2 ? 0 : Math.min(RANDOM_PAIRS, 10 * persons.length));
  const random = seededRandom(SEED);
  for (let pair = 0; pair < table.count; pair += 1) {
    const a = Math.floor(random() * persons.length);
    const b = (a + 1 + Math.floor(random() * (persons.length - 1))) % persons.length;
    compare(persons[a]!, persons[b]!, shareOf, table, pair);
  }
  return table;
}

const PAIRS_IN_TOWN = 10_000;

/** Pairs drawn by lot of people of one town: for what else they have in common because of it. */
export function pairsInTown(persons: readonly Person[], shareOf: ShareOf): Comparisons {
  const towns = [...Map.groupBy(persons, (person) => person.city)].filter(
    ([city, own]) => city !== '' && own.length > 1,
  );
  const drawn = towns.flatMap(([, own]) => own);
  const table = comparisonTable(Math.min(PAIRS_IN_TOWN, 5 * drawn.length));
  const townOf = new Map(towns);
  const random = seededRandom(SEED);
  for (let pair = 0; pair < table.count; pair += 1) {
    const one = drawn[Math.floor(random() * drawn.length)]!;
    const own = townOf.get(one.city)!;
    const other = own[Math.floor(random() * own.length)]!;
    // With themselves nobody is compared: the row says nothing.
    if (one === other) table.levels.fill(-1, pair * FIELD_COUNT, (pair + 1) * FIELD_COUNT);
    else compare(one, other, shareOf, table, pair);
  }
  return table;
}

/** The chance that somebody else has this value too: of those who say anything, without the one who says it. */
function sharesAmong(persons: readonly Person[]): ShareOf {
  const counts = new Map<string, Map<string, number>>();
  const totals = new Map<string, number>();
  for (const person of persons)
    for (const [field, value] of termsOf(person)) {
      const known = counts.get(field) ?? new Map<string, number>();
      counts.set(field, known);
      known.set(value, (known.get(value) ?? 0) + 1);
      totals.set(field, (totals.get(field) ?? 0) + 1);
    }
  return (field, value) => shareOfValue(field, counts.get(field)?.get(value) ?? 1, totals.get(field) ?? 1);
}

function factSharesAmong(persons: readonly Person[]): FactShare {
  const counts = new Map<string, number>();
  for (const person of persons)
    for (const { value } of factsOf(person)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return ({ value }) => {
    const count = counts.get(value) ?? 1;
    return count > 1 ? count / Math.max(persons.length, 50) : 0;
  };
}

/**
 * Strangers hardly ever share a telephone or a flat: the few who have it are one person or one household, and say
 * nothing of how common it is. A value that many have (the shop's own number, 13800000000) is common after all.
 */
const IDENTIFYING = new Set<LinkageFieldCode>(['phone', 'email', 'nationalId', 'address']);
const MOST_OF_ONE_HOUSEHOLD = 8;
const BY_ACCIDENT = 0.02;

export function shareOfValue(field: LinkageFieldCode, count: number, total: number): number {
  const others = IDENTIFYING.has(field) && count <= MOST_OF_ONE_HOUSEHOLD ? BY_ACCIDENT : Math.max(count - 1, 1);
  return others / Math.max(total, 2);
}

const sortText = ({ name, address, street, birthday, phones }: Person): string =>
  `${name.surnameSound} ${name.givenSound} ${address?.text ?? ''}${street} ${birthday} ${phones[0] ?? ''}`;
