import { expect, test } from 'vitest';
import { sequence, segmentColors, type Mode } from '../../ui/palette.ts';
import { paintOf, scaleOf, shadeOf, valueOf, type CohortWire } from './cohorts.ts';
import { contrast, inkOn } from './ink.ts';

const cell = (month: string, customers: number | null, size: number) => ({
  month,
  customers,
  rate: customers === null ? null : customers / size,
  grossCents: customers === null ? null : customers * 100,
  partial: false,
  filters: null,
});

const cohorts: CohortWire[] = [
  { month: '2026-01', size: 10, filters: null, cells: [cell('2026-01', 10, 10), cell('2026-02', 4, 10)] },
  { month: '2026-02', size: 20, filters: null, cells: [cell('2026-02', 20, 20), cell('2026-03', null, 20)] },
];

test('the month of the first purchase sets no scale', () => {
  expect(scaleOf(cohorts, 'rate')).toBe(0.4);
  expect(scaleOf(cohorts, 'count')).toBe(4);
  expect(scaleOf(cohorts, 'money')).toBe(400);
  expect(scaleOf([], 'rate')).toBe(0);
});

test('a month that has not come has no value and no colour', () => {
  const future = cohorts[1]?.cells[1];
  expect(future && valueOf(future, 'rate')).toBeNull();
  expect(paintOf(null, 1, 'light')).toBeUndefined();
});

test('shades go from none to most and stay within the palette', () => {
  expect(shadeOf(0, 1, 7)).toBe(0);
  expect(shadeOf(1, 1, 7)).toBe(6);
  expect(shadeOf(5, 1, 7)).toBe(6);
  expect(shadeOf(0.5, 0, 7)).toBe(0);
});

test.each(['light', 'dark'] as Mode[])('every shade of the %s palette can be read', (mode) => {
  expect(sequence[mode].filter((ground) => contrast(ground, inkOn(ground)) < 4.5)).toEqual([]);
});

test('every segment colour can be read', () => {
  expect(Object.values(segmentColors).filter((ground) => contrast(ground, inkOn(ground)) < 4.5)).toEqual([]);
});
