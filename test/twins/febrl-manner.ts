/**
 * Lists in the manner of Febrl's generator (Christen 2005, "Probabilistic data generation for deduplication and data
 * linkage", IDEAL, LNCS 3578, 109–116), written from its description: originals by frequency tables, several copies of some
 * of them, so many modifications a record and a field, which are slips of the hand, of the ear and of the scanner, words
 * split, joined and exchanged, values exchanged between fields, left out or replaced. Unlike `db/demo/twice-western.ts`
 * names are the common ones, so that strangers often share theirs, and towns go with their postcodes.
 */
import type { Random } from '#analytics/random.ts';
import { happens, pick, pickWeighted, wholeBetween } from '#db/demo/chance.ts';
import { shuffled } from '#db/demo/twice-chinese.ts';
import type { WesternRow } from '#db/demo/twice-western.ts';
import { heard, mistyped, scanned } from './slips-of-the-hand.ts';
import { GIVEN_NAMES, STATES, STREET_KINDS, STREET_WORDS, SURNAMES, TOWN_ENDS, TOWN_WORDS } from './western-words.ts';

export type { WesternRow };

export type Field = Exclude<keyof WesternRow, 'recId'>;

export type FebrlManner = {
  originals: number;
  copies: number;
  /** Of one original, at most. */
  mostCopies: number;
  spread: 'uniform' | 'poisson' | 'zipf';
  mostPerRecord: number;
  mostPerField: number;
};

export function febrlManner(random: Random, options: FebrlManner): WesternRow[] {
  const towns = townsOf(random);
  const originals = Array.from({ length: options.originals }, (_, index) => stranger(random, towns, index));
  const rows = [...originals];
  for (const original of shuffled(random, originals)) {
    const missing = options.originals + options.copies - rows.length;
    const count = Math.min(missing, copiesOf(random, options));
    for (let copy = 0; copy < count; copy += 1) rows.push(spoiled(random, towns, original, copy, options));
  }
  return shuffled(random, rows);
}

/** 1 to `mostCopies`, by the law named. */
function copiesOf(random: Random, { mostCopies, spread }: FebrlManner): number {
  const counts = Array.from({ length: mostCopies }, (_, place) => place + 1);
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  const weight = { uniform: () => 1, zipf: (n: number) => 1 / n, poisson: (n: number) => 1 / factorial(n) }[spread];
  return pickWeighted(random, counts, counts.map(weight));
}

/** The head of a list is far commoner than its tail. */
const common = (random: Random, words: readonly string[]): string =>
  words[Math.floor(words.length * random() ** 2)] ?? '';

type Town = { city: string; postcode: string; province: string };

const townsOf = (random: Random): Town[] =>
  Array.from({ length: 900 }, () => {
    const [province, first] = pick(random, STATES);
    return {
      city: pick(random, TOWN_WORDS) + pick(random, TOWN_ENDS),
      postcode: String(first + wholeBetween(random, 0, 899)),
      province,
    };
  });

function stranger(random: Random, towns: readonly Town[], index: number): WesternRow {
  const some = (share: number, value: string) => (happens(random, share) ? value : '');
  const two = (value: number) => String(value).padStart(2, '0');
  const town = towns[Math.floor(towns.length * random() ** 1.5)] ?? towns[0]!;
  return {
    recId: `rec-${index}-org`,
    givenName: some(0.95, common(random, GIVEN_NAMES)),
    surname: some(0.97, common(random, SURNAMES)),
    streetNumber: some(0.93, String(Math.ceil(240 * random() ** 2))),
    street: some(0.96, `${pick(random, STREET_WORDS)} ${pick(random, STREET_KINDS)}`),
    addressDetail: some(0.55, addressDetail(random)),
    city: some(0.98, town.city),
    postcode: town.postcode,
    province: some(0.95, town.province),
    birthday: some(
      0.92,
      `${wholeBetween(random, 1900, 1999)}${two(wholeBetween(random, 1, 12))}${two(wholeBetween(random, 1, 28))}`,
    ),
    nationalId: String(wholeBetween(random, 1_000_000, 9_999_999)),
  };
}

const addressDetail = (random: Random): string =>
  happens(random, 0.3)
    ? `${pick(random, ['unit', 'flat', 'villa', 'lot'])} ${wholeBetween(random, 1, 90)}`
    : `${pick(random, TOWN_WORDS)} ${pick(random, ['park', 'farm', 'house', 'lodge', 'village', 'hill', 'gardens'])}`;

const FIELDS: readonly Field[] = [
  'givenName',
  'surname',
  'streetNumber',
  'street',
  'addressDetail',
  'city',
  'postcode',
  'province',
  'birthday',
  'nationalId',
]; // prettier

/** Names and streets are written wrong more often than numbers of offices. */
const ERRONEOUS: readonly number[] = [16, 18, 8, 16, 12, 12, 8, 4, 6, 4];

const EXCHANGED: readonly (readonly [Field, Field])[] = [
  ['givenName', 'surname'],
  ['givenName', 'surname'],
  ['street', 'addressDetail'],
];

function spoiled(random: Random, towns: readonly Town[], original: WesternRow, copy: number, options: FebrlManner) {
  const row = { ...original, recId: original.recId.replace('org', `dup-${copy}`) };
  const touched = new Map<Field, number>();
  for (let left = wholeBetween(random, 1, options.mostPerRecord); left > 0;) {
    const field = pickWeighted(random, FIELDS, ERRONEOUS);
    const before = touched.get(field) ?? 0;
    if (before >= options.mostPerField) continue;
    const again = Math.min(left, wholeBetween(random, 1, options.mostPerField - before));
    for (let n = 0; n < again; n += 1) spoil(random, towns, row, field);
    touched.set(field, before + again);
    left -= again;
  }
  return row;
}

function spoil(random: Random, towns: readonly Town[], row: WesternRow, field: Field): void {
  const lot = random();
  const exchanged = EXCHANGED.find((pair) => pair.includes(field));
  if (lot < 0.06 && exchanged) [row[exchanged[0]], row[exchanged[1]]] = [row[exchanged[1]], row[exchanged[0]]];
  else if (lot < 0.12) row[field] = '';
  else if (lot < 0.17) row[field] = stranger(random, towns, 0)[field];
  else if (lot < 0.22) row[field] = row[field].split(' ').toReversed().join(' ');
  else if (lot < 0.34) row[field] = heard(random, row[field]);
  else if (lot < 0.42) row[field] = scanned(random, row[field]);
  else row[field] = mistyped(random, row[field]);
}
