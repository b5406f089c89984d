/**
 * Dates worth remembering as people write them: with or without a year, by the sun or the moon. `1990-05-06`, `5月6日`, `05-06`,
 * `农历八月十五`, `1990年闰五月初六`, `腊月廿三`. Numbers are of the sun unless the text or the field says otherwise.
 */
import { parseWallTime, type DateOrder } from './dates.ts';
import { refuse, type Refusal } from './refusals.ts';

export type Occasion = {
  calendar: 'solar' | 'lunar';
  year: number | null;
  month: number;
  day: number;
  leap: boolean;
};

const LUNAR = /农历|阴历|旧历|lunar/i;
const SOLAR = /公历|阳历|新历|国历|solar/i;
const MONTH_DAY = /^(\d{1,2})(?:月|[-/.])(\d{1,2})日?$/;
const SPELLED =
  /^(?:(\d{4})年?)?(闰)?([正一二三四五六七八九十冬腊]{1,2}|\d{1,2})月(初?[一二三四五六七八九十廿卅]{1,3}|\d{1,2})日?$/;

/** As JSON, in the order of the fields. `lunar`: numbers are of the moon. */
export function parseOccasion(text: string, order: DateOrder, lunar: boolean): string | Refusal {
  const plain = text.normalize('NFKC').replace(/\s+/g, ' ').trim();
  const said = plain.replace(LUNAR, '').replace(SOLAR, '').trim();
  const byMoon = LUNAR.test(plain) || (lunar && !SOLAR.test(plain));
  const found = spelled(said, byMoon) ?? numbered(said, order, byMoon);
  if (found === null) return refuse('date_unreadable', text);
  return 'code' in found ? found : JSON.stringify(found);
}

function spelled(text: string, byMoon: boolean): Occasion | null {
  const match = SPELLED.exec(text);
  if (!match) return null;
  const [, year, leap, month = '', day = ''] = match;
  const inWords = !/^\d+$/.test(month) || !/^\d+$/.test(day);
  const moon = byMoon || leap !== undefined || inWords;
  const found = { month: monthOf(month), day: dayOf(day) };
  if (found.month === null || found.day === null) return null;
  return {
    calendar: moon ? 'lunar' : 'solar',
    year: year ? Number(year) : null,
    month: found.month,
    day: found.day,
    leap: leap !== undefined,
  };
}

function numbered(text: string, order: DateOrder, byMoon: boolean): Occasion | Refusal | null {
  const calendar = byMoon ? 'lunar' : 'solar';
  const short = MONTH_DAY.exec(text);
  if (short) {
    const [first, second] = [Number(short[1]), Number(short[2])];
    const [month, day] = order === 'dmy' ? [second, first] : [first, second];
    if (month > 12 || day > 31 || month < 1 || day < 1) return refuse('date_impossible', text);
    return { calendar, year: null, month, day, leap: false };
  }
  const whole = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text);
  // The moon has days the sun has not: 30 February.
  if (whole && byMoon)
    return { calendar, year: Number(whole[1]), month: Number(whole[2]), day: Number(whole[3]), leap: false };
  const wall = parseWallTime(text, order);
  if ('code' in wall) return wall;
  return { calendar, year: wall.year, month: wall.month, day: wall.day, leap: false };
}

const DIGITS = '一二三四五六七八九十';

function monthOf(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text);
  if (text === '正') return 1;
  if (text === '冬') return 11;
  if (text === '腊') return 12;
  if (text.length === 2) return text.startsWith('十') ? 10 + DIGITS.indexOf(text[1] ?? '') + 1 : null;
  const month = DIGITS.indexOf(text) + 1;
  return month > 0 ? month : null;
}

/** 初一 to 三十; 廿 is twenty. */
function dayOf(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text);
  const bare = text.replace(/^初/, '');
  if (bare === '廿') return 20;
  if (bare === '卅') return 30;
  const [first = '', second = '', third = ''] = bare;
  const unit = (digit: string) => (digit === '' ? 0 : DIGITS.indexOf(digit) + 1);
  if (first === '廿') return 20 + unit(second);
  if (first === '十') return 10 + unit(second);
  if (second === '十') return unit(first) * 10 + unit(third);
  return bare.length === 1 ? unit(first) || null : null;
}
