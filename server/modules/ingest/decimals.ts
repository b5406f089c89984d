/** Numbers as people write them, read exactly: all arithmetic is on digits, never on binary fractions. */
import { refuse, type Refusal } from './refusals.ts';

export type DecimalMark = '.' | ',';

/** Everything below this many digits is exact in a double. */
const SAFE_DIGITS = 15;

const CURRENCY =
  /^(?:CNY|RMB|USD|EUR|GBP|HKD|TWD|JPY|CHF|(?:US|HK|NT)\$|Rs\.?|[¥$€£₹₩฿])|(?:CNY|RMB|USD|EUR|GBP|HKD|TWD|JPY|CHF|人民币|元整?|圆|块|[¥$€£₹₩])$/i;
/** Tens of thousands and hundreds of millions, as money is told in China: `1.2万元`. */
const MYRIADS: Readonly<Record<string, number>> = { 万: 4, 亿: 8 };
/** Counting words that shops write behind quantities. */
const UNIT = /(?<=\d)(?:个|件|只|盒|瓶|包|支|套|箱|袋|条|张|台|份|片|罐|双|把|本|次|pcs?)$/i;

/** Canonical decimal text ('-1234.5'), or why it is none. `mark` is the column's decimal mark. */
export function parseDecimal(text: string, mark: DecimalMark): string | Refusal {
  if (isPlain(text) && (mark === '.' || !POINTS_AS_GROUPS.test(text))) return text;
  let body = text.normalize('NFKC').replace(/\s/g, '').replace(/[−–]/g, '-');
  if (/^[^-]*\d-$/.test(body)) body = `-${body.slice(0, -1)}`;
  const parenthesised = /^\((.+)\)$/.exec(body);
  if (parenthesised?.[1]) body = parenthesised[1];
  let sign = parenthesised ? '-' : '';
  body = body.replace(CURRENCY, '');
  if (/^[+-]/.test(body)) {
    if (body.startsWith('-')) sign = sign === '-' ? '' : '-';
    body = body.slice(1);
  }
  body = body.replace(CURRENCY, '').replace(UNIT, '').replace(THOUSANDS_APART, '');
  const myriads = MYRIADS[body.at(-1) ?? ''] ?? 0;
  if (myriads > 0) body = body.slice(0, -1);
  if (/^\d(\.\d+)?e\+?\d+$/i.test(body)) return refuse('number_scientific', text);
  const plain = expandSmall(ungroup(body, mark));
  return plain !== null && isPlain(plain) ? sign + shifted(plain, myriads) : refuse('number_unreadable', text);
}

/** Swiss files write 1'234.50. */
const THOUSANDS_APART = /(?<=\d)['’](?=\d{3}(?!\d))/g;

/** The point moved to the right, digit by digit. */
function shifted(plain: string, places: number): string {
  if (places === 0) return plain;
  const [whole = '', fraction = ''] = plain.split('.');
  const moved = (whole + fraction.slice(0, places).padEnd(places, '0')).replace(/^0+(?=\d)/, '');
  const rest = fraction.slice(places);
  return rest === '' ? moved : `${moved}.${rest}`;
}

/** Where a comma marks fractions, `1.000` is a thousand. */
const POINTS_AS_GROUPS = /^-?[1-9]\d{0,2}\.\d{3}$/;

/** Digits with at most one point between them: the usual case, told without a regular expression. */
function isPlain(text: string): boolean {
  const from = text.charCodeAt(0) === 45 ? 1 : 0;
  let points = 0;
  for (let i = from; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 46) {
      points += 1;
      if (points > 1 || i === from || i === text.length - 1) return false;
    } else if (code < 48 || code > 57) return false;
  }
  return text.length > from && text.length < 40;
}

/** Takes out thousands separators where they stand as separators do, and turns the mark into a point. */
function ungroup(body: string, mark: DecimalMark): string {
  const [separator, point] = mark === '.' ? [',', '.'] : ['.', ','];
  const grouped = mark === '.' ? /^\d{1,3}(,\d{2,3})*,\d{3}(\.\d*)?$/ : /^\d{1,3}(\.\d{3})+(,\d*)?$/;
  const flat = grouped.test(body) ? body.replaceAll(separator, '') : body;
  if (flat.includes(separator)) return '';
  return flat
    .replace(point, '.')
    .replace(/\.$/, '')
    .replace(/^\.(?=\d)/, '0.');
}

/** Workbooks print 0.0000001 as 1e-7. */
function expandSmall(body: string): string | null {
  const small = /^(\d)(?:\.(\d+))?e-(\d{1,2})$/i.exec(body);
  if (!small) return body;
  const [, whole = '', fraction = '', exponent = '0'] = small;
  return `0.${'0'.repeat(Number(exponent) - 1)}${whole}${fraction}`;
}

/** Minor units of a canonical decimal, half away from zero; a refusal when it leaves what a double holds exactly. */
export function toMinorUnits(decimal: string): number | Refusal {
  return minorUnitsOfProduct('1', decimal) ?? refuse('number_too_big', decimal);
}

/**
 * Minor units of `quantity` × `price`, both canonical decimals: exact, then rounded half away from zero. Null when that
 * is more than a double holds exactly. Short numbers, nearly all there are, become integers by scaling: their double is
 * off by less than half a unit of their last digit, so rounding brings the very digits back.
 */
export function minorUnitsOfProduct(quantity: string, price: string): number | null {
  const scale = scaleOf(quantity) + scaleOf(price);
  if (quantity.length + price.length > SAFE_DIGITS) return bigProduct(quantity, price, scale);
  const product = wholeOf(quantity) * wholeOf(price);
  const size = roundedSmall(Math.abs(product), scale);
  return product < 0 && size !== null && size !== 0 ? -size : size;
}

function scaleOf(decimal: string): number {
  const point = decimal.indexOf('.');
  return point < 0 ? 0 : decimal.length - point - 1;
}

/** The digits as an integer: '-2.55' → -255. */
const wholeOf = (decimal: string): number => Math.round(Number(decimal) * (POWERS[scaleOf(decimal)] ?? 1));

/** Up to what `SAFE_DIGITS` lets through; raising to a power is ten times slower than looking it up. */
const POWERS = Array.from({ length: SAFE_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/** The product fits a double exactly; so do the quotient and the remainder taken here. */
function roundedSmall(product: number, scale: number): number | null {
  if (scale <= 2) return safe(product * 10 ** (2 - scale));
  const unit = 10 ** (scale - 2);
  const rest = product % unit;
  return (product - rest) / unit + (rest * 2 >= unit ? 1 : 0);
}

function bigProduct(quantity: string, price: string, scale: number): number | null {
  const product = BigInt(quantity.replace('.', '')) * BigInt(price.replace('.', ''));
  const size = roundedBig(product < 0n ? -product : product, scale);
  return size === null || size === 0 || product > 0n ? size : -size;
}

function roundedBig(product: bigint, scale: number): number | null {
  if (scale <= 2) return safe(Number(product * 10n ** BigInt(2 - scale)));
  const unit = 10n ** BigInt(scale - 2);
  return safe(Number((product + unit / 2n) / unit));
}

const safe = (value: number): number | null => (Number.isSafeInteger(value) ? value : null);

export function parseInteger(text: string, mark: DecimalMark): number | Refusal {
  const decimal = parseDecimal(text, mark);
  if (typeof decimal !== 'string') return decimal;
  const value = Number(decimal);
  if (!Number.isInteger(value)) return refuse('not_integer', text);
  return Number.isSafeInteger(value) ? value : refuse('number_too_big', text);
}
