import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayOf, startOfDay } from './days.ts';

const ZONES = [
  'Asia/Shanghai',
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Pacific/Apia',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
];

test('a day in Shanghai begins at 16:00 UTC of the day before', () => {
  expect(startOfDay('2011-12-10', 'Asia/Shanghai').toISOString()).toBe('2011-12-09T16:00:00.000Z');
});

test('a day begins on itself and the moment before lies on an earlier one', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1990-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
      fc.constantFrom(...ZONES),
      (moment, zone) => {
        const day = dayOf(moment, zone);
        const start = startOfDay(day, zone);
        expect(dayOf(start, zone)).toBe(day);
        expect(dayOf(new Date(start.getTime() - 1), zone) < day).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

test('where clocks jump over midnight, the day begins with the first moment that exists', () => {
  expect(startOfDay('2018-11-04', 'America/Sao_Paulo')).toEqual(new Date('2018-11-04T03:00:00Z'));
});
