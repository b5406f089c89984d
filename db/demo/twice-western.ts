// People with Western names and addresses of whom some stand in the list twice or more, with the truth in their numbers
// (rec-7-org, rec-7-dup-0), made like the sets of Febrl (Christen 2008, "Febrl: a freely available record linkage system
// with a graphical user interface", HDKM): values by Zipf's law, then typing errors, words split and joined, values left
// out, exchanged between fields or replaced by another. Names are put together from syllables and denote nobody.

import type { Random } from '#analytics/random.ts';
import { firstAbove, happens, pick, runningTotals, wholeBetween } from './chance.ts';
import { shuffled } from './twice-chinese.ts';

export type WesternRow = {
  recId: string;
  givenName: string;
  surname: string;
  streetNumber: string;
  street: string;
  addressDetail: string;
  city: string;
  postcode: string;
  province: string;
  birthday: string;
  nationalId: string;
};

type Field = Exclude<keyof WesternRow, 'recId'>;

export type WesternOptions = { people: number; repeated: number; mostCopies: number; mostErrors: number };

export function westernTwice(random: Random, options: WesternOptions): WesternRow[] {
  const words = vocabulary(random);
  const rows: WesternRow[] = [];
  for (let index = 0; index < options.people; index += 1) {
    const first = stranger(random, words, index);
    rows.push(first);
    if (!happens(random, options.repeated)) continue;
    const copies = wholeBetween(random, 1, options.mostCopies);
    for (let copy = 0; copy < copies; copy += 1) {
      let row = first;
      for (let errors = wholeBetween(random, 1, options.mostErrors); errors > 0; errors -= 1)
        row = spoiled(random, words, row);
      rows.push({ ...row, recId: `rec-${index}-dup-${copy}` });
    }
  }
  return shuffled(random, rows);
}

type Lot = (random: Random) => string;
type Vocabulary = Record<'given' | 'surname' | 'street' | 'detail' | 'city' | 'postcode', Lot>;

const ONSETS = [
  'b',
  'br',
  'c',
  'ch',
  'd',
  'f',
  'g',
  'h',
  'j',
  'k',
  'l',
  'm',
  'n',
  'p',
  'r',
  's',
  'st',
  't',
  'th',
  'v',
  'w',
];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ai', 'ee', 'ou', 'y'];
const CODAS = ['', '', 'n', 'r', 's', 'l', 'ck', 'nd', 'm', 't', 'rt', 'll'];
const KINDS = ['street', 'place', 'crescent', 'circuit', 'avenue', 'court', 'drive', 'close'];

function vocabulary(random: Random): Vocabulary {
  const word = (syllables: number) =>
    Array.from({ length: syllables }, () => pick(random, ONSETS) + pick(random, VOWELS) + pick(random, CODAS)).join('');
  const list = (size: number, make: () => string): Lot => {
    const values = Array.from({ length: size }, make);
    const totals = runningTotals(values.map((_, rank) => 1 / (rank + 8)));
    return (chance) => values[firstAbove(totals, chance() * (totals.at(-1) ?? 0))] ?? '';
  };
  return {
    given: list(900, () => word(2)),
    surname: list(9_000, () => word(wholeBetween(random, 2, 3))),
    street: list(4_000, () => `${word(wholeBetween(random, 2, 3))} ${pick(random, KINDS)}`),
    detail: list(4_000, () => word(wholeBetween(random, 2, 4))),
    city: list(2_500, () => word(wholeBetween(random, 2, 3))),
    postcode: list(2_000, () => String(wholeBetween(random, 2_000, 7_999))),
  };
}

const STATES = ['nsw', 'vic', 'qld', 'wa', 'sa', 'tas', 'act', 'nt'];

function stranger(random: Random, words: Vocabulary, index: number): WesternRow {
  const some = (share: number, value: string) => (happens(random, share) ? value : '');
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${wholeBetween(random, 1900, 1999)}${two(wholeBetween(random, 1, 12))}${two(wholeBetween(random, 1, 28))}`;
  return {
    recId: `rec-${index}-org`,
    givenName: some(0.97, words.given(random)),
    surname: some(0.98, words.surname(random)),
    streetNumber: some(0.95, String(Math.ceil(300 * random() ** 3))),
    street: some(0.97, words.street(random)),
    addressDetail: some(0.6, words.detail(random)),
    city: some(0.98, words.city(random)),
    postcode: words.postcode(random),
    province: some(0.97, pick(random, STATES)),
    birthday: some(0.93, day),
    nationalId: String(wholeBetween(random, 1_000_000, 9_999_999)),
  };
}

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

function spoiled(random: Random, words: Vocabulary, row: WesternRow): WesternRow {
  const field = pick(random, FIELDS);
  const lot = random();
  if (lot < 0.06) return { ...row, [field]: '' };
  if (lot < 0.1) return { ...row, givenName: row.surname, surname: row.givenName };
  if (lot < 0.12) return { ...row, street: row.addressDetail, addressDetail: row.street };
  if (lot < 0.16) return replaced(random, words, row, field);
  return { ...row, [field]: mistyped(random, row[field]) };
}

function replaced(random: Random, words: Vocabulary, row: WesternRow, field: Field): WesternRow {
  const lots: Partial<Record<Field, Lot>> = {
    givenName: words.given,
    surname: words.surname,
    street: words.street,
    addressDetail: words.detail,
    city: words.city,
  };
  const lot = lots[field];
  return lot ? { ...row, [field]: lot(random) } : row;
}

function mistyped(random: Random, text: string): string {
  if (text === '') return text;
  const place = wholeBetween(random, 0, text.length - 1);
  const letter = /^\d+$/.test(text)
    ? String(wholeBetween(random, 0, 9))
    : String.fromCharCode(wholeBetween(random, 97, 122));
  const [head, tail] = [text.slice(0, place), text.slice(place + 1)];
  switch (wholeBetween(random, 0, 4)) {
    case 0:
      return head + letter + text.slice(place);
    case 1:
      return head + tail;
    case 2:
      return head + letter + tail;
    case 3:
      return head + tail.slice(0, 1) + text.charAt(place) + tail.slice(1);
    default:
      return text.includes(' ') ? text.replace(' ', '') : `${head} ${text.slice(place)}`;
  }
}
