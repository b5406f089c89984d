import fc from 'fast-check';
import { Lunar, Solar } from 'lunar-typescript';
import { describe, expect, test } from 'vitest';
import { dayIn, isDate, nextOccurrence, type Remembered } from './occurrence.ts';

const solar = (month: number, day: number, year: number | null = null): Remembered => ({
  calendar: 'solar',
  year,
  month,
  day,
  leap: false,
  yearly: true,
});
const lunar = (month: number, day: number, { leap = false, year = null as number | null } = {}): Remembered => ({
  calendar: 'lunar',
  year,
  month,
  day,
  leap,
  yearly: true,
});

describe('by the sun', () => {
  test('a birthday today is today, and tomorrow it is a year away', () => {
    expect(nextOccurrence(solar(3, 1, 1990), '2026-03-01')).toEqual({ on: '2026-03-01', years: 36 });
    expect(nextOccurrence(solar(3, 1, 1990), '2026-03-02')).toEqual({ on: '2027-03-01', years: 37 });
  });

  test('29 February is kept on the 28th in common years, once a year', () => {
    expect(nextOccurrence(solar(2, 29, 2000), '2026-02-01')).toEqual({ on: '2026-02-28', years: 26 });
    expect(nextOccurrence(solar(2, 29, 2000), '2028-02-28')).toEqual({ on: '2028-02-29', years: 28 });
    expect(nextOccurrence(solar(2, 29, 2000), '2026-03-01')?.on).toBe('2027-02-28');
  });

  test('nobody is younger than nothing: a date still to come has its first day in its own year', () => {
    expect(nextOccurrence(solar(5, 1, 2027), '2026-03-01')).toEqual({ on: '2027-05-01', years: 0 });
  });

  test('what ends once is told until its day, and no more', () => {
    const warranty = { ...solar(6, 30, 2026), yearly: false };
    expect(nextOccurrence(warranty, '2026-06-30')).toEqual({ on: '2026-06-30', years: null });
    expect(nextOccurrence(warranty, '2026-07-01')).toBeNull();
  });
});

/** Published by the Hong Kong Observatory, "Gregorian-Lunar Calendar Conversion Table", years 2023 to 2033. */
describe('by the moon, at days the Observatory has published', () => {
  test.each([
    ['new year 2024', lunar(1, 1), 2024, '2024-02-10'],
    ['new year 2025', lunar(1, 1), 2025, '2025-01-29'],
    ['new year 2026', lunar(1, 1), 2026, '2026-02-17'],
    ['dragon boat 2025', lunar(5, 5), 2025, '2025-05-31'],
    ['mid-autumn 2025', lunar(8, 15), 2025, '2025-10-06'],
    ['mid-autumn 2026', lunar(8, 15), 2026, '2026-09-25'],
    ['the leap second month 2023', lunar(2, 1, { leap: true }), 2023, '2023-03-22'],
    ['the leap sixth month 2025', lunar(6, 1, { leap: true }), 2025, '2025-07-25'],
    ['the leap eleventh month 2033', lunar(11, 1, { leap: true }), 2033, '2033-12-22'],
  ])('%s', (_, date, year, day) => {
    expect(dayIn(date, year)).toBe(day);
  });

  test('five years running, from 2025, new year’s eve is the 29th: who was born on the 30th keeps it then', () => {
    const eves = [2024, 2025, 2026, 2027, 2028].map((year) => dayIn(lunar(12, 30), year));
    expect(eves).toEqual(['2025-01-28', '2026-02-16', '2027-02-05', '2028-01-25', '2029-02-12']);
    expect(dayIn(lunar(12, 30), 2029)).toBe('2030-02-02');
  });

  test('a leap month is kept where there is one, else in the month of its number', () => {
    expect(nextOccurrence(lunar(6, 10, { leap: true, year: 1987 }), '2025-07-06')).toEqual({
      on: '2025-08-03',
      years: 38,
    });
    expect(nextOccurrence(lunar(6, 10, { leap: true }), '2026-01-01')?.on).toBe('2026-07-23');
    expect(nextOccurrence(lunar(6, 10), '2025-01-01')?.on).toBe('2025-07-04');
  });

  test('a date of the twelfth month comes in the solar year after its own', () => {
    expect(nextOccurrence(lunar(12, 8, { year: 1999 }), '2026-01-01')).toEqual({ on: '2026-01-26', years: 26 });
  });
});

const anyDate = fc.oneof(
  fc.record({
    calendar: fc.constant('solar' as const),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 31 }),
    leap: fc.constant(false),
  }),
  fc.record({
    calendar: fc.constant('lunar' as const),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 30 }),
    leap: fc.boolean(),
  }),
);
const today = fc
  .integer({ min: Date.UTC(2020, 0, 1) / 86_400_000, max: Date.UTC(2040, 0, 1) / 86_400_000 })
  .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));

describe('always', () => {
  test('the next day is never past, at most thirteen lunar months away, and the first after the last', () => {
    fc.assert(
      fc.property(anyDate, today, (date, day) => {
        fc.pre(isDate({ ...date, year: null }));
        const next = nextOccurrence({ ...date, year: null, yearly: true }, day);
        const on = next?.on ?? '';
        expect(on >= day).toBe(true);
        expect((Date.parse(on) - Date.parse(day)) / 86_400_000).toBeLessThanOrEqual(385 + 30);
        expect(nextOccurrence({ ...date, year: null, yearly: true }, on)?.on).toBe(on);
      }),
      { numRuns: 300 },
    );
  });

  test('a lunar day is the day the library converts it to, and back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2024, max: 2027 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 29 }),
        (year, month, day) => {
          const on = dayIn(lunar(month, day), year) ?? '';
          const back = Solar.fromYmd(Number(on.slice(0, 4)), Number(on.slice(5, 7)), Number(on.slice(8))).getLunar();
          expect([back.getYear(), back.getMonth(), back.getDay()]).toEqual([year, month, day]);
          expect(Lunar.fromYmd(year, month, day).getSolar().toYmd()).toBe(on);
        },
      ),
      { numRuns: 12 },
    );
  });

  test('what no calendar has is no date', () => {
    expect(isDate({ ...solar(2, 29, 2025) })).toBe(false);
    expect(isDate({ ...solar(2, 29, null) })).toBe(true);
    expect(isDate({ ...lunar(6, 1, { leap: true, year: 2026 }) })).toBe(false);
    expect(isDate({ ...lunar(12, 30, { year: 2025 }) })).toBe(false);
    expect(isDate({ ...solar(4, 31) })).toBe(false);
  });
});
