import { expect, test } from 'vitest';
import { changeOf } from './changes.ts';

test('counts and money change by a share of what they were', () => {
  expect(changeOf({ key: 'orders', unit: 'count', value: 120, previous: 100 })).toMatchObject({
    kind: 'share',
    tone: 'good',
    value: expect.closeTo(0.2),
  });
});

test('rates change by points', () => {
  expect(changeOf({ key: 'repeat_rate', unit: 'rate', value: 0.4, previous: 0.5 })).toMatchObject({
    kind: 'points',
    tone: 'bad',
    value: expect.closeTo(-0.1),
  });
});

test('more returns are no good news', () => {
  expect(changeOf({ key: 'returned', unit: 'money', value: 200, previous: 100 })?.tone).toBe('bad');
  expect(changeOf({ key: 'return_rate', unit: 'rate', value: 0.01, previous: 0.02 })?.tone).toBe('good');
});

test('nothing to compare with is no change of zero', () => {
  expect(changeOf({ key: 'orders', unit: 'count', value: 5, previous: null })).toBeNull();
  expect(changeOf({ key: 'orders', unit: 'count', value: 5, previous: 0 })).toBeNull();
  expect(changeOf({ key: 'orders', unit: 'count', value: null, previous: 5 })).toBeNull();
});

test('from a rate of zero there is a change', () => {
  expect(changeOf({ key: 'repeat_rate', unit: 'rate', value: 0.1, previous: 0 })?.value).toBeCloseTo(0.1);
});
