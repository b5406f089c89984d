/** Spreads visits over days and people: pure, so that every promise it makes can be tested. */
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';

export type Wish = { customerId: number; personId: string; day: string; worthCents: number };
export type Placed = { customerId: number; personId: string; day: string };

export type Spreading = {
  perDay: number;
  /** Nothing is placed after it; what finds no room is wished for again tomorrow. */
  lastDay: string;
  /** 1 Monday … 7 Sunday. */
  workdays: readonly number[];
  /** Visits that stand already, by `person day`. */
  taken: ReadonlyMap<string, number>;
};

export const slotOf = (personId: string, day: string): string => `${personId} ${day}`;

const weekdayOf = (day: string): number => ((dayNumber(day) + 3) % 7) + 1;

/**
 * Each wish gets the first working day from its own on with room for that person. Earlier days choose first, and on one
 * day whoever is worth more; the answer does not depend on the order of the wishes.
 */
export function spreadVisits(wishes: readonly Wish[], spreading: Spreading): Placed[] {
  const taken = new Map(spreading.taken);
  const inTurn = wishes.toSorted((a, b) =>
    a.day < b.day ? -1 : a.day > b.day ? 1 : b.worthCents - a.worthCents || a.customerId - b.customerId,
  );
  return inTurn.flatMap(({ customerId, personId, day }) => {
    const found = firstRoom(personId, day, spreading, taken);
    if (found === null) return [];
    const slot = slotOf(personId, found);
    taken.set(slot, (taken.get(slot) ?? 0) + 1);
    return [{ customerId, personId, day: found }];
  });
}

function firstRoom(
  personId: string,
  from: string,
  { perDay, lastDay, workdays }: Spreading,
  taken: ReadonlyMap<string, number>,
): string | null {
  for (let number = dayNumber(from); number <= dayNumber(lastDay); number += 1) {
    const day = dayFromNumber(number);
    if (workdays.includes(weekdayOf(day)) && (taken.get(slotOf(personId, day)) ?? 0) < perDay) return day;
  }
  return null;
}
