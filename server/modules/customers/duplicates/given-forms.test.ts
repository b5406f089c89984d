import { expect, it } from 'vitest';
import { compareNames } from './compare-names.ts';
import { isShortFor } from './given-forms.ts';
import { parseName } from './names.ts';

it('knows Bill for William and Liz for Elizabeth, and no two names for one that only look alike', () => {
  expect(isShortFor('bill', 'william')).toBe(true);
  expect(isShortFor('liz', 'betty')).toBe(true);
  expect(isShortFor('bill', 'elizabeth')).toBe(false);
  expect(isShortFor('marta', 'maria')).toBe(false);
});

it('takes a short form for part of the name, not for another name', () => {
  const levels: Record<string, number> = {};
  compareNames(parseName('', 'Bill', 'Pemberton'), parseName('', 'William', 'Pemberton'), (field, level) => {
    levels[field] = level;
  });
  expect(levels).toEqual({ surname: 0, given: 2, nameOrder: 0 });
});
