import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { diceSimilarity, editDistance, jaroSimilarity, jaroWinklerSimilarity } from './string-similarity.ts';

/** Winkler (2006), "Overview of record linkage and current research directions", US Census RRS 2006-02, table 6. */
describe.each([
  ['SHACKLEFORD', 'SHACKELFORD', 0.97, 0.982],
  ['DUNNINGHAM', 'CUNNIGHAM', 0.896, 0.896],
  ['NICHLESON', 'NICHULSON', 0.926, 0.956],
  ['JONES', 'JOHNSON', 0.79, 0.832],
  ['MASSEY', 'MASSIE', 0.889, 0.933],
  ['ABROMS', 'ABRAMS', 0.889, 0.922],
  ['MARTHA', 'MARHTA', 0.944, 0.961],
  ['DWAYNE', 'DUANE', 0.822, 0.84],
  ['DIXON', 'DICKSONX', 0.767, 0.813],
  ['ITMAN', 'SMITH', 0.467, 0.467],
])('%s and %s', (a, b, jaro, winkler) => {
  it('are as alike as published', () => {
    expect(jaroSimilarity(a, b)).toBeCloseTo(jaro, 3);
    expect(jaroWinklerSimilarity(a, b)).toBeCloseTo(winkler, 3);
  });
});

test('an exchange of neighbours is one edit', () => {
  expect(editDistance('13800138000', '13800130800')).toBe(1);
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('ca', 'abc')).toBe(3);
  expect(editDistance('kitten', 'sitting', 1)).toBe(2);
  expect(editDistance('', 'abc')).toBe(3);
});

test('pairs of neighbours in common', () => {
  expect(diceSimilarity('night', 'nacht')).toBe(0.25);
  expect(diceSimilarity('阳光花园', '阳光花苑')).toBeCloseTo(2 / 3, 10);
});

test('measures stay in their range, and equal texts are as alike as can be', () => {
  const text = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom('a', 'b', 'c', 'd', '陈', '程', '小') });
  fc.assert(
    fc.property(text, text, (a, b) => {
      for (const measure of [jaroSimilarity, jaroWinklerSimilarity, diceSimilarity]) {
        expect(measure(a, b)).toBeLessThanOrEqual(1);
        expect(measure(a, b)).toBeGreaterThanOrEqual(0);
        expect(measure(a, a)).toBe(1);
      }
      expect(diceSimilarity(a, b)).toBe(diceSimilarity(b, a));
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
      expect(editDistance(a, b, 2)).toBe(Math.min(3, editDistance(a, b)));
    }),
  );
});
