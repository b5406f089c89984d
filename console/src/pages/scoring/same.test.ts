import { expect, test } from 'vitest';
import { isSame } from './same.ts';

test('the order of names is no difference', () => {
  expect(isSame({ r: { min: 4 }, f: { min: 3 } }, { f: { min: 3 }, r: { min: 4 } })).toBe(true);
});

test('the order of a list is one', () => {
  expect(isSame([1, 2], [2, 1])).toBe(false);
  expect(isSame([{ a: 1, b: 2 }], [{ b: 2, a: 1 }])).toBe(true);
});

test('another value, a missing name and null are differences', () => {
  expect(isSame({ a: 1 }, { a: 2 })).toBe(false);
  expect(isSame({ a: 1 }, { a: 1, b: 1 })).toBe(false);
  expect(isSame({ own: null }, { own: {} })).toBe(false);
});
