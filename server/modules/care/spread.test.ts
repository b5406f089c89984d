import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { birthdayDays } from './birthdays.ts';
import { slotOf, spreadVisits, type Wish } from './spread.ts';

const FROM = dayNumber('2026-03-01');
const day = (max: number) => fc.integer({ min: 0, max }).map((ahead) => dayFromNumber(FROM + ahead));
const wishes = fc
  .array(fc.record({ personId: fc.constantFrom('ann', 'ben'), day: day(20), worthCents: fc.nat(1_000) }), {
    maxLength: 60,
  })
  .map((list): Wish[] => list.map((wish, n) => ({ ...wish, customerId: n + 1 })));
const workdays = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
const weekdayOf = (text: string) => new Date(`${text}T00:00:00Z`).getUTCDay() || 7;

test('nobody gets more than a day holds, nothing earlier than wished, nothing on days off, and no room is left unused before', () => {
  fc.assert(
    fc.property(wishes, workdays, fc.integer({ min: 1, max: 4 }), (wished, days, perDay) => {
      const lastDay = dayFromNumber(FROM + 20);
      const taken = new Map([[slotOf('ann', dayFromNumber(FROM + 3)), 2]]);
      const placed = spreadVisits(wished, { perDay, lastDay, workdays: days, taken });
      const count = (personId: string, on: string) =>
        placed.filter((one) => one.personId === personId && one.day === on).length +
        (taken.get(slotOf(personId, on)) ?? 0);
      for (const one of placed) {
        const wish = wished.find(({ customerId }) => customerId === one.customerId);
        expect(one.day >= (wish?.day ?? '')).toBe(true);
        expect(one.day <= lastDay).toBe(true);
        expect(days).toContain(weekdayOf(one.day));
        expect(count(one.personId, one.day)).toBeLessThanOrEqual(
          Math.max(perDay, taken.get(slotOf(one.personId, one.day)) ?? 0),
        );
        const between = dayNumber(one.day) - dayNumber(wish?.day ?? lastDay);
        const passedOver = Array.from({ length: between }, (_, n) => dayFromNumber(dayNumber(one.day) - 1 - n));
        const worked = passedOver.filter((earlier) => days.includes(weekdayOf(earlier)));
        expect(worked.every((earlier) => count(one.personId, earlier) >= perDay)).toBe(true);
      }
      expect(new Set(placed.map(({ customerId }) => customerId)).size).toBe(placed.length);
    }),
  );
});

test('the order of the wishes does not matter', () => {
  fc.assert(
    fc.property(wishes, fc.integer(), (wished, seed) => {
      const rules = { perDay: 2, lastDay: dayFromNumber(FROM + 20), workdays: [1, 2, 3, 4, 5], taken: new Map() };
      const shuffled = wished.toSorted(
        (a, b) => ((a.customerId * 7919 + seed) % 31) - ((b.customerId * 7919 + seed) % 31),
      );
      const key = (list: ReturnType<typeof spreadVisits>) => list.map((one) => JSON.stringify(one)).toSorted();
      expect(key(spreadVisits(shuffled, rules))).toEqual(key(spreadVisits(wished, rules)));
    }),
  );
});

test('everybody has one birthday a year, those of 29 February too', () => {
  const born = fc.date({ min: new Date('1940-01-01'), max: new Date('2015-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(born, fc.integer({ min: 2024, max: 2032 }), (birth, year) => {
      const monthDay = birth.toISOString().slice(5, 10);
      const days = birthdayDays(`${year}-01-01`, year % 4 === 0 ? 365 : 364).filter((one) => one.monthDay === monthDay);
      expect(days).toHaveLength(1);
      expect(days[0]?.day.slice(0, 4)).toBe(String(year));
    }),
  );
  expect(birthdayDays('2026-02-28', 0).map(({ monthDay }) => monthDay)).toEqual(['02-28', '02-29']);
  expect(birthdayDays('2028-02-28', 1).map(({ monthDay }) => monthDay)).toEqual(['02-28', '02-29']);
});
