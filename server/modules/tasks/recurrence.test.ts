import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeOfDayOf } from '#shared/days.ts';
import { nextDue } from './recurrence.ts';

const SHANGHAI = 'Asia/Shanghai';
const moment = (text: string) => new Date(`${text}+08:00`);

test('the 31st is the last day of a short month, and the 31st again after it', () => {
  const rule = { every: 1, unit: 'month', day: 31 } as const;
  const february = nextDue(moment('2026-01-31T09:00:00'), rule, moment('2026-01-31T10:00:00'), SHANGHAI);
  expect(february).toEqual(moment('2026-02-28T09:00:00'));
  expect(nextDue(february, rule, february, SHANGHAI)).toEqual(moment('2026-03-31T09:00:00'));
});

test('turns that were missed are left out', () => {
  const weekly = nextDue(
    moment('2026-01-05T09:00:00'),
    { every: 1, unit: 'week' },
    moment('2026-03-01T00:00:00'),
    SHANGHAI,
  );
  expect(weekly).toEqual(moment('2026-03-02T09:00:00'));
});

const zones = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'UTC');
const moments = fc.date({ min: new Date('2024-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });
const rules = fc.record({ every: fc.integer({ min: 1, max: 90 }), unit: fc.constantFrom('day', 'week', 'month') });

/** Whether the clocks of that day never show that time. */
const isJumpedOver = (next: Date, timeOfDay: number, zone: string) =>
  [-1, 0, 1].every((hours) => timeOfDayOf(new Date(next.getTime() + hours * 3_600_000), zone) !== timeOfDay);

test('a late hour stays on its day where the clocks are put back', () => {
  const daily = { every: 1, unit: 'day' } as const;
  const next = nextDue(new Date('2024-10-27T22:00:00Z'), daily, new Date('2024-10-27T23:00:00Z'), 'Europe/Berlin');
  expect(next).toEqual(new Date('2024-10-28T22:00:00Z'));
});

test('the next turn lies ahead, is the first that does, and keeps the time of day in any zone', () => {
  fc.assert(
    fc.property(moments, moments, rules, zones, (dueAt, now, rule, zone) => {
      const next = nextDue(dueAt, rule, now, zone);
      const after = Math.max(dueAt.getTime(), now.getTime());
      expect(next.getTime()).toBeGreaterThan(after);
      const longest = { day: 1, week: 7, month: 31 }[rule.unit] * rule.every + 1;
      expect(next.getTime() - after).toBeLessThanOrEqual((longest + 1) * 86_400_000);
      // Only a time that the clocks jump over on that day is off, by the jump.
      const off = Math.abs(timeOfDayOf(next, zone) - timeOfDayOf(dueAt, zone));
      expect(Math.min(off, 86_400_000 - off)).toBeLessThanOrEqual(
        isJumpedOver(next, timeOfDayOf(dueAt, zone), zone) ? 3_600_000 : 0,
      );
    }),
    { numRuns: 300 },
  );
});
