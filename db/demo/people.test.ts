import { parsePhoneNumberFromString as parseSmall } from 'libphonenumber-js/min';
import { parsePhoneNumberFromString as parseFull } from 'libphonenumber-js/max';
import { describe, expect, test } from 'vitest';
import { generateDemoBrand } from './brand.ts';
import { localDay } from './calendar.ts';
import { phoneOf } from './phones.ts';

const { customers, asOf } = generateDemoBrand({ now: new Date('2026-11-22T12:00:00+08:00') });
const people = customers.filter((customer) => customer.kind === 'person');

function shareOf(matches: (customer: (typeof people)[number]) => boolean): number {
  return people.filter(matches).length / people.length;
}

describe('phones', () => {
  test('all are unique and valid Chinese mobile numbers to libphonenumber, with full and small metadata', () => {
    expect(new Set(customers.map((customer) => customer.phone)).size).toBe(customers.length);
    for (const { phone } of customers) {
      const full = parseFull(phone, 'CN');
      expect(full?.number).toBe(`+86${phone}`);
      expect(full?.isValid()).toBe(true);
      expect(full?.getType()).toBe('MOBILE');
      expect(parseSmall(phone, 'CN')?.isValid()).toBe(true);
    }
  });

  test('all lie in 13494 to 13498, which is assigned to no operator', () => {
    expect(customers.filter((customer) => !/^1349[4-8]\d{6}$/.test(customer.phone))).toEqual([]);
    expect(phoneOf(4_999_999, -3)).toMatch(/^1349[4-8]\d{6}$/);
  });

  test('asking for more numbers than belong to nobody is refused', () => {
    expect(() => phoneOf(5_000_000, 1)).toThrow(RangeError);
  });
});

describe('profiles', () => {
  test('names are two or three Chinese characters, varied, with some namesakes', () => {
    expect(people.filter((customer) => !/^\p{Script=Han}{2,3}$/u.test(customer.name))).toEqual([]);
    const distinct = new Set(people.map((customer) => customer.name)).size;
    expect(distinct).toBeGreaterThan(people.length * 0.6);
    expect(distinct).toBeLessThan(people.length);
  });

  test('the gaps of a real customer file are there', () => {
    expect(shareOf((customer) => customer.birthday === null)).toBeCloseTo(0.26, 1);
    expect(shareOf((customer) => customer.gender === 'female')).toBeCloseTo(0.86, 1);
    expect(shareOf((customer) => customer.email !== null)).toBeCloseTo(0.2, 1);
    expect(shareOf((customer) => customer.wechatOpenId !== null)).toBeGreaterThan(0.3);
    expect(
      shareOf((customer) => customer.importantDates.some((date) => date.kind === 'baby_birthday')),
    ).toBeGreaterThan(0.04);
  });

  test('adults were born eighteen to sixty years ago, and no date lies in the future', () => {
    const births = people.flatMap((customer) => customer.birthday ?? []);
    expect(births.every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day) && day > '1963' && day < '2009')).toBe(true);
    const told = people.flatMap((customer) => customer.importantDates.map((date) => date.on));
    expect(told.every((day) => day < localDay(asOf))).toBe(true);
  });

  test('addresses end in example.com, identifiers are unique', () => {
    const emails = customers.flatMap((customer) => customer.email ?? []);
    const openIds = customers.flatMap((customer) => customer.wechatOpenId ?? []);
    expect(emails.every((email) => /^lk\d{6}@example\.com$/.test(email))).toBe(true);
    expect(openIds.every((id) => /^oDEMO[\w-]{23}$/.test(id))).toBe(true);
    expect(new Set(emails).size).toBe(emails.length);
    expect(new Set(openIds).size).toBe(openIds.length);
    expect(customers[122]?.externalId).toBe('LK000123');
  });

  test('firms have no birthday, gender or openid, and are plainly examples', () => {
    const firms = customers.filter((customer) => customer.kind === 'company');
    expect(firms.length).toBeGreaterThan(20);
    expect(
      firms.every((firm) => firm.name.startsWith('示例企业') && !firm.birthday && !firm.gender && !firm.wechatOpenId),
    ).toBe(true);
  });
});
