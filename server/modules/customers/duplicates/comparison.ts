/**
 * The fields two people are compared by, and the levels a comparison can end on. The levels are few and wide, so that
 * their chances can be learnt from some hundred pairs; the priors are what to expect before anything was learnt.
 */
import { diceSimilarity, editDistance, jaroWinklerSimilarity } from '#analytics/string-similarity.ts';
import type { LinkageField } from '#analytics/record-linkage.ts';
import type { Name } from './names.ts';
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
  { code: 'postcode', levels: 3, shared: 'shared', m: [0.85, 0.1, 0.05], u: [0.001, 0.02, 0.979] },
  { code: 'province', levels: 2, shared: 'shared', m: [0.95, 0.05], u: [0.2, 0.8] },
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
    ['address', person.address],
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

const NOTHING = -1;

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
  const put = (field: LinkageFieldCode, level: number, equal = '') => {
    levels[start + FIELD_INDEX[field]] = level;
    if (level === 0 && equal !== '') terms[start + FIELD_INDEX[field]] = shareOf(field, equal);
  };
  compareNames(a, b, put);
  put('birthday', both(a.birthday, b.birthday, birthdayLevel), a.birthday);
  put('nationalId', both(a.nationalId, b.nationalId, numberLevel));
  putBest('phone', a.phones, b.phones, numberLevel, put);
  putBest('email', a.emails, b.emails, emailLevel, put);
  put('gender', both(a.gender, b.gender, sameOrNot));
  put('streetNumber', both(a.streetNumber, b.streetNumber, numberLevel), a.streetNumber);
  compareAddressLines(a, b, put);
  put('city', both(a.city, b.city, spellingLevel), a.city);
  put('postcode', both(a.postcode, b.postcode, numberLevel), a.postcode);
  put('province', both(a.province, b.province, sameOrNot), a.province);
  if (a.address !== '' && b.address !== '') put('address', addressLevel(a, b), a.address);
}

type Put = (field: LinkageFieldCode, level: number, equal?: string) => void;

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

function birthdayLevel(a: string, b: string): number {
  if (a.length !== 8 || b.length !== 8) return editDistance(a, b, 1) <= 1 ? 1 : 3;
  const dayAndMonth = a.slice(0, 4) + a.slice(6) + a.slice(4, 6);
  if (dayAndMonth === b || editDistance(a, b, 1) <= 1) return 1;
  return a.slice(0, 4) === b.slice(0, 4) || a.slice(4) === b.slice(4) || editDistance(a, b, 2) <= 2 ? 2 : 3;
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
      const found = one === other ? 0 : level(one, other);
      if (found < best) [best, equal] = [found, one];
    }
  put(field, best, equal);
}

/** Numbers and most of the text; the text alone; neither. */
function addressLevel(a: Person, b: Person): number {
  if (a.address === b.address) return 0;
  const similarity = diceSimilarity(a.address, b.address);
  if (a.addressNumbers === b.addressNumbers && similarity >= 0.4) return 1;
  const within = a.address.includes(b.address) || b.address.includes(a.address);
  return similarity >= 0.6 || within ? 2 : 3;
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

/** Surname and given name change places now and then, in columns or in one line. */
function compareNames(a: Person, b: Person, put: Put): void {
  if (a.name.script === 'none' || b.name.script === 'none') return;
  if (a.name.script !== b.name.script) return compareScripts(a, b, put);
  const level = NAME_LEVELS[a.name.script];
  const [x, y] = [a.name, b.name];
  const parts = (one: 'surname' | 'given', other: 'surname' | 'given') =>
    x[one] === '' || y[other] === ''
      ? NOTHING
      : x[one] === y[other]
        ? 0
        : level(x[one], y[other], x[`${one}Sound`], y[`${other}Sound`]);
  const straight = [parts('surname', 'surname'), parts('given', 'given')];
  const crossed = [parts('surname', 'given'), parts('given', 'surname')];
  const turned = costOf(crossed) + 1 < costOf(straight);
  const [surname = NOTHING, given = NOTHING] =
    isGivenNameOf(x, y) || isGivenNameOf(y, x) ? [NOTHING, 0] : turned ? crossed : straight;
  put('surname', SURNAME_LEVEL[surname] ?? NOTHING, turned ? y.given : x.surname);
  put('given', given, x.given);
  if (surname >= 0 && given >= 0) put('nameOrder', turned ? 1 : 0);
}

/** Of two companies with different numbers in their names neither is misspelt. */
function companyLevel(a: string, b: string): number {
  const [numbersA, numbersB] = [a, b].map((name) => name.replace(/\D+/g, ' '));
  return numbersA === numbersB ? latinLevel(a, b) : 4;
}

const NAME_LEVELS = { han: hanLevel, latin: latinLevel, company: companyLevel };

/** 文斌 may be 陈文斌 without the surname, though 文 is a surname too. */
const isGivenNameOf = (whole: Name, name: Name): boolean =>
  whole.script === 'han' && whole.surname !== '' && name.surname !== '' && whole.surname + whole.given === name.given;

/** A surname has so few characters that part of it is no sign of anything. */
const SURNAME_LEVEL = [0, 1, 2, 2, 3];

const COST = [-3, -2, -1, 0, 2];
const costOf = (levels: readonly number[]): number =>
  levels.reduce((sum, level) => sum + (level < 0 ? 0 : (COST[level] ?? 2)), 0);

const inOrder = (text: string): string => Array.from(text).toSorted().join('');

/** Same sound or the same characters in another order; one within the other; a character in common; nothing. */
function hanLevel(a: string, b: string, soundA: string, soundB: string): number {
  if (soundA === soundB) return 1;
  if (a.length === b.length && a.length > 1 && inOrder(a) === inOrder(b)) return 1;
  if (a.length !== b.length) return a.includes(b) || b.includes(a) ? 2 : 4;
  return a.length > 1 && Array.from(a).some((character, place) => b.charAt(place) === character) ? 3 : 4;
}

/** A letter or so; one shortened to the other (Alex, Alexander; an initial); alike; nothing. */
function latinLevel(a: string, b: string): number {
  const similarity = jaroWinklerSimilarity(a, b);
  if (similarity >= 0.92) return 1;
  if (a.startsWith(b) || b.startsWith(a)) return 2;
  return similarity >= 0.8 ? 3 : 4;
}

/** Zhang Wei and 张伟: by sound. A name of one's own choosing (Amy) says nothing about the other. */
function compareScripts(a: Person, b: Person, put: Put): void {
  if (a.name.script === 'company' || b.name.script === 'company') return;
  const [han, latin] = a.name.script === 'han' ? [a.name, b.name] : [b.name, a.name];
  if (han.givenSound === '') return;
  const given = asHeard(han.givenSound);
  const surname = asHeard(han.surnameSound);
  const all = asHeard(latin.given + latin.surname);
  const turned = asHeard(latin.surname + latin.given);
  if (![surname + given, given + surname].some((text) => text === all || text === turned)) return;
  put('surname', 1);
  put('given', 1);
}

const asHeard = (text: string): string =>
  text
    .replaceAll(' ', '')
    .replace(/([zcs])h/g, '$1')
    .replace(/ng|n/g, 'l');
