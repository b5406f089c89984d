import { expect, it } from 'vitest';
import { Population } from './population.ts';
import { NOTHING_BESIDE } from './beside.ts';
import { NOTHING_LATELY } from './windows.ts';

const LATELY = ['0', '0', '0', '0', '0', '0', '0'];
const ROWS = [
  [
    '7',
    '3',
    '12050',
    '-250',
    '2',
    '1',
    '2',
    '-250',
    '700',
    '50',
    '300',
    '1',
    '20000',
    '20031',
    '5',
    '1',
    '3',
    '3150',
    '99',
    '20030',
    'new',
    'general_develop',
    'potential',
    'loyal',
    'high',
    '0042',
  ],
  [
    '8',
    '0',
    '0',
    '0',
    '0',
    ...LATELY,
    '\\N',
    '\\N',
    '\\N',
    '\\N',
    '\\N',
    '\\N',
    '\\N',
    '\\N',
    '\\N',
    '\\N',
    '\\N',
    '\\N',
    '\\N',
    '客户\\t一',
  ],
];
const TEXT = Buffer.from(ROWS.map((row) => `${row.join('\t')}\n`).join(''));

const EXPECTED = [
  {
    features: {
      ...NOTHING_BESIDE,
      customerId: 7,
      tieKey: '00000000000000000042',
      orders: 3,
      grossCents: 12_050,
      netCents: -250,
      purchaseDays: 2,
      firstDay: 20_000,
      lastDay: 20_031,
      lastLoginDay: 20_030,
      recentOrders: 1,
      earlierOrders: 2,
      recentNetCents: -250,
      earlierNetCents: 700,
      recentGrossCents: 50,
      recentReturnedCents: 300,
      recentReturns: 1,
    },
    held: {
      r: 5,
      f: 1,
      m: 3,
      ownGapDays: 31.5,
      segment: 'new',
      class8: 'general_develop',
      class4: 'potential',
      stage: 'loyal',
      band: 'high',
      outlookDigest: 99,
    },
  },
  {
    features: {
      ...NOTHING_BESIDE,
      customerId: 8,
      tieKey: '客户\t一',
      orders: 0,
      grossCents: 0,
      netCents: 0,
      purchaseDays: 0,
      firstDay: null,
      lastDay: null,
      lastLoginDay: null,
      ...NOTHING_LATELY,
    },
    held: {
      r: null,
      f: null,
      m: null,
      ownGapDays: null,
      segment: null,
      class8: null,
      class4: null,
      stage: null,
      band: null,
      outlookDigest: null,
    },
  },
];

it('reads rows wherever the stream is cut, in the middle of a character too', () => {
  for (let cut = 0; cut <= TEXT.length; cut++) {
    const population = new Population(true);
    population.read(TEXT.subarray(0, cut));
    population.read(TEXT.subarray(cut));
    expect([...population.subjects()]).toEqual(EXPECTED);
  }
});

it('keeps no codes where ties are not broken by them, and grows with the base', () => {
  const population = new Population(false);
  for (let i = 0; i < 3_000; i++) population.read(TEXT);
  expect(population.size).toBe(6_000);
  const [first] = population.subjects();
  expect(first?.features.tieKey).toBe('');
  expect([...population.everyFeatures()].at(-2)).toMatchObject({ customerId: 7, netCents: -250 });
});
