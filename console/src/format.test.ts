import { expect, test } from 'vitest';
import { makeFormat } from './format.ts';

const chinese = makeFormat('zh-CN', 'CNY', 'Asia/Shanghai');
const english = makeFormat('en', 'CNY', 'Asia/Shanghai');

test('money is minor units of the currency', () => {
  expect(chinese.money(123_456)).toBe('¥1,234.56');
  expect(english.money(-5)).toBe('-¥0.05');
  expect(makeFormat('en', 'JPY', 'Asia/Tokyo').money(1_234)).toBe('¥1,234');
  expect(chinese.toCents(19.99)).toBe(1_999);
  expect(chinese.fromCents(1_999)).toBe(19.99);
});

test('short money speaks in 万, or in K', () => {
  expect(chinese.shortMoney(12_345_600)).toBe('¥12.3万');
  expect(english.shortMoney(12_345_600)).toBe('¥123K');
});

test('a headline has no small change, and does not run on for ever', () => {
  expect(chinese.roundMoney(99_999_999_949)).toBe('¥999,999,999');
  expect(chinese.roundMoney(1_000_475_440_500)).toBe('¥100.05亿');
  expect(english.roundMoney(-1_000_475_440_500)).toBe('-¥10.005B');
});

test('a calendar day is the same day everywhere', () => {
  expect(makeFormat('zh-CN', 'CNY', 'America/Los_Angeles').day('2026-03-01')).toBe('2026/03/01');
  expect(english.day('2026-03-01')).toBe('01 Mar 2026');
});

test('an instant is told in the zone of the organisation', () => {
  expect(chinese.date('2026-03-01T16:30:00Z')).toBe('2026/03/02');
  expect(chinese.moment('2026-03-01T16:30:00Z')).toBe('2026/03/02 00:30');
});

test('a part of a whole is all or nothing only when it is', () => {
  expect(chinese.part(5_007 / 5_008)).toBe('> 99.9%');
  expect(chinese.part(1 / 5_008)).toBe('< 0.1%');
  expect([0, 0.5, 1].map((share) => chinese.part(share))).toEqual(['0%', '50%', '100%']);
});

test('a share is told in percent', () => {
  expect(english.percent(0.0549)).toBe('5.5%');
});
