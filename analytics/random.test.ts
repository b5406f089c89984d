import { describe, expect, test } from 'vitest';
import type { Random } from '#analytics/random.ts';
import {
  betaDraw,
  binomialDraw,
  exponentialDraw,
  gammaDraw,
  normalDraw,
  poissonDraw,
  seededRandom,
} from '#analytics/random.ts';

const draws = 200_000;

/** Mean and variance of `draws` values. */
function momentsOf(draw: (random: Random) => number, seed: number): { mean: number; variance: number } {
  const random = seededRandom(seed);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < draws; i++) {
    const value = draw(random);
    sum += value;
    squares += value * value;
  }
  const mean = sum / draws;
  return { mean, variance: squares / draws - mean * mean };
}

describe('seededRandom', () => {
  test('the same seed gives the same numbers, another seed gives others', () => {
    const first = Array.from({ length: 50 }, seededRandom(7));
    expect(Array.from({ length: 50 }, seededRandom(7))).toEqual(first);
    expect(Array.from({ length: 50 }, seededRandom(8))).not.toEqual(first);
  });

  test('numbers lie in [0, 1) and fill ten boxes evenly (chi-square on 9 degrees of freedom below 27.9, p > .001)', () => {
    const random = seededRandom(2024);
    const boxes = Array.from({ length: 10 }, () => 0);
    for (let i = 0; i < draws; i++) {
      const box = Math.floor(random() * 10);
      boxes[box] = (boxes[box] ?? Number.NaN) + 1; // a number outside [0, 1) makes a NaN, and the sum below fails
    }
    const expected = draws / 10;
    expect(boxes.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)).toBeLessThan(27.9);
  });
});

describe('the distributions have the mean and variance they should', () => {
  test.each<[string, (random: Random) => number, number, number]>([
    ['normal', (random) => normalDraw(random, 2, 3), 2, 9],
    ['exponential', (random) => exponentialDraw(random, 0.5), 2, 4],
    ['gamma, shape above one', (random) => gammaDraw(random, 4, 2), 2, 1],
    ['gamma, shape below one', (random) => gammaDraw(random, 0.25, 0.5), 0.5, 1],
    ['beta', (random) => betaDraw(random, 2, 3), 0.4, 0.04],
    ['poisson, small mean', (random) => poissonDraw(random, 3.5), 3.5, 3.5],
    ['poisson, large mean', (random) => poissonDraw(random, 80), 80, 80],
    ['binomial', (random) => binomialDraw(random, 100, 0.3), 30, 21],
  ])('%s', (_name, draw, mean, variance) => {
    const found = momentsOf(draw, 11);
    // Five standard errors of a mean over 200,000 draws; the variance of these laws is known to a few per cent.
    expect(Math.abs(found.mean - mean)).toBeLessThan(5 * Math.sqrt(variance / draws));
    expect(Math.abs(found.variance / variance - 1)).toBeLessThan(0.04);
  });
});
