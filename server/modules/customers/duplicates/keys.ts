/**
 * What two records of one person have in common often enough to be found by it. A record is a handful of facts (surname,
 * telephone, street …), each with a share: how much of everybody has it. A key is every smallest set of facts that by chance
 * alone would be shared with one other record at most. So keys are as long as the population demands: of five thousand
 * people a rare surname and a postcode are enough, of a million a third fact is needed; and what chance brings together
 * stays about the same per record, however many there are. Whether a set is a key depends on its own facts only, so two
 * records that share the facts share the key.
 */
import { keyOf, joinKeys } from '#analytics/blocking.ts';
import type { Address } from './address.ts';
import { wholeForms } from './given-forms.ts';
import type { Person } from './person.ts';

/** Facts of one field never stand together: they are spellings of one thing. */
export type Fact = {
  /** One bit for each field it speaks of. */
  fields: number;
  value: string;
  coarse: boolean;
  /** Strangers do not share it: enough by itself while no more than a household has it. */
  own: boolean;
};

/** Share of all records that have the fact; 0 where nobody else has it, who could be found by it. */
export type FactShare = (fact: Fact) => number;

const CHANCE_PARTNERS = 1;
const MOST_FACTS = 4;
/** More share a key by habit than by being one person: then another key has to bring them together. */
export const MOST_PER_KEY = 8;

const FIELDS = [
  'surname',
  'given',
  'birthday',
  'phone',
  'email',
  'number',
  'street',
  'detail',
  'city',
  'postcode',
  'id',
] as const; // prettier
type Field = (typeof FIELDS)[number];

export function keysOf(person: Person, records: number, shareOf: FactShare): number[] {
  // The rarest first: a set whose beginning is too common has no part that is rare enough, so it is a smallest one.
  const facts = factsOf(person)
    .map((fact) => ({ ...fact, key: keyOf(fact.value), share: shareOf(fact) }))
    .filter((fact) => fact.share > 0)
    .sort((one, other) => one.share - other.share || one.key - other.key);
  const enough = CHANCE_PARTNERS / Math.max(records, 1);
  const household = MOST_PER_KEY / Math.max(records, 1);
  const keys = new Set<number>();
  const extend = (from: number, taken: number, coarse: number, key: number, share: number, used: number) => {
    for (let next = from; next < facts.length; next += 1) {
      const fact = facts[next]!;
      if ((used & fact.fields) !== 0 || (fact.coarse && coarse === 1)) continue;
      if (fact.own && fact.share <= household) {
        if (taken === 0) keys.add(fact.key);
        continue;
      }
      const joined = joinKeys(key, fact.key);
      const jointly = share * fact.share;
      if (jointly <= enough) keys.add(joined);
      else if (taken + 1 < MOST_FACTS)
        extend(next + 1, taken + 1, coarse + (fact.coarse ? 1 : 0), joined, jointly, used | fact.fields);
    }
  };
  extend(0, 0, 0, 0, 1, 0);
  return [...keys];
}

export function factsOf(person: Person): Fact[] {
  const facts: Fact[] = [];
  const add: Add = (fields, value, { coarse = false, own = false, kind } = {}) => {
    if (value === '') return;
    const [first] = fields;
    facts.push({
      fields: fields.reduce((bits, field) => bits | (1 << FIELDS.indexOf(field)), 0),
      value: `${coarse ? '~' : ''}${kind ?? first ?? ''}\t${value}`,
      coarse,
      own,
    });
  };
  addNames(person, add);
  addBirthday(person.birthday, add);
  for (const phone of person.phones) {
    if (!phone.includes('*')) add(['phone'], phone, { own: true });
    for (const part of phoneParts(phone)) add(['phone'], part, { coarse: true });
  }
  for (const email of person.emails) add(['email'], email, { own: true });
  add(['number'], person.streetNumber);
  add(['street'], person.street);
  add(['detail'], person.addressDetail);
  add(['city'], person.city);
  add(['postcode'], person.postcode);
  add(['postcode'], Array.from(person.postcode).toSorted().join(''), { coarse: true });
  add(['id'], person.nationalId, { own: true });
  if (person.address) addAddress(person.address, add);
  return facts;
}

type Add = (fields: readonly Field[], value: string, how?: { coarse?: boolean; own?: boolean; kind?: string }) => void;

/** Surname and given name change places, so Latin ones are facts of one kind. */
const NAME = { kind: 'name' };
const NAME_ROUGHLY = { kind: 'name', coarse: true };

function addNames({ name }: Person, add: Add): void {
  const { surnameSound: surname, givenSound: given } = name;
  add(['surname', 'given'], name.letters, { kind: 'letters' });
  add(['surname'], surname, NAME);
  if (name.script === 'han') {
    add(['given'], given.split(' ').toSorted().join(' '), NAME);
    return;
  }
  add(['given'], given, NAME);
  if (name.script !== 'latin') return;
  add(['surname'], surname.replaceAll(' ', '').slice(0, 3), NAME_ROUGHLY);
  add(['given'], given.replaceAll(' ', '').slice(0, 3), NAME_ROUGHLY);
  for (const whole of wholeForms(given)) add(['given'], whole, { kind: 'form', coarse: true });
}

/** Without the day; without the year. */
function addBirthday(birthday: string, add: Add): void {
  add(['birthday'], birthday.length === 4 ? '' : birthday);
  add(['birthday'], birthday.length === 4 ? '' : birthday.slice(0, 6), { coarse: true });
  if (birthday.length === 4 || birthday.length === 8)
    add(['birthday'], birthday.slice(-4), { coarse: true, kind: 'day' });
}

/** Flat and estate each by itself, since any may be left out; and house with flat, which nearly nobody shares. */
function addAddress({ numbers, places }: Address, add: Add): void {
  const longest = [...new Set(numbers)]
    .filter((number) => number.length >= 2)
    .toSorted((a, b) => b.length - a.length || (a < b ? 1 : -1))
    .slice(0, 2);
  add(['number'], longest[0] ?? '', { kind: 'numbers', coarse: true });
  if (longest.length === 2) add(['number'], longest.toSorted().join('-'), { kind: 'numbers' });
  for (const place of places) add(['street'], place, { kind: 'place', coarse: true });
}

/** One digit wrong, missing or exchanged spoils one of three parts and seldom two. */
function phoneParts(phone: string): string[] {
  if (phone.includes('*')) return [phone.replace('*', '.')];
  return [`${phone.slice(0, 7)}.`, `.${phone.slice(-8)}`, `${phone.slice(0, 3)}.${phone.slice(-4)}`];
}
