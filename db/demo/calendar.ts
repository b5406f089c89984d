// The shopping year of a beauty chain in China, and days in Asia/Shanghai (UTC+8 all year since 1991).
//
// Days are counted from the first day of the window. A day's multiplier says how many times more purchases happen on it
// than on an average day: month × weekday × festival, scaled so that the average over the window is exactly 1. So a
// customer's lambda keeps its meaning, purchases per week on average, and time can be bent instead of the rate: in
// operational time, the running total of the multipliers, purchases come evenly. One binary search per purchase.

import { Lunar } from 'lunar-typescript';
import { at, firstAbove, runningTotals } from './chance.ts';
import type { DemoFestival } from './parameters.ts';

const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;

export interface Clock {
  /** Midnight in Asia/Shanghai of the first day. */
  startsAt: Date;
  endsAt: Date;
  days: number;
  multipliers: number[];
  /** `elapsed[d]` is the operational time at the end of day d; its last value equals `days`. */
  elapsed: number[];
  /** The share of the list price that everybody gets off on a day, 0 on most. */
  promotions: number[];
}

export function localMidnight(moment: Date): Date {
  return new Date(Math.floor((moment.getTime() + SHANGHAI_MS) / DAY_MS) * DAY_MS - SHANGHAI_MS);
}

export function nextMidnight(moment: Date): Date {
  return new Date(localMidnight(moment).getTime() + DAY_MS);
}

/** 'YYYY-MM-DD' of the day a moment falls on in Asia/Shanghai. */
export function localDay(moment: Date): string {
  return new Date(moment.getTime() + SHANGHAI_MS).toISOString().slice(0, 10);
}

/** January is 1. */
export function localMonth(moment: Date): number {
  return new Date(moment.getTime() + SHANGHAI_MS).getUTCMonth() + 1;
}

/** The same day of the month some months before; on the 31st, the last day a shorter month has. */
export function monthsBefore(midnight: Date, months: number): Date {
  const local = new Date(midnight.getTime() + SHANGHAI_MS);
  const day = local.getUTCDate();
  local.setUTCDate(1);
  local.setUTCMonth(local.getUTCMonth() - months);
  const lastDay = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 0)).getUTCDate();
  local.setUTCDate(Math.min(day, lastDay));
  return new Date(local.getTime() - SHANGHAI_MS);
}

/** A day of the window and a second of that day, as a moment. */
export function momentAt(clock: Clock, day: number, second: number): Date {
  return new Date(clock.startsAt.getTime() + day * DAY_MS + Math.floor(second) * 1000);
}

/** Operational time at the beginning of a day. */
export function elapsedBefore(clock: Clock, day: number): number {
  return day === 0 ? 0 : at(clock.elapsed, day - 1);
}

/** The day on which an operational time falls, or null when it lies after the window. */
export function dayOfElapsed(clock: Clock, elapsed: number): number | null {
  return elapsed >= at(clock.elapsed, clock.days - 1) ? null : firstAbove(clock.elapsed, elapsed);
}

export interface SeasonShape {
  /** January first. */
  months: readonly number[];
  /** Sunday first. */
  weekdays: readonly number[];
  festivals: readonly DemoFestival[];
}

/** `strength` bends the festivals alone: 1 as listed, above 1 for people who wait for them. */
export function shoppingClock(startsAt: Date, endsAt: Date, season: SeasonShape, strength: number): Clock {
  const days = Math.round((endsAt.getTime() - startsAt.getTime()) / DAY_MS);
  const locals = Array.from({ length: days }, (_, day) => new Date(startsAt.getTime() + day * DAY_MS + SHANGHAI_MS));
  const newYears = springFestivals(locals);
  const festivals = locals.map((local) => season.festivals.filter((festival) => covers(festival, local, newYears)));
  const raw = locals.map((local, day) => {
    const ordinary = at(season.months, local.getUTCMonth()) * at(season.weekdays, local.getUTCDay());
    return at(festivals, day).reduce((product, { multiplier }) => product * multiplier ** strength, ordinary);
  });
  const scale = days / raw.reduce((sum, value) => sum + value, 0);
  const multipliers = raw.map((value) => value * scale);
  const promotions = festivals.map((list) => Math.max(0, ...list.map(({ discount }) => discount)));
  return { startsAt, endsAt, days, multipliers, elapsed: runningTotals(multipliers), promotions };
}

function covers(festival: DemoFestival, local: Date, newYears: ReadonlyMap<number, number>): boolean {
  const day = festival.calendar === 'solar' ? monthDay(local) : daysFromNewYear(local, newYears);
  return day >= festival.from && day <= festival.to;
}

/** 618 for June 18: comparable within a year, and the way the shops themselves write it. */
function monthDay(local: Date): number {
  return (local.getUTCMonth() + 1) * 100 + local.getUTCDate();
}

function daysFromNewYear(local: Date, newYears: ReadonlyMap<number, number>): number {
  return Math.round((local.getTime() - (newYears.get(local.getUTCFullYear()) ?? 0)) / DAY_MS);
}

/** The first day of the lunar year in each year of the window; reckoning it is dear, so once per year and not per day. */
function springFestivals(locals: readonly Date[]): Map<number, number> {
  const years = new Set(locals.map((local) => local.getUTCFullYear()));
  return new Map(
    Array.from(years, (year) => {
      const newYear = Lunar.fromYmd(year, 1, 1).getSolar();
      return [year, Date.UTC(newYear.getYear(), newYear.getMonth() - 1, newYear.getDay())];
    }),
  );
}
