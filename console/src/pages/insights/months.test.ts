import { expect, test } from 'vitest';
import { addDays, dayIn, lastDayOf, monthLabels, newIn, periodOf } from './months.ts';

const none = { from: '', to: '' };

test('periods count both ends', () => {
  expect(periodOf('30d', '2026-03-01', none)).toEqual({ from: '2026-01-31', to: '2026-03-01' });
  expect(periodOf('365d', '2026-03-01', none)).toEqual({ from: '2025-03-02', to: '2026-03-01' });
  expect(periodOf('year', '2026-03-01', none)).toEqual({ from: '2026-01-01', to: '2026-03-01' });
});

test('own dates are taken as they are, and a link that lacks them falls back to the last year', () => {
  const own = { from: '2026-01-05', to: '2026-01-09' };
  expect(periodOf('own', '2026-03-01', own)).toEqual(own);
  expect(periodOf('own', '2026-03-01', none).from).toBe('2025-03-02');
  expect(periodOf('nonsense', '2026-03-01', none).from).toBe('2025-03-02');
});

test('today is the day of the organisation, not of the browser', () => {
  const moment = new Date('2026-03-01T17:00:00Z');
  expect(dayIn('Asia/Shanghai', moment)).toBe('2026-03-02');
  expect(dayIn('UTC', moment)).toBe('2026-03-01');
});

test('days cross months and leap days', () => {
  expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  expect(lastDayOf('2024-02')).toBe('2024-02-29');
  expect(lastDayOf('2025-12')).toBe('2025-12-31');
});

test('the year stands with the first month and with January', () => {
  expect(monthLabels(['2025-11', '2025-12', '2026-01'], 'en')).toEqual(['Nov\n2025', 'Dec', 'Jan\n2026']);
});

test('many months are named by quarter', () => {
  const months = Array.from(
    { length: 16 },
    (_, i) => `${2025 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`,
  );
  expect(monthLabels(months, 'en').filter(Boolean)).toEqual(['Jan\n2025', 'Apr', 'Jul', 'Oct', 'Jan\n2026', 'Apr']);
});

test('the new customers of a month are found by their first order', () => {
  expect(newIn('2026-02')).toEqual(['orders.firstOrderAt:min:2026-02-01', 'orders.firstOrderAt:max:2026-02-28']);
});
