import { expect, it } from 'vitest';
import { parseOccasion, type Occasion } from './occasions.ts';

const said = (text: string, lunar = false) => {
  const found = parseOccasion(text, 'mdy', lunar);
  if (typeof found !== 'string') return found.code;
  const { calendar, year, month, day, leap } = JSON.parse(found) as Occasion;
  return `${calendar} ${year === null ? '' : `${year}-`}${month}-${day}${leap ? ' leap' : ''}`;
};

it.each([
  ['1990-05-06', 'solar 1990-5-6'],
  ['1990年5月6日', 'solar 1990-5-6'],
  ['5月6日', 'solar 5-6'],
  ['05-06', 'solar 5-6'],
  ['５月６日', 'solar 5-6'],
  ['33000', 'solar 1990-5-7'],
  ['农历八月十五', 'lunar 8-15'],
  ['八月十五', 'lunar 8-15'],
  ['腊月廿三', 'lunar 12-23'],
  ['正月初一', 'lunar 1-1'],
  ['冬月三十', 'lunar 11-30'],
  ['十二月二十', 'lunar 12-20'],
  ['十一月十一', 'lunar 11-11'],
  ['1990年农历闰五月初六', 'lunar 1990-5-6 leap'],
  ['农历1990-08-15', 'lunar 1990-8-15'],
  ['13-40', 'date_impossible'],
  ['不记得', 'date_unreadable'],
  ['1990-02-30', 'date_impossible'],
])('%s', (text, expected) => {
  expect(said(text)).toBe(expected);
});

it.each([
  ['1990-02-30', 'lunar 1990-2-30'],
  ['8月15日', 'lunar 8-15'],
  ['公历 1990-05-06', 'solar 1990-5-6'],
])('%s in a column of the moon', (text, expected) => {
  expect(said(text, true)).toBe(expected);
});
