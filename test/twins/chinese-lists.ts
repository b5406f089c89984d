/**
 * Chinese lists with truth, in the shapes shops keep them in: what a till knows (name and telephone), what a courier knows
 * (name and address), what a club knows (name, birthday, telephone), a full customer file, and a shop whose customers
 * also have English names. Some people stand there twice to five times, each further time written by another hand.
 * Made apart from `db/demo/twice-chinese.ts`: other names, other slips, other shares of them.
 */
import type { Random } from '#analytics/random.ts';
import { happens, pickWeighted } from '#db/demo/chance.ts';
import { shuffled } from '#db/demo/twice-chinese.ts';
import { chinesePeople, mobile, type ChinesePerson } from './chinese-people.ts';
import { anotherHand, englishBeside, writtenAddress, writtenBirthday, writtenPhone } from './chinese-slips.ts';

export type ChineseRow = {
  recId: string;
  name?: string;
  gender?: string;
  birthday?: string;
  phone?: string;
  email?: string;
  province?: string;
  city?: string;
  address?: string;
};

type Writing = (random: Random, person: ChinesePerson, again: boolean) => Omit<ChineseRow, 'recId'>;

const name = (random: Random, person: ChinesePerson, again: boolean): string =>
  again && happens(random, 0.45) ? anotherHand(random, person) : person.surname + person.given;

const some = (random: Random, share: number, value: string): string => (happens(random, share) ? value : '');

/** `moved`: how often somebody has a new number by now. */
function phone(random: Random, person: ChinesePerson, again: boolean, moved: number): string {
  if (!again) return person.phone;
  if (happens(random, moved)) return mobile(random);
  return happens(random, 0.4) ? writtenPhone(random, person.phone) : person.phone;
}

const LISTS: Readonly<Record<string, Writing>> = {
  /** Nothing brings somebody together who has a new number here: 3 %. */
  till: (random, person, again) => ({
    name: name(random, person, again),
    phone: phone(random, person, again, 0.03),
  }),
  courier: (random, person, again) => ({
    name: name(random, person, again),
    address: writtenAddress(random, person.address, again),
  }),
  club: (random, person, again) => ({
    name: name(random, person, again),
    birthday: again ? writtenBirthday(random, person.birthday) : writtenBirthday(null, person.birthday),
    phone: phone(random, person, again, 0.25),
  }),
  file: (random, person, again) => ({
    name: name(random, person, again),
    gender: some(random, 0.7, person.male ? '男' : '女'),
    birthday: some(
      random,
      0.6,
      again ? writtenBirthday(random, person.birthday) : writtenBirthday(null, person.birthday),
    ),
    phone: some(random, 0.9, phone(random, person, again, 0.25)),
    email: some(random, 0.3, person.email),
    province: some(random, 0.5, person.address.province),
    city: some(random, 0.8, person.address.city),
    address: some(random, 0.75, writtenAddress(random, person.address, again)),
  }),
  english: (random, person, again) => ({
    name: again && happens(random, 0.6) ? englishBeside(random, person) : person.surname + person.given,
    phone: phone(random, person, again, 0.1),
    email: some(random, 0.7, person.email),
    city: some(random, 0.8, person.address.city),
  }),
};

export const CHINESE_LISTS: readonly string[] = Object.keys(LISTS);

/** `repeated`: the share of people who stand there more than once. */
export function chineseList(random: Random, list: string, people: number, repeated = 0.25): ChineseRow[] {
  const write = LISTS[list];
  if (!write) throw new Error(`no list ${list}: ${CHINESE_LISTS.join(', ')}`);
  const rows: ChineseRow[] = [];
  for (const [index, person] of chinesePeople(random, people).entries()) {
    rows.push({ recId: `rec-${index}-org`, ...write(random, person, false) });
    if (!happens(random, repeated)) continue;
    const copies = pickWeighted(random, [1, 2, 3, 4], [8, 4, 2, 1]);
    for (let copy = 0; copy < copies; copy += 1)
      rows.push({ recId: `rec-${index}-dup-${copy}`, ...write(random, person, true) });
  }
  return shuffled(random, rows);
}
