import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minorUnitsOfProduct, parseDecimal, parseInteger, toMinorUnits } from './decimals.ts';

/** Integer arithmetic only: the digits of both, multiplied, and rounded half away from zero. */
function exactly(quantity: string, price: string): bigint {
  const parts = (text: string) => {
    const [whole = '', fraction = ''] = text.replace('-', '').split('.');
    return { digits: BigInt(whole + fraction), scale: fraction.length };
  };
  const [a, b] = [parts(quantity), parts(price)];
  const unit = 10n ** BigInt(a.scale + b.scale);
  const size = (a.digits * b.digits * 200n + unit) / (unit * 2n);
  return quantity.startsWith('-') === price.startsWith('-') ? size : -size;
}

const decimal = (digits: number, places: number) =>
  fc.tuple(fc.boolean(), fc.bigInt(0n, 10n ** BigInt(digits) - 1n), fc.nat(places)).map(([negative, value, scale]) => {
    const text = value.toString().padStart(scale + 1, '0');
    const whole = text.slice(0, text.length - scale);
    return `${negative ? '-' : ''}${whole}${scale > 0 ? `.${text.slice(-scale)}` : ''}`;
  });

describe('decimals', () => {
  it('become minor units exactly, rounded half away from zero', () => {
    fc.assert(
      fc.property(decimal(13, 6), (text) => {
        expect(BigInt(toMinorUnits(text) as number)).toBe(exactly('1', text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('are multiplied exactly', () => {
    fc.assert(
      fc.property(decimal(6, 3), decimal(7, 5), (quantity, price) => {
        expect(BigInt(minorUnitsOfProduct(quantity, price) ?? Number.NaN)).toBe(exactly(quantity, price));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['1.005', 101],
    ['2.675', 268],
    ['-0.005', -1],
    ['0.30000000000000004', 30],
    ['1234567890.12', 123_456_789_012],
  ])('%s are %i minor units', (text, minor) => expect(toMinorUnits(text)).toBe(minor));

  it('refuses what a double would not hold', () => {
    expect(toMinorUnits('99999999999999999')).toMatchObject({ code: 'number_too_big' });
    expect(minorUnitsOfProduct('99999999', '9999999')).toBeNull();
  });

  it.each([
    ['1234.5', '1234.5'],
    ['¥1,234.50', '1234.50'],
    ['￥1，234.50', '1234.50'],
    ['1,234.50元', '1234.50'],
    ['(12.30)', '-12.30'],
    ['１２．５', '12.5'],
    ['-¥5', '-5'],
    ['¥ -5', '-5'],
    ['20个', '20'],
    ['+3', '3'],
    ['.5', '0.5'],
    ['1e-7', '0.0000001'],
    ['12.50-', '-12.50'],
    ['1.2万元', '12000'],
    ['0.00005亿', '5000'],
    ["CHF 1'234.50", '1234.50'],
    ['12,34,567.8', '1234567.8'],
    ['USD 5', '5'],
  ])('reads %s', (text, value) => expect(parseDecimal(text, '.')).toBe(value));

  it('reads a decimal comma where the column has one', () => {
    expect(parseDecimal('1.234,56', ',')).toBe('1234.56');
    expect(parseDecimal('12,5', ',')).toBe('12.5');
    expect(parseDecimal('1.000', ',')).toBe('1000');
    expect(parseDecimal('1 234,50 €', ',')).toBe('1234.50');
  });

  it.each(['三个', 'two', '1,2,3', '12,5', '1.2.3', '', '-', '10%', '1 2a'])('refuses "%s"', (text) =>
    expect(parseDecimal(text, '.')).toMatchObject({ code: 'number_unreadable' }),
  );

  it('refuses numbers that Excel has shortened', () => {
    expect(parseDecimal('1.23E+10', '.')).toMatchObject({ code: 'number_scientific' });
  });

  it('reads whole numbers with a point, and refuses fractions of them', () => {
    expect(parseInteger('6.0', '.')).toBe(6);
    expect(parseInteger('6.5', '.')).toMatchObject({ code: 'not_integer' });
  });
});
