import { expect, it } from 'vitest';
import { birthdayLevel, birthdayOf, sameWithoutYear } from './birthday.ts';

it('reads the ways a day is written, without its year too', () => {
  for (const text of ['1985-7-20', '1985年7月20日', '1985/07/20', '19850720'])
    expect(birthdayOf(text)).toBe('19850720');
  for (const text of ['7月20日', '07-20', '--07-20']) expect(birthdayOf(text)).toBe('0720');
  expect(birthdayOf('不详')).toBe('');
});

it('knows a day without its year again, and the same day by the moon', () => {
  expect(sameWithoutYear('0720', '19850720')).toBe(true);
  expect(sameWithoutYear('19850720', '19850720')).toBe(false);
  // The fifth day of the eighth lunar month of 1960 was 25 September.
  expect(birthdayLevel('19600805', '19600925')).toBe(1);
  expect(birthdayLevel('19600805', '19600926')).toBeGreaterThan(1);
});
