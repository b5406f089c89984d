import fc from 'fast-check';
import { expect, it } from 'vitest';
import { candidatePairs, joinKeys, keyOf } from './blocking.ts';

const pairsOf = (keys: readonly (readonly string[])[], options = {}) => {
  const { a, b } = candidatePairs(
    keys.length,
    (record) => (keys[record] ?? []).map(keyOf),
    (record) => String(record).padStart(6, '0'),
    options,
  );
  return Array.from(a, (one, pair) => [one, b[pair]]);
};

it('pairs records that share a key, each pair once', () => {
  expect(pairsOf([['x', 'y'], ['x', 'y'], ['y'], ['z'], []])).toEqual([
    [0, 1],
    [0, 2],
    [1, 2],
  ]);
});

it('pairs a common key along its order only, so that pairs grow with the records and not with their square', () => {
  const crowd = Array.from({ length: 1_000 }, () => ['same']);
  expect(pairsOf(crowd)).toHaveLength(999);
  expect(pairsOf(crowd, { neighbours: 3 })).toHaveLength(999 + 998 + 997);
});

it('finds exactly the pairs with a key in common, while blocks are small', () => {
  const records = fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 3 }), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(records, (keys) => {
      const expected = keys.flatMap((mine, i) =>
        keys.flatMap((theirs, j) => (i < j && mine.some((key) => theirs.includes(key)) ? [[i, j]] : [])),
      );
      expect(pairsOf(keys)).toEqual(expected);
    }),
  );
});

it('joins facts to the same key in any order', () => {
  const [a, b, c] = ['surname\t王', 'phone\t138', 'city\t上海'].map(keyOf) as [number, number, number];
  expect(joinKeys(joinKeys(a, b), c)).toBe(joinKeys(a, joinKeys(c, b)));
  expect(new Set(Array.from({ length: 100_000 }, (_, i) => keyOf(String(i)))).size).toBe(100_000);
});
