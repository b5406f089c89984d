/**
 * Dates as people and programs write them. A moment without a zone is local to the organisation; a day has none.
 * Nothing is guessed by row: whether 01/05/2024 is May or January is one decision for the whole column.
 */
import { offsetMs } from '#shared/days.ts';
import { refuse, type Refusal } from './refusals.ts';

export type DateOrder = 'ymd' | 'mdy' | 'dmy';

/** Wall-clock fields; `offset` in minutes where the text names a zone. */
export type WallTime = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  offset: number | null;
};

const EARLIEST_YEAR = 1900;
const LATEST_YEAR = 2200;

/** Minutes may be missing: logs of whole hours say `2014-12-06 02`. */
const TIME =
  /^(?:(AM|PM|上午|下午|凌晨|早上|中午|晚上)\s*)?(\d{1,2})(?:[:时点h](\d{1,2})(?:[:分](\d{1,2})(?:[.,]\d{1,9})?)?)?[时点分秒]?\s*(AM|PM)?\s*(Z|(?:UTC|GMT)?[+-]\d{2}:?\d{2}|[+-]\d{2}|UTC|GMT)?$/i;
const YEAR_FIRST = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:,?[T\s]+(.+)|(?<=日)(.+))?$/;
const THREE_NUMBERS = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{1,2})(?:,?[T\s]+(.+))?$/;
const DAY_NAME_YEAR = /^(\d{1,2})\.?[-\s]?(\p{L}{3,9})\.?[-\s,]*(\d{4}|\d{2})(?:,?\s+(.+))?$/u;
const NAME_DAY_YEAR = /^(\p{L}{3,9})\.?\s(\d{1,2}),?\s(\d{4})(?:,?\s+(.+))?$/u;
const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+|\s*\(?(?:星期|周)[一二三四五六日天]\)?/i;
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?$/;
/** Days since 1899-12-30, as spreadsheets count; five digits are 1927 to 2173. */
const SERIAL = /^\d{5}(?:\.\d+)?$/;
const EPOCH_SECONDS = /^1\d{9}$/;
const EPOCH_MILLISECONDS = /^1\d{12}$/;

/** By their first three letters without accents, four where three fit two: English, German, French, Spanish, Italian, Portuguese. */
const MONTHS: Readonly<Record<string, number>> = Object.fromEntries(
  [
    ['jan', 'ene', 'gen'],
    ['feb', 'fev'],
    ['mar'],
    ['apr', 'avr', 'abr'],
    ['may', 'mai', 'mag'],
    ['jun', 'juin', 'giu'],
    ['jul', 'juil', 'lug'],
    ['aug', 'aou', 'ago'],
    ['sep', 'set'],
    ['oct', 'okt', 'ott', 'out'],
    ['nov'],
    ['dec', 'dez', 'dic'],
  ].flatMap((names, month) => names.map((name) => [name, month + 1])),
);

export function parseWallTime(text: string, order: DateOrder): WallTime | Refusal {
  const fields = plainIso(text) ?? anyFields(tidied(text), order);
  if (!fields) return refuse('date_unreadable', text);
  if (!exists(fields)) return refuse('date_impossible', text);
  if (fields.year < EARLIEST_YEAR || fields.year > LATEST_YEAR) return refuse('date_out_of_range', text);
  return fields;
}

/** `２０２４ 年 1 月 5 日（周五）` and `24年1月5日` as they mostly stand. */
const tidied = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(WEEKDAY, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ?([年月日]) ?/g, '$1')
    .replace(/^(\d\d)年/, '20$1年')
    .trim();

/** `2011-12-09 12:50:00` and `2011-12-09`, the two forms that programs export, without a regular expression. */
function plainIso(text: string): WallTime | null {
  if (text.length !== 19 && text.length !== 10) return null;
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return null;
  const wall = wallTime(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10));
  if (text.length === 19) {
    const gap = text.charCodeAt(10);
    if ((gap !== 32 && gap !== 84) || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return null;
    wall.hour = digits(text, 11, 13);
    wall.minute = digits(text, 14, 16);
    wall.second = digits(text, 17, 19);
  }
  const sum = wall.year + wall.month + wall.day + wall.hour + wall.minute + wall.second;
  return Number.isNaN(sum) ? null : wall;
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i += 1) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function anyFields(text: string, order: DateOrder): WallTime | null {
  const iso = YEAR_FIRST.exec(text);
  if (iso) return withTime(wallTime(Number(iso[1]), Number(iso[2]), Number(iso[3])), iso[4] ?? iso[5]);
  const numbers = THREE_NUMBERS.exec(text);
  if (numbers)
    return numbers[3]?.length === 1 && order !== 'ymd' ? null : withTime(ordered(numbers, order), numbers[4]);
  const compact = COMPACT.exec(text);
  if (compact) return fromCompact(compact);
  if (SERIAL.test(text)) return fromSerial(Number(text));
  if (EPOCH_SECONDS.test(text)) return fromEpoch(Number(text) * 1_000);
  if (EPOCH_MILLISECONDS.test(text)) return fromEpoch(Number(text));
  return named(text);
}

function wallTime(year: number, month: number, day: number): WallTime {
  return { year, month, day, hour: 0, minute: 0, second: 0, offset: null };
}

function ordered(match: RegExpExecArray, order: DateOrder): WallTime {
  const [first, second, third] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (order === 'ymd') return wallTime(fullYear(first), second, third);
  const year = match[3]?.length === 2 ? fullYear(third) : third;
  return order === 'mdy' ? wallTime(year, first, second) : wallTime(year, second, first);
}

