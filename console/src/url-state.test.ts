import { expect, test } from 'vitest';
import { readState, writeState } from './url-state.ts';

const defaults = { tab: 'orders', filter: [] as readonly string[] };

test('what the link does not say is the default', () => {
  expect(readState(defaults, new URLSearchParams())).toEqual({ tab: 'orders', filter: [] });
  expect(readState(defaults, new URLSearchParams('tab=notes&filter=a&filter=b'))).toEqual({
    tab: 'notes',
    filter: ['a', 'b'],
  });
});

test('a value equal to its default leaves the link', () => {
  const link = new URLSearchParams('tab=notes&other=1');
  expect(String(writeState(defaults, link, { tab: 'orders' }))).toBe('other=1');
});

test('a change keeps what others put into the link', () => {
  const link = new URLSearchParams('other=1');
  expect(String(writeState(defaults, link, { filter: ['a', 'b'] }))).toBe('other=1&filter=a&filter=b');
});
