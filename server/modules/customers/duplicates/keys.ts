/**
 * What two records of one person have in common often enough to be found by it. A record is a handful of facts (surname,
 * telephone, street …), each with a share: how much of everybody has it. A key is every smallest set of facts that by chance
 * alone would be shared with one other record at most. So keys are as long as the population demands: of five thousand
 * people a rare surname and a postcode are enough, of a million a third fact is needed; and what chance brings together
 * stays about the same per record, however many there are. Whether a set is a key depends on its own facts only, so two
 * records that share the facts share the key.
 */
import { keyOf, joinKeys } from '#analytics/blocking.ts';
import type { Person } from './person.ts';

/** Facts of one field never stand together: they are spellings of one thing. */
export type Fact = { field: number; value: string; coarse: boolean };

/** Share of all records that have the fact; 0 where nobody else has it, who could be found by it. */
export type FactShare = (fact: Fact) => number;

const CHANCE_PARTNERS = 1;
const MOST_FACTS = 4;

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
  'numbers',
  'id',
] as const; // prettier

export function keysOf(person: Person, records: number, shareOf: FactShare): number[] {
  // The rarest first: a set whose beginning is too common has no part that is rare enough, so it is a smallest one.
  const facts = factsOf(person)
    .map((fact) => ({ ...fact, key: keyOf(fact.value), share: shareOf(fact) }))
    .filter((fact) => fact.share > 0)
    .sort((one, other) => one.share - other.share || one.key - other.key);
  const enough = CHANCE_PARTNERS / Math.max(records, 1);
  const keys = new Set<number>();
  const extend = (from: number, taken: number, coarse: number, key: number, share: number, used: number) => {
    for (let next = from; next < facts.length; next += 1) {
      const fact = facts[next]!;
      if ((used & (1 << fact.field)) !== 0 || (fact.coarse && coarse === 1)) continue;
      const joined = joinKeys(key, fact.key);
      const jointly = share * fact.share;
      if (jointly <= enough) keys.add(joined);
      else if (taken + 1 < MOST_FACTS)
        extend(next + 1, taken + 1, coarse + (fact.coarse ? 1 : 0), joined, jointly, used | (1 << fact.field));
    }
  };
  extend(0, 0, 0, 0, 1, 0);
  return [...keys];
}

export function factsOf(person: Person): Fact[] {
  const facts: Fact[] = [];
  const add = (field: (typeof FIELDS)[number], value: string, coarse = false) => {
    if (value !== '')
      facts.push({
        field: FIELDS.indexOf(field),
        value: `${coarse ? '~' : ''}${KIND[field] ?? field}\t${value}`,
        coarse,
      });
  };
  addNames(person, add);
  add('birthday', person.birthday);
  add('birthday', person.birthday.slice(0, 6), true);
  for (const phone of person.phones) {
    add('phone', phone);
    for (const part of phoneParts(phone)) add('phone', part, true);
  }
  for (const email of person.emails) add('email', email);
  add('number', person.streetNumber);
  add('street', person.street);
  add('detail', person.addressDetail);
  add('city', person.city);
  add('postcode', person.postcode);
  add('postcode', Array.from(person.postcode).toSorted().join(''), true);
  add('numbers', person.addressNumbers);
  add('id', person.nationalId);
  return facts;
}

/** Surname and given name change places, so Latin ones are facts of one kind. */
const KIND: Readonly<Partial<Record<(typeof FIELDS)[number], string>>> = { surname: 'name', given: 'name' };

type Add = (field: (typeof FIELDS)[number], value: string, coarse?: boolean) => void;

function addNames({ name }: Person, add: Add): void {
  add('surname', name.surnameSound);
  if (name.script === 'han') {
    add('given', name.givenSound.split(' ').toSorted().join(' '));
    return;
  }
  add('given', name.givenSound);
  add('surname', name.surnameSound.replaceAll(' ', '').slice(0, 3), true);
  add('given', name.givenSound.replaceAll(' ', '').slice(0, 3), true);
}

/** One wrong digit, or two exchanged, spoils one of three parts and seldom two. */
function phoneParts(phone: string): string[] {
  const [head, middle, tail] = [phone.slice(0, -8), phone.slice(-8, -4), phone.slice(-4)];
  return [`${head}${middle}.`, `.${middle}${tail}`, `${head}.${tail}`];
}
