/** From the text of a cell to the value of a field. One parser is made per mapped column and called for every row. */
import { isPlainMobile, normalizeEmail, normalizePhone } from '#platform/contacts.ts';
import type { ImportField } from '#platform/importer.ts';
import { parseDay, parseInstant, type DateOrder } from './dates.ts';
import { parseDecimal, parseInteger, toMinorUnits, type DecimalMark } from './decimals.ts';
import { labelOf, shortLabelOf } from './labels.ts';
import { parseOccasion } from './occasions.ts';
import { isRefusal, refuse, type Parsed, type Refusal } from './refusals.ts';

export type Formats = { dateOrder: DateOrder; decimalMark: DecimalMark; timeZone: string };

/** Takes trimmed text that is not empty. */
export type ValueParser = (text: string) => Parsed;

const LONGEST_TEXT = 300;
const LONGEST_REFERENCE = 120;

export const parserOf = (field: ImportField, formats: Formats): ValueParser => PARSERS[field.type](field, formats);

const PARSERS: Record<ImportField['type'], (field: ImportField, formats: Formats) => ValueParser> = {
  text: (field) => (text) => within(unmarked(text), field.maxLength ?? LONGEST_TEXT),
  reference: (field) => (text) => reference(text, field.maxLength ?? LONGEST_REFERENCE),
  integer:
    (_, { decimalMark }) =>
    (text) =>
      parseInteger(unwrapped(text), decimalMark),
  decimal:
    ({ percent }, { decimalMark }) =>
    (text) =>
      parseDecimal(percent ? unwrapped(text).replace(/[%％]$/, '') : unwrapped(text), decimalMark),
  money:
    (_, { decimalMark }) =>
    (text) =>
      money(unwrapped(text), decimalMark),
  instant: (_, { dateOrder, timeZone }) => remembering((text) => parseInstant(unwrapped(text), dateOrder, timeZone)),
  day: (field, { dateOrder }) => remembering((text) => day(unwrapped(text), dateOrder, field.yearless ?? false)),
  occasion: (field, { dateOrder }) =>
    remembering((text) => parseOccasion(unwrapped(text), dateOrder, field.lunar ?? false)),
  phone: () => phoneParser(),
  email: () => (text) => email(unwrapped(text)),
  boolean: () => (text) => BOOLEANS.get(labelOf(text)) ?? refuse('boolean_unknown', text),
  choice: (field) => remembering(choiceParser(field)),
};

/** Spellings of "nothing here" that programs write into files. */
const MISSING = new Set([
  'NULL',
  'null',
  'NaN',
  'nan',
  'None',
  'N/A',
  '#N/A',
  '\\N',
  '<NA>',
  'NaT',
  '-',
  '--',
  '—',
  '——',
  '/',
]);
/** What spreadsheets show where a formula failed. */
const FAILED = new Set(['#REF!', '#VALUE!', '#DIV/0!', '#NAME?', '#NULL!', '#NUM!']);

/** The text without blanks around it; null when nothing is said. Reads two characters of nearly every cell. */
export function saidIn(cell: string): string | null {
  if (cell === '') return null;
  const first = cell.charCodeAt(0);
  const last = cell.charCodeAt(cell.length - 1);
  const text = first <= 32 || last <= 32 || first > 126 || last > 126 ? cell.trim() : cell;
  if (text === '' || (text.length <= 4 && MISSING.has(text))) return null;
  if (first === 48 && text.startsWith('0000-00-00')) return null;
  if (first === 35 && text.length <= 8 && FAILED.has(text)) return null;
  return text;
}

const VALUES_KEPT = 20_000;

/** Files repeat themselves (all lines of an order have one date), and parsing costs more than remembering. */
function remembering(parse: ValueParser): ValueParser {
  let lastText = '';
  let lastValue: Parsed = null;
  let known = new Map<string, Parsed>();
  return (text) => {
    if (text === lastText) return lastValue;
    let value = known.get(text);
    if (value === undefined) {
      value = parse(text);
      if (known.size >= VALUES_KEPT) known = new Map();
      known.set(ownCopy(text), value);
    }
    lastText = text;
    lastValue = value;
    return value;
  };
}

