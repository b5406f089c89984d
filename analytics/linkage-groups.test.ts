import { expect, it } from 'vitest';
import { groupPairs } from './linkage-groups.ts';

const likely = (a: number, b: number, probability: number) => ({ a, b, probability, candidate: true });

it('puts a record that lost its keys beside both it resembles', () => {
  const { groups, pairs } = groupPairs([likely(0, 1, 0.99), likely(1, 2, 0.9)], () => 0.4);
  expect(groups).toEqual([[0, 1, 2]]);
  expect(pairs.map(({ a, b, candidate }) => [a, b, candidate])).toEqual([
    [0, 1, true],
    [0, 2, false],
    [1, 2, true],
  ]);
});

it('breaks a chain where its ends contradict it', () => {
  const { groups } = groupPairs([likely(0, 1, 0.999), likely(1, 2, 0.7)], () => 0.0001);
  expect(groups).toEqual([[0, 1]]);
});

it('joins groups that agree on the whole', () => {
  const { groups } = groupPairs([likely(0, 1, 0.99), likely(2, 3, 0.99), likely(1, 2, 0.9)], () => 0.6);
  expect(groups).toEqual([[0, 1, 2, 3]]);
});
