import { expect, test } from 'vitest';
import { lunarWords } from './date-words.ts';

test('lunar days are said as the calendar on the wall says them', () => {
  const said = (month: number, day: number, leap = false) => lunarWords({ year: null, month, day, leap });
  expect([said(1, 1), said(3, 10), said(8, 15), said(6, 20, true), said(12, 30), said(11, 21)]).toEqual([
    '正月初一',
    '三月初十',
    '八月十五',
    '闰六月二十',
    '腊月三十',
    '冬月廿一',
  ]);
  expect(lunarWords({ year: 1990, month: 2, day: 4, leap: false })).toBe('1990年二月初四');
});
