import { expect, test } from 'vitest';
import { parseFilters, printFilters, withFilter } from './filters.ts';

test('filters survive the way into the link and back', () => {
  const texts = [
    'scoring.stage:is:lost,win_back',
    'orders.orders:min:2',
    'orders.orders:max:9',
    'customers.city:empty:no',
  ];
  expect(parseFilters(texts)).toEqual([
    { field: 'scoring.stage', is: ['lost', 'win_back'] },
    { field: 'orders.orders', min: '2', max: '9' },
    { field: 'customers.city', empty: false },
  ]);
  expect(printFilters(parseFilters(texts))).toEqual(texts);
});

test('a value keeps its colons', () => {
  expect(parseFilters(['customers.channel:is:app:ios'])).toEqual([{ field: 'customers.channel', is: ['app:ios'] }]);
});

test('a filter without a known operator is dropped', () => {
  expect(parseFilters(['customers.city', 'customers.city:like:x'])).toEqual([]);
});

test('a filter that says nothing any more leaves the list', () => {
  const filters = parseFilters(['scoring.stage:is:lost', 'orders.orders:min:2']);
  expect(withFilter(filters, { field: 'scoring.stage', is: [] })).toEqual([{ field: 'orders.orders', min: '2' }]);
  expect(withFilter([], { field: 'orders.orders', max: '5' })).toEqual([{ field: 'orders.orders', max: '5' }]);
});
