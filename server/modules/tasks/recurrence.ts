/** When a task that comes back is due next: pure calendar arithmetic in the organisation's time zone. */
import { dayFromNumber, dayNumber, firstDayOfMonth, lastDayOfMonth, monthNumber } from '#shared/day-numbers.ts';
import { dayOf, momentOf, timeOfDayOf } from '#shared/days.ts';
import type { Recurrence } from './contract.ts';

/**
 * The first time after both `dueAt` and `now`: turns that were missed are left out, never made up for all at once. Keeps
 * the time the clock shows; a day a month does not have is its last, and the month after has it again.
 */
export function nextDue(dueAt: Date, rule: Recurrence, now: Date, timeZone: string): Date {
  const first = dayOf(dueAt, timeZone);
  const timeOfDay = timeOfDayOf(dueAt, timeZone);
  const at = (turn: number) => momentOf(dayOfTurn(first, rule, turn), timeOfDay, timeZone);
  for (let turn = turnsBefore(first, rule, dayOf(now, timeZone)); ; turn += 1) {
    const due = at(turn);
    if (due > now && due > dueAt) return due;
  }
}

/** Where to begin looking: never beyond the answer, and at most a few turns before it. */
function turnsBefore(first: string, { every, unit }: Recurrence, today: string): number {
  const passed =
    unit === 'month'
      ? monthNumber(today) - monthNumber(first)
      : (dayNumber(today) - dayNumber(first)) / (unit === 'week' ? 7 : 1);
  return Math.max(1, Math.floor(passed / every) - 1);
}

function dayOfTurn(first: string, rule: Recurrence, turn: number): string {
  const steps = rule.every * turn;
  if (rule.unit !== 'month') return dayFromNumber(dayNumber(first) + steps * (rule.unit === 'week' ? 7 : 1));
  const month = monthNumber(first) + steps;
  const wanted = dayNumber(firstDayOfMonth(month)) + (rule.day ?? Number(first.slice(8))) - 1;
  return dayFromNumber(Math.min(wanted, dayNumber(lastDayOfMonth(month))));
}
