import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDay, parseInstant, type DateOrder } from './dates.ts';

const SHANGHAI = 'Asia/Shanghai';
const instant = (text: string, order: DateOrder = 'mdy', zone = SHANGHAI) => {
  const value = parseInstant(text, order, zone);
  return typeof value === 'string' ? new Date(value).toISOString() : value.code;
};

describe('moments', () => {
  it.each([
    ['2024-01-05', '2024-01-04T16:00:00.000Z'],
    ['2024-01-05 13:00', '2024-01-05T05:00:00.000Z'],
    ['2024-01-05 13:00:07', '2024-01-05T05:00:07.000Z'],
    ['2024-01-05T13:00:07', '2024-01-05T05:00:07.000Z'],
    ['2024-01-05T13:00:07.250Z', '2024-01-05T13:00:07.000Z'],
    ['2024-01-05 13:00:07+02:00', '2024-01-05T11:00:07.000Z'],
    ['2024/1/5', '2024-01-04T16:00:00.000Z'],
    ['2024/1/5 9:30', '2024-01-05T01:30:00.000Z'],
    ['2024.1.5', '2024-01-04T16:00:00.000Z'],
    ['2024年1月5日', '2024-01-04T16:00:00.000Z'],
    ['2024年1月5日 13时05分', '2024-01-05T05:05:00.000Z'],
    ['2024年1月5日13:05', '2024-01-05T05:05:00.000Z'],
    ['２０２４－０１－０５', '2024-01-04T16:00:00.000Z'],
    ['20240105', '2024-01-04T16:00:00.000Z'],
    ['20240105130007', '2024-01-05T05:00:07.000Z'],
    ['45296', '2024-01-04T16:00:00.000Z'],
    ['45296.541666667', '2024-01-05T05:00:00.000Z'],
    ['1704430807', '2024-01-05T05:00:07.000Z'],
    ['1704430807000', '2024-01-05T05:00:07.000Z'],
    ['5-Jan-2024', '2024-01-04T16:00:00.000Z'],
    ['Jan 5, 2024 1:00 PM', '2024-01-05T05:00:00.000Z'],
    ['1/5/2024 1:00 PM', '2024-01-05T05:00:00.000Z'],
    ['1/5/24', '2024-01-04T16:00:00.000Z'],
    ['2024-1-5 下午 1:00', '2024-01-05T05:00:00.000Z'],
    ['2024年1月5日（周五） 晚上8点30分', '2024-01-05T12:30:00.000Z'],
    ['24 年 1 月 5 日', '2024-01-04T16:00:00.000Z'],
    ['1/5/2024, 1:00:00 PM', '2024-01-05T05:00:00.000Z'],
    ['2024-01-05 13 UTC', '2024-01-05T13:00:00.000Z'],
    ['Fri, 5 Jan 2024 13:00:07 +0200', '2024-01-05T11:00:07.000Z'],
    ['05JAN2024', '2024-01-04T16:00:00.000Z'],
    ['5. März 2024', '2024-03-04T16:00:00.000Z'],
    ['5 août 2024', '2024-08-04T16:00:00.000Z'],
  ])('%s is %s', (text, iso) => expect(instant(text)).toBe(iso));

  it('takes day and month in the order of the column', () => {
    expect(instant('01/05/2024', 'mdy')).toBe('2024-01-04T16:00:00.000Z');
    expect(instant('01/05/2024', 'dmy')).toBe('2024-04-30T16:00:00.000Z');
    expect(instant('24/01/05', 'ymd')).toBe('2024-01-04T16:00:00.000Z');
    expect(instant('24/1/5', 'ymd')).toBe('2024-01-04T16:00:00.000Z');
    expect(instant('24/1/5', 'mdy')).toBe('date_unreadable');
    expect(instant('25/01/2024', 'mdy')).toBe('date_impossible');
  });

  it('are local to the organisation, with its summer times', () => {
    expect(instant('2011-07-01 12:00:00', 'mdy', 'Europe/London')).toBe('2011-07-01T11:00:00.000Z');
    expect(instant('2011-12-01 12:00:00', 'mdy', 'Europe/London')).toBe('2011-12-01T12:00:00.000Z');
    expect(instant('1988-07-01 12:00:00')).toBe('1988-07-01T03:00:00.000Z');
  });

  it.each([
    ['1900-02-30', 'date_impossible'],
    ['2023-02-29', 'date_impossible'],
    ['2024-13-01', 'date_impossible'],
    ['2024-01-05 25:00', 'date_impossible'],
    ['1024-01-05', 'date_out_of_range'],
    ['昨天', 'date_unreadable'],
    ['2024', 'date_unreadable'],
    ['2024-01-05 noon', 'date_unreadable'],
    ['12', 'date_unreadable'],
  ])('refuses %s: %s', (text, code) => expect(instant(text)).toBe(code));
});

describe('days', () => {
  it('drop the time of day and know no zone', () => {
    expect(parseDay('1990-05-17 23:59:59', 'mdy')).toBe('1990-05-17');
    expect(parseDay('1990年5月17日', 'mdy')).toBe('1990-05-17');
  });

  it('read back every way of writing them', () => {
    const anyDay = fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(anyDay, (date) => {
        const day = date.toISOString().slice(0, 10);
        const [y = '', m = '', d = ''] = day.split('-');
        const [month, dayOfMonth] = [String(Number(m)), String(Number(d))];
        for (const [text, order] of [
          [day, 'mdy'],
          [`${y}/${month}/${dayOfMonth}`, 'dmy'],
          [`${y}年${month}月${dayOfMonth}日`, 'mdy'],
          [`${y}${m}${d}`, 'mdy'],
          [`${month}/${dayOfMonth}/${y}`, 'mdy'],
          [`${dayOfMonth}.${month}.${y}`, 'dmy'],
        ] as const) {
          expect(parseDay(text, order)).toBe(day);
        }
      }),
    );
  });
});