/** Two-digit years: 70 to 99 lie in the last century, as spreadsheets and POSIX read them. */
const fullYear = (year: number) => (year >= 70 ? 1900 + year : 2000 + year);

function fromCompact(match: RegExpExecArray): WallTime {
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0));
  return {
    ...wallTime(year ?? 0, month ?? 0, day ?? 0),
    hour: hour ?? 0,
    minute: minute ?? 0,
    second: second ?? 0,
  };
}

const SERIAL_EPOCH = Date.UTC(1899, 11, 30);
const MS_PER_DAY = 86_400_000;

function fromSerial(serial: number): WallTime {
  return { ...fromEpoch(SERIAL_EPOCH + Math.round((serial * MS_PER_DAY) / 1_000) * 1_000), offset: null };
}

function fromEpoch(ms: number): WallTime {
  const at = new Date(ms);
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
    offset: 0,
  };
}

function named(text: string): WallTime | null {
  const dayFirst = DAY_NAME_YEAR.exec(text);
  if (dayFirst) return fromNames(dayFirst[3], dayFirst[2], dayFirst[1], dayFirst[4]);
  const monthFirst = NAME_DAY_YEAR.exec(text);
  return monthFirst ? fromNames(monthFirst[3], monthFirst[1], monthFirst[2], monthFirst[4]) : null;
}

function fromNames(year = '', month = '', day = '', time?: string): WallTime | null {
  const name = month.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const no = MONTHS[name.slice(0, 4)] ?? MONTHS[name.slice(0, 3)];
  if (no === undefined) return null;
  const full = year.length === 2 ? fullYear(Number(year)) : Number(year);
  return withTime(wallTime(full, no, Number(day)), time);
}

function withTime(date: WallTime, time: string | undefined): WallTime | null {
  if (time === undefined) return date;
  const match = TIME.exec(time.trim());
  if (!match) return null;
  const [, before, hours, minutes, seconds, after, zone] = match;
  const half = (before ?? after)?.toUpperCase();
  let hour = Number(hours);
  if (AFTER_NOON.has(half ?? '')) hour = hour > 0 && hour < 12 ? hour + 12 : hour;
  if (half === 'AM' || half === '上午' || half === '凌晨') hour = hour === 12 ? 0 : hour;
  return {
    ...date,
    hour,
    minute: Number(minutes ?? 0),
    second: Number(seconds ?? 0),
    offset: zone ? zoneMinutes(zone) : null,
  };
}

const AFTER_NOON: ReadonlySet<string> = new Set(['PM', '下午', '中午', '晚上']);

function zoneMinutes(named: string): number {
  const zone = named.replace(/^(?:utc|gmt|z)/i, '');
  if (zone === '') return 0;
  const compact = zone.replace(':', '');
  const minutes = Number(compact.slice(1, 3)) * 60 + Number(compact.slice(3) || 0);
  return zone.startsWith('-') ? -minutes : minutes;
}

function exists({ year, month, day, hour, minute, second }: WallTime): boolean {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return false;
  return day <= (month === 2 && isLeap(year) ? 29 : (MONTH_DAYS[month - 1] ?? 0));
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const TWO_DIGITS = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));
const two = (value: number): string => TWO_DIGITS[value] ?? '';

/** 'YYYY-MM-DD' of a day; the time of day, if any, is dropped. */
export function parseDay(text: string, order: DateOrder): string | Refusal {
  const wall = parseWallTime(text, order);
  return 'code' in wall ? wall : `${wall.year}-${two(wall.month)}-${two(wall.day)}`;
}

/** ISO text with the offset of the text itself, or else the one that `timeZone` had at that wall time. */
export function parseInstant(text: string, order: DateOrder, timeZone: string): string | Refusal {
  const wall = parseWallTime(text, order);
  if ('code' in wall) return wall;
  const time = `${two(wall.hour)}:${two(wall.minute)}:${two(wall.second)}`;
  const offset = wall.offset === null ? offsetIn(timeZone, wall) : offsetText(wall.offset * 60);
  return `${wall.year}-${two(wall.month)}-${two(wall.day)}T${time}${offset}`;
}

function offsetText(seconds: number): string {
  const size = Math.abs(seconds);
  const rest = size % 60 === 0 ? '' : `:${two(size % 60)}`;
  return `${seconds < 0 ? '-' : '+'}${two(Math.floor(size / 3_600))}:${two(Math.floor((size % 3_600) / 60))}${rest}`;
}

/** By zone and day; null on days on which the clocks change. Asking the platform costs tens of microseconds. */
const zones = new Map<string, Map<number, string | null>>();
const DAYS_KEPT = 100_000;

function offsetIn(timeZone: string, wall: WallTime): string {
  let days = zones.get(timeZone);
  if (!days) zones.set(timeZone, (days = new Map()));
  const day = (wall.year * 12 + wall.month) * 31 + wall.day;
  let offset = days.get(day);
  if (offset === undefined) {
    const morning = offsetSeconds({ ...wall, hour: 0, minute: 0, second: 0 }, timeZone);
    const night = offsetSeconds({ ...wall, hour: 23, minute: 59, second: 59 }, timeZone);
    offset = morning === night ? offsetText(morning) : null;
    if (days.size >= DAYS_KEPT) days.clear();
    days.set(day, offset);
  }
  return offset ?? offsetText(offsetSeconds(wall, timeZone));
}

/** Asked twice, because the first guess may lie on the other side of a change of the clocks. */
function offsetSeconds(wall: WallTime, timeZone: string): number {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  const guess = offsetMs(new Date(asUtc), timeZone);
  return Math.round(offsetMs(new Date(asUtc - guess), timeZone) / 1_000);
}