/** A cell is a window into the whole chunk of text it was cut from, and whoever keeps it keeps the chunk. */
const ownCopy = (text: string): string => Buffer.from(text).toString();

/** `="00123"` and `'00123` are how spreadsheets are told to leave digits alone. */
function unwrapped(text: string): string {
  const first = text.charCodeAt(0);
  if (first === 61 && text.startsWith('="') && text.endsWith('"') && text.length > 3) return text.slice(2, -1).trim();
  return first === 39 ? text.slice(1).trim() : text;
}

/** Takes off the apostrophe with which error files and exports disarm formulas, and what keeps digits from being one. */
function unmarked(text: string): string {
  if (text.charCodeAt(0) === 61) return unwrapped(text);
  return text.charCodeAt(0) === 39 && /^'[=+\-@]/.test(text) ? text.slice(1) : text;
}

const within = (text: string, longest: number): string | Refusal =>
  text.length > longest ? refuse('text_too_long', text) : text;

const SCIENTIFIC = /^\d(?:\.\d+)?E\+?\d+$/i;
const POINT_ZERO = /^\d+\.0$/;
const FULL_WIDTH = /[！-～　]/;

function reference(text: string, longest: number): string | Refusal {
  let value = unwrapped(text);
  if (FULL_WIDTH.test(value)) value = value.normalize('NFKC').trim();
  const last = value.charCodeAt(value.length - 1);
  // Cheap before exact: only what ends in a digit can be either of Excel's traces.
  if (last >= 48 && last <= 57) {
    if (last === 48 && POINT_ZERO.test(value)) return value.slice(0, -2);
    if (value.includes('E+') || value.includes('e+')) {
      if (SCIENTIFIC.test(value)) return refuse('reference_scientific', text);
    }
  }
  return within(value, longest);
}

function day(text: string, order: DateOrder, yearless: boolean): Parsed {
  const whole = parseDay(text, order);
  if (!yearless || !isRefusal(whole)) return whole;
  const said = parseOccasion(text, order, false);
  return isRefusal(said) ? whole : said;
}

function money(text: string, mark: DecimalMark): number | Refusal {
  const decimal = parseDecimal(text, mark);
  return typeof decimal === 'string' ? toMinorUnits(decimal) : decimal;
}

/** Mainland mobiles as they mostly stand are told at a glance; the others are worth remembering. */
function phoneParser(): ValueParser {
  const other = remembering((text) => phone(unwrapped(text)));
  return (text) => (isPlainMobile(text) ? `+86${text}` : other(text));
}

function phone(text: string): string | null | Refusal {
  if (text.includes('*')) return null;
  if (SCIENTIFIC.test(text)) return refuse('phone_scientific', text);
  return normalizePhone(POINT_ZERO.test(text) ? text.slice(0, -2) : text) ?? refuse('phone_invalid', text);
}

function email(text: string): string | null | Refusal {
  if (text.includes('*')) return null;
  return normalizeEmail(text) ?? refuse('email_invalid', text);
}

const BOOLEANS = new Map<string, boolean>([
  ...['1', 'true', 't', 'yes', 'y', 'on', '是', '对', '有', '真', '启用', '上架', '在售'].map(
    (w) => [w, true] as const,
  ),
  ...['0', 'false', 'f', 'no', 'n', 'off', '否', '不', '无', '假', '停用', '下架', '停售'].map(
    (w) => [w, false] as const,
  ),
]);

function choiceParser(field: ImportField): ValueParser {
  const values = new Map<string, string>();
  for (const [value, spellings] of Object.entries(field.choices ?? {})) {
    for (const spelling of [value, ...spellings]) values.set(labelOf(spelling), value);
  }
  return (text) => {
    const label = labelOf(text);
    return (
      values.get(label) ??
      values.get(shortLabelOf(text)) ??
      (label === '' || UNTOLD.has(label) ? null : refuse('choice_unknown', text))
    );
  };
}

/** Words for "nobody said": no choice, and no reason to refuse. */
const UNTOLD = new Set([
  '未知',
  '保密',
  '不详',
  '暂无',
  '无',
  '未填写',
  '未设置',
  'unknown',
  'undisclosed',
  'notspecified',
  'none',
]);
