import { describe, expect, it } from 'vitest';
import type { ImportField } from '#platform/importer.ts';
import { parserOf, saidIn } from './values.ts';

const formats = { dateOrder: 'mdy', decimalMark: '.', timeZone: 'Asia/Shanghai' } as const;
const field = (type: ImportField['type'], rest: Partial<ImportField> = {}): ImportField => ({
  code: 'x',
  type,
  synonyms: [],
  ...rest,
});
const parse = (type: ImportField['type'], text: string, rest?: Partial<ImportField>) =>
  parserOf(field(type, rest), formats)(text);

describe('phones', () => {
  it.each([
    ['13800138000', '+8613800138000'],
    ['+86 138-0013-8000', '+8613800138000'],
    ['86 13800138000', '+8613800138000'],
    ['１３８００１３８０００', '+8613800138000'],
    ['="13800138000"', '+8613800138000'],
    ["'13800138000", '+8613800138000'],
    ['13800138000.0', '+8613800138000'],
    ['010-62345678', '+861062345678'],
    ['0755-86013388-8001', '+8675586013388'],
    ['+1 415 555 2671', '+14155552671'],
  ])('%s is kept as %s', (text, value) => expect(parse('phone', text)).toBe(value));

  it('are refused when Excel has rounded them, and say so', () => {
    expect(parse('phone', '1.38E+10')).toEqual({ code: 'phone_scientific', detail: '1.38E+10' });
  });

  it('are refused when there is no such number', () => {
    expect(parse('phone', '12345')).toMatchObject({ code: 'phone_invalid' });
  });

  it('that a shop system has masked are nothing', () => expect(parse('phone', '138****8000')).toBeNull());
});

describe('references', () => {
  it.each([
    ['17850.0', '17850'],
    ['="00123"', '00123'],
    ["'00123", '00123'],
    ['Ａ１２', 'A12'],
    ['85123A', '85123A'],
    ['1E5', '1E5'],
    ['V1.0.0', 'V1.0.0'],
  ])('%s is kept as %s', (text, value) => expect(parse('reference', text)).toBe(value));

  it('are refused when Excel has rounded them', () => {
    expect(parse('reference', '1.23457E+17')).toMatchObject({ code: 'reference_scientific' });
  });

  it('are refused when they are longer than any id', () => {
    expect(parse('reference', 'x'.repeat(121))).toMatchObject({ code: 'text_too_long' });
  });
});

describe('other values', () => {
  it('money becomes minor units', () => expect(parse('money', '¥1,234.505')).toBe(123_451));
  it('e-mails are lower-cased', () => expect(parse('email', 'Li.Lei@Example.COM')).toBe('li.lei@example.com'));
  it('e-mails without a domain are refused', () =>
    expect(parse('email', 'li@lei')).toMatchObject({ code: 'email_invalid' }));
  it('yes and no are read in both languages', () => {
    expect(parse('boolean', '是')).toBe(true);
    expect(parse('boolean', 'No')).toBe(false);
    expect(parse('boolean', '也许')).toMatchObject({ code: 'boolean_unknown' });
  });
  it('choices are found by any of their spellings', () => {
    const choices = { completed: ['已完成', 'paid'], cancelled: ['交易关闭'] };
    expect(parse('choice', ' PAID', { choices })).toBe('completed');
    expect(parse('choice', '交易 关闭', { choices })).toBe('cancelled');
    expect(parse('choice', '在途', { choices })).toMatchObject({ code: 'choice_unknown' });
  });
  it('text loses the apostrophe that disarmed a formula, and no other', () => {
    expect(parse('text', "'=1+1")).toBe('=1+1');
    expect(parse('text', "'tis")).toBe("'tis");
  });
  it('answers the same for the same text, also after many others', () => {
    const day = parserOf(field('day'), formats);
    const first = day('2024-01-05');
    for (let i = 0; i < 30_000; i += 1) day(`${1900 + (i % 300)}-${1 + (i % 12)}-${1 + (i % 28)}`);
    expect(day('2024-01-05')).toBe(first);
  });
});

describe('a cell', () => {
  it.each(['', '  ', '\t', '　', 'NULL', 'nan', '\\N', '#N/A'])('with "%s" says nothing', (cell) =>
    expect(saidIn(cell)).toBeNull(),
  );
  it('is read without the blanks and tabs around it', () => expect(saidIn('\t 12　')).toBe('12'));
});
