/** The lists by which the duplicate engine is tried, by name. Seeded: the same seed makes the same list. */
import { seededRandom } from '#analytics/random.ts';
import type { PersonRecord } from '#modules/customers/index.ts';
import { CHINESE_LISTS, chineseList } from './chinese-lists.ts';
import { febrlManner, type FebrlManner } from './febrl-manner.ts';

export type TwinRow = PersonRecord & { recId: string };

/** As the third set is described (2,000 and 3,000, up to five copies by Zipf's law) and the fourth (5,000 and 5,000, one each). */
const WESTERN: Readonly<Record<string, FebrlManner>> = {
  'febrl-zipf': { originals: 2_000, copies: 3_000, mostCopies: 5, spread: 'zipf', mostPerRecord: 5, mostPerField: 3 },
  'febrl-uniform': {
    originals: 2_000,
    copies: 3_000,
    mostCopies: 5,
    spread: 'uniform',
    mostPerRecord: 10,
    mostPerField: 3,
  },
  'febrl-poisson': {
    originals: 4_000,
    copies: 1_000,
    mostCopies: 5,
    spread: 'poisson',
    mostPerRecord: 4,
    mostPerField: 2,
  },
  'febrl-single': {
    originals: 5_000,
    copies: 5_000,
    mostCopies: 1,
    spread: 'uniform',
    mostPerRecord: 5,
    mostPerField: 3,
  },
};

/** Febrl's usual trial: without what decides alone. */
const BLIND = ' without id number and birthday';

export const TWIN_LISTS: readonly string[] = [
  ...Object.keys(WESTERN).flatMap((name) => [name + BLIND, name]),
  ...CHINESE_LISTS,
];

export function twinList(name: string, seed: number, people = 3_500): TwinRow[] {
  const random = seededRandom(seed);
  const options = WESTERN[name.replace(BLIND, '')];
  if (options) {
    const rows = febrlManner(random, options);
    return name.endsWith(BLIND) ? rows.map((row) => ({ ...row, nationalId: '', birthday: '' })) : rows;
  }
  return chineseList(random, name, people).map(({ phone, email, ...row }) => ({
    ...row,
    phones: phone ? [phone] : [],
    emails: email ? [email] : [],
  }));
}
