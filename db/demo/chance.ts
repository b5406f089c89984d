// Drawing one of several things. Every draw takes exactly one number from the stream, whatever comes out, so that a
// change to one weight does not shift all later draws of the same customer.

import type { Random } from '#analytics/random.ts';

export function happens(random: Random, probability: number): boolean {
  return random() < probability;
}

export function wholeBetween(random: Random, lowest: number, highest: number): number {
  return lowest + Math.floor(random() * (highest - lowest + 1));
}

export function pick<T>(random: Random, choices: readonly T[]): T {
  return at(choices, Math.floor(random() * choices.length));
}

/** Weights need not sum to 1. Linear in the number of choices: meant for short lists. */
export function pickWeighted<T>(random: Random, choices: readonly T[], weights: readonly number[]): T {
  let rest = random() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    rest -= weight;
    if (rest < 0) return at(choices, index);
  }
  return at(choices, choices.length - 1);
}

/** The first index whose running total lies above `value`: a draw in log n from weights that were summed before. */
export function firstAbove(runningTotals: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = runningTotals.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(runningTotals, middle) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function runningTotals(weights: readonly number[]): number[] {
  let total = 0;
  return weights.map((weight) => (total += weight));
}

/** Element of a list at an index known to exist; a wrong index is a mistake of the generator, and says so. */
export function at<T>(list: ArrayLike<T>, index: number): T {
  const element = list[index];
  if (element === undefined) throw new RangeError(`no element ${index} in a list of ${list.length}`);
  return element;
}
