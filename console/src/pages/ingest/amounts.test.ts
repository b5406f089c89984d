import { expect, test } from 'vitest';
import { bytesText, spanText } from './amounts.ts';
import { sentSoFar } from './send-file.ts';

test('sizes take the unit that fits', () => {
  expect(bytesText(512, 'en')).toBe('512 bytes');
  expect(bytesText(45 * 1024, 'en')).toBe('45 kB');
  expect(bytesText(1.5 * 1024 ** 2, 'en')).toBe('1.5 MB');
  expect(bytesText(4 * 1024 ** 3, 'zh-CN')).toBe('4 GB');
});

test('spans take the unit that fits', () => {
  expect(spanText(40, 'en')).toBe('40 seconds');
  expect(spanText(300, 'zh-CN')).toBe('5分钟');
  expect(spanText(5_400, 'en')).toBe('1.5 hours');
});

test('how long an upload still takes is told from how fast it went', () => {
  expect(sentSoFar(250, 1_000, 5)).toEqual({ bytes: 250, totalBytes: 1_000, bytesPerSecond: 50, secondsLeft: 15 });
});

test('before the first byte nobody knows how long it takes', () => {
  expect(sentSoFar(0, 1_000, 1)).toMatchObject({ bytesPerSecond: null, secondsLeft: null });
});
