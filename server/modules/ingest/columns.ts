/** What the columns of a file hold, guessed from a sample: type, order of day and month, decimal mark. */
import { parseWallTime, type DateOrder } from './dates.ts';
import { parseDecimal } from './decimals.ts';
import type { FileColumn } from './inspection-contract.ts';
import { saidIn } from './values.ts';

const SAMPLES_SHOWN = 5;
/** A few dirty cells do not change what a column is. */
const SHARE = 0.9;

export function describeColumns(names: readonly string[], rows: readonly { cells: readonly string[] }[]): FileColumn[] {
  const columns = names.map((name, column): FileColumn => {
    const values = rows.flatMap(({ cells }) => saidIn(cells[column] ?? '') ?? []);
    const folded = values.map(narrow);
    const order = dateOrderOf(folded);
    return {
      column,
      name,
      type: typeOf(folded),
      dateOrder: order?.order ?? null,
      dateOrderSure: order?.sure ?? true,
      decimalMark: decimalMarkOf(folded),
      samples: [...new Set(values)].slice(0, SAMPLES_SHOWN),
      newField: null,
    };
  });
  return withOneMark(columns);
}

/** `1.000` does not tell by itself. One program writes one file: it goes by the columns that do, where all say the same. */
function withOneMark(columns: FileColumn[]): FileColumn[] {
  const numeric = columns.filter(({ type }) => type === 'decimal' || type === 'integer');
  const marks = new Set(numeric.flatMap(({ decimalMark }) => decimalMark ?? []));
  if (marks.size !== 1 || !marks.has(',')) return columns;
  return columns.map((column) => (numeric.includes(column) ? { ...column, decimalMark: ',' } : column));
}

/** Full-width digits are digits. */
const narrow = (value: string): string => (/[！-～]/.test(value) ? value.normalize('NFKC') : value);

function typeOf(values: readonly string[]): FileColumn['type'] {
  if (values.length === 0) return 'empty';
  const mostly = (test: (value: string) => boolean) => values.filter(test).length >= values.length * SHARE;
  if (mostly((value) => /^(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}$/.test(value))) return 'phone';
  if (mostly((value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value))) return 'email';
  if (mostly(looksLikeDate)) return 'date';
  if (mostly((value) => /^-?\d+$/.test(value))) return 'integer';
  if (mostly((value) => typeof parseDecimal(value, '.') === 'string' || typeof parseDecimal(value, ',') === 'string'))
    return 'decimal';
  return 'text';
}

/** Bare numbers are dates only in the form 20240105; spreadsheet serials cannot be told from counts. */
const looksLikeDate = (value: string): boolean =>
  (/^\d{8}$/.test(value) || !/^[\d.]+$/.test(value) || /^\d{1,4}\.\d{1,2}\.\d{1,4}$/.test(value)) &&
  !('code' in parseWallTime(value, /^(?:1[3-9]|2\d|3[01])[-/.]/.test(value) ? 'dmy' : 'mdy'));

const NUMERIC_DATE = /^(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4}|\d{1,2})(?:\D|$)/;

/**
 * Evidence for the order of day and month in dates like 01/05/2024; null when a column has none of that kind. With points between
 * the numbers the day comes first wherever people write so.
 */
export function dateOrderOf(values: Iterable<string>): { order: DateOrder; sure: boolean } | null {
  const seen: [first: number, second: number, third: number][] = [];
  let points = 0;
  for (const value of values) {
    const match = NUMERIC_DATE.exec(value);
    if (!match) continue;
    seen.push([Number(match[1]), Number(match[3]), Number(match[4])]);
    if (match[2] === '.') points += 1;
  }
  if (seen.length === 0) return null;
  if (seen.some(([first]) => first > 31) || yearsComeFirst(seen)) return { order: 'ymd', sure: true };
  const days = { dmy: 0, mdy: 0 };
  for (const [first, second] of seen) {
    if (first > 12) days.dmy += 1;
    else if (second > 12) days.mdy += 1;
  }
  if (days.dmy !== days.mdy) return { order: days.dmy > days.mdy ? 'dmy' : 'mdy', sure: true };
  return points > 0 ? { order: 'dmy', sure: true } : { order: 'mdy', sure: false };
}

/** `24/1/5`, `24/1/31`: of numbers that could all be days, those that vary less are the years. */
function yearsComeFirst(seen: readonly (readonly [number, number, number])[]): boolean {
  if (seen.some(([first, second, third]) => first <= 12 || second > 12 || third > 31 || third === 0)) return false;
  const different = (place: 0 | 2) => new Set(seen.map((date) => date[place])).size;
  return different(0) < different(2);
}

/** `12,5` and `1.234,56` speak for a comma, `12.5` and `1,234.56` for a point; `1,234` for neither. */
function decimalMarkOf(values: readonly string[]): FileColumn['decimalMark'] {
  let points = 0;
  let commas = 0;
  for (const value of values) {
    if (/\d\.\d{1,2}\D*$/.test(value) || /,\d{3}\.\d/.test(value)) points += 1;
    else if (/^\D*\d{1,3}(?:\.\d{3})*,\d{1,2}\D*$/.test(value)) commas += 1;
  }
  if (points === 0 && commas === 0) return null;
  return commas > points ? ',' : '.';
}
