/**
 * The fields two people are compared by, and the levels a comparison can end on. The levels are few and wide, so that
 * their chances can be learnt from some hundred pairs; the priors are what to expect before anything was learnt.
 */
import { editDistance, jaroWinklerSimilarity } from '#analytics/string-similarity.ts';
import type { LinkageField } from '#analytics/record-linkage.ts';
import { addressLevel } from './address.ts';
import { birthdayLevel, sameWithoutYear } from './birthday.ts';
import { compareNames } from './compare-names.ts';
import { costOf, NOTHING } from './levels.ts';
import type { Person } from './person.ts';

const SPELLING_M = [0.82, 0.1, 0.04, 0.04];
const GIVEN_M = [0.82, 0.1, 0.03, 0.02, 0.03];

export const linkageFields = [
  { code: 'surname', levels: 4, shared: 'mixed', m: SPELLING_M, u: [0.01, 0.005, 0.03, 0.955] },
  {
    code: 'given',
    levels: 5,
    shared: 'person',
    m: GIVEN_M,
    u: [0.005, 0.005, 0.01, 0.05, 0.93],
    household: [0.0005, 0.002, 0.03, 0.15, 0.8175],
  },
  { code: 'nameOrder', levels: 2, shared: 'person', m: [0.97, 0.03], u: [0.998, 0.002] },
  { code: 'birthday', levels: 4, shared: 'person', m: [0.85, 0.08, 0.04, 0.03], u: [0.0001, 0.0005, 0.03, 0.9694] },
  { code: 'nationalId', levels: 3, shared: 'person', m: [0.9, 0.08, 0.02], u: [0.000001, 0.00001, 0.999989] },
  { code: 'phone', levels: 3, shared: 'shared', m: [0.6, 0.1, 0.3], u: [0.000001, 0.00001, 0.999989] },
  { code: 'email', levels: 3, shared: 'person', m: [0.6, 0.1, 0.3], u: [0.000001, 0.0002, 0.9998] },
  { code: 'gender', levels: 2, shared: 'person', m: [0.98, 0.02], u: [0.5, 0.5] },
  { code: 'streetNumber', levels: 3, shared: 'shared', m: [0.85, 0.1, 0.05], u: [0.01, 0.15, 0.84] },
  { code: 'street', levels: 4, shared: 'shared', m: SPELLING_M, u: [0.001, 0.002, 0.05, 0.947] },
  { code: 'addressDetail', levels: 4, shared: 'shared', m: SPELLING_M, u: [0.002, 0.002, 0.03, 0.966] },
  { code: 'city', levels: 4, shared: 'shared', m: SPELLING_M, u: [0.01, 0.003, 0.05, 0.937] },
  {
    code: 'postcode',
    levels: 5,
    shared: 'shared',
    groups: [0, 0, 0, 1, 1],
    m: [0.85, 0.1, 0.05, 0.93, 0.07],
    u: [0.001, 0.02, 0.979, 0.3, 0.7],
  },
  {
    code: 'province',
    levels: 4,
    shared: 'shared',
    groups: [0, 0, 1, 1],
    m: [0.95, 0.05, 0.97, 0.03],
    u: [0.2, 0.8, 0.8, 0.2],
  },
  { code: 'address', levels: 4, shared: 'shared', m: [0.6, 0.2, 0.1, 0.1], u: [0.0001, 0.0005, 0.01, 0.9894] },
] as const satisfies readonly LinkageField[];

export type LinkageFieldCode = (typeof linkageFields)[number]['code'];

export const FIELD_COUNT = linkageFields.length;

const FIELD_INDEX = Object.fromEntries(linkageFields.map((field, k) => [field.code, k])) as Record<
  LinkageFieldCode,
  number
>;

/** How common a value of a field is, as a share; 0 where it is not known. */
export type ShareOf = (field: LinkageFieldCode, value: string) => number;

/** The values whose commonness counts: one per field that may be equal. */
export function termsOf(person: Person): [LinkageFieldCode, string][] {
  const terms: [LinkageFieldCode, string][] = [
    ['surname', person.name.surname],
    ['given', person.name.given],
    ['birthday', person.birthday],
    ['streetNumber', person.streetNumber],
    ['street', person.street],
    ['addressDetail', person.addressDetail],
    ['city', person.city],
    ['postcode', person.postcode],
    ['province', person.province],
    ['address', person.address?.text ?? ''],
    ...person.phones.map((phone): [LinkageFieldCode, string] => ['phone', phone]),
    ...person.emails.map((email): [LinkageFieldCode, string] => ['email', email]),
  ];
  return terms.filter(([, value]) => value !== '');
}

/** An empty table for so many pairs. */
export const comparisonTable = (count: number) => ({
  count,
  levels: new Int8Array(count * FIELD_COUNT),
  terms: new Float32Array(count * FIELD_COUNT),
});

