/** Calendar days of a time zone, through the platform's own zone data. */

/** The day (YYYY-MM-DD) that `moment` falls on in `timeZone`. */
export function dayOf(moment: Date, timeZone: string): string {
  return formatter(timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(moment);
}

/** The moment at which `day` begins in `timeZone`. Where clocks jump over midnight it is the first moment that exists. */
export function startOfDay(day: string, timeZone: string): Date {
  return momentOf(day, 0, timeZone);
}

/**
 * The moment at which the clocks of `timeZone` show `timeOfDay` (milliseconds, as a clock counts them) on `day`; where they
 * jump over that time, one as far behind the jump. Found by asking what the zone's offset is around there: twice, because the
 * first guess may lie across a change.
 */
export function momentOf(day: string, timeOfDay: number, timeZone: string): Date {
  const wall = Date.parse(`${day}T00:00:00Z`) + timeOfDay;
  if (Number.isNaN(wall)) throw new RangeError(`"${day}" is not a day`);
  const guess = new Date(wall - offsetMs(new Date(wall), timeZone));
  const moment = new Date(wall - offsetMs(guess, timeZone));
  const shown = moment.getTime() + offsetMs(moment, timeZone);
  return shown === wall || moment > guess ? moment : guess;
}

/** What a clock of `timeZone` shows at `moment`, in milliseconds since its midnight: below 24 hours on every day. */
export function timeOfDayOf(moment: Date, timeZone: string): number {
  const midnight = Date.parse(`${dayOf(moment, timeZone)}T00:00:00Z`);
  return moment.getTime() + offsetMs(moment, timeZone) - midnight;
}

/** How far the wall clock of `timeZone` is ahead of UTC at `moment`. */
export function offsetMs(moment: Date, timeZone: string): number {
  const parts = formatter(timeZone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(moment);
  const part = (type: string) => Number(parts.find((entry) => entry.type === type)?.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(moment.getTime() / 1_000) * 1_000;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone} ${Object.keys(options).length}`;
  const known = formatters.get(key) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, ...options });
  formatters.set(key, known);
  return known;
}