/** Writes the levels of a pair, and the shares of its equal values, into row `row` of the tables. */
export function compare(
  a: Person,
  b: Person,
  shareOf: ShareOf,
  { levels, terms }: { levels: Int8Array; terms: Float32Array },
  row: number,
): void {
  const start = row * FIELD_COUNT;
  levels.fill(NOTHING, start, start + FIELD_COUNT);
  terms.fill(0, start, start + FIELD_COUNT);
  const put = (field: LinkageFieldCode, level: number, equal = '', share?: number) => {
    levels[start + FIELD_INDEX[field]] = level;
    if (level === 0 && equal !== '') terms[start + FIELD_INDEX[field]] = share ?? shareOf(field, equal);
  };
  compareNames(a.name, b.name, put);
  if (sameWithoutYear(a.birthday, b.birthday)) put('birthday', 0, a.birthday, ONE_OF_A_YEAR);
  else put('birthday', both(a.birthday, b.birthday, birthdayLevel), a.birthday);
  put('nationalId', both(a.nationalId, b.nationalId, numberLevel));
  putBest('phone', a.phones, b.phones, phoneLevel, put);
  putBest('email', a.emails, b.emails, emailLevel, put);
  put('gender', both(a.gender, b.gender, sameOrNot));
  put('streetNumber', both(a.streetNumber, b.streetNumber, numberLevel), a.streetNumber);
  compareAddressLines(a, b, put);
  comparePlaces(a, b, put);
  if (a.address && b.address) put('address', addressLevel(a.address, b.address), a.address.text);
}

const ONE_OF_A_YEAR = 1 / 365;

/** A town has its postcodes and its province: where it is the same they say little, and other levels are theirs. */
function comparePlaces(a: Person, b: Person, put: Put): void {
  const city = both(a.city, b.city, spellingLevel);
  const postcode = both(a.postcode, b.postcode, numberLevel);
  const province = both(a.province, b.province, sameOrNot);
  put('city', city, a.city);
  const inTown = city === 0 || city === 1;
  put('postcode', inTown && postcode >= 0 ? IN_TOWN.postcode + Math.min(postcode, 1) : postcode, a.postcode);
  const near = inTown || postcode === 0;
  put('province', near && province >= 0 ? IN_TOWN.province + province : province, a.province);
}

/** The first level of those within one town, from which on they mean the same again: equal, other. */
export const IN_TOWN = { postcode: 3, province: 2 } as const;

/** `share`: how common the equal value is, where its own count does not tell. */
type Put = (field: LinkageFieldCode, level: number, equal?: string, share?: number) => void;

const both = (a: string, b: string, level: (a: string, b: string) => number): number =>
  a === '' || b === '' ? NOTHING : a === b ? 0 : level(a, b);

const sameOrNot = (): number => 1;

/** One letter or so; alike; not. */
function spellingLevel(a: string, b: string): number {
  const similarity = jaroWinklerSimilarity(a, b);
  if (similarity >= 0.92) return 1;
  if (similarity >= 0.8) return 2;
  return 3;
}

/** One digit wrong, missing or exchanged with its neighbour. */
const numberLevel = (a: string, b: string): number => (editDistance(a, b, 1) <= 1 ? 1 : 2);

/** As above; 138****5678 fits; a line without its area code. */
function phoneLevel(a: string, b: string): number {
  if (a.includes('*') || b.includes('*')) return hidden(a, b) || hidden(b, a) ? 1 : 2;
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  return short.length >= LINE && long.endsWith(short) ? 1 : numberLevel(a, b);
}

const LINE = 7;

/** Equal ones too: four digits that nobody sees may be others. */
function hidden(masked: string, whole: string): boolean {
  const star = masked.indexOf('*');
  return star >= 0 && whole.startsWith(masked.slice(0, star)) && whole.endsWith(masked.slice(star + 1));
}

function emailLevel(a: string, b: string): number {
  const [localA = '', localB = ''] = [a, b].map((email) => email.slice(0, email.indexOf('@')).replace(/\+.*/, ''));
  return localA === localB || editDistance(a, b, 1) <= 1 ? 1 : 2;
}

/** Somebody has several telephones: the most alike count. */
function putBest(
  field: LinkageFieldCode,
  a: readonly string[],
  b: readonly string[],
  level: (a: string, b: string) => number,
  put: Put,
): void {
  if (a.length === 0 || b.length === 0) return;
  let best = Infinity;
  let equal = '';
  for (const one of a)
    for (const other of b) {
      const found = one === other && !one.includes('*') ? 0 : level(one, other);
      if (found < best) [best, equal] = [found, one];
    }
  put(field, best, equal);
}

/** The two lines of an address change places now and then. */
function compareAddressLines(a: Person, b: Person, put: Put): void {
  const straight = [both(a.street, b.street, spellingLevel), both(a.addressDetail, b.addressDetail, spellingLevel)];
  const crossed = [both(a.street, b.addressDetail, spellingLevel), both(a.addressDetail, b.street, spellingLevel)];
  const turned = costOf(crossed) + 1 < costOf(straight);
  const [street = NOTHING, detail = NOTHING] = turned ? crossed : straight;
  put('street', street, a.street);
  put('addressDetail', detail, a.addressDetail);
}
