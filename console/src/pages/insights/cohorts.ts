import type { z } from 'zod';
import type { cohort, cohortCell } from '#modules/insights/contract.ts';
import { sequence, type Mode } from '../../ui/palette.ts';
import { inkOn } from './ink.ts';

export type CohortWire = z.input<typeof cohort>;
export type CohortCell = z.input<typeof cohortCell>;
export type Measure = 'rate' | 'count' | 'money';
export const MEASURES: readonly Measure[] = ['rate', 'count', 'money'];

/** Null stays null: a month that has not come is not zero. */
export function valueOf(cell: CohortCell, measure: Measure): number | null {
  return { rate: cell.rate, count: cell.customers, money: cell.grossCents }[measure];
}

/**
 * What the darkest shade stands for. Rates leave the month of the first purchase out: everybody bought in it, and
 * against 100 % all that matters would look alike. Money and heads keep it out for the same reason.
 */
export function scaleOf(cohorts: readonly CohortWire[], measure: Measure): number {
  const values = cohorts.flatMap(({ cells }) => cells.slice(1).map((cell) => valueOf(cell, measure) ?? 0));
  return Math.max(0, ...values);
}

/** Index of the shade, 0 palest; by the square root, because most months lie near the bottom. */
export function shadeOf(value: number, scale: number, shades: number): number {
  if (scale <= 0 || value <= 0) return 0;
  return Math.min(shades - 1, Math.floor(Math.sqrt(Math.min(1, value / scale)) * shades));
}

/** Background and a text colour that can be read on it. */
export function paintOf(
  value: number | null,
  scale: number,
  mode: Mode,
): { background: string; color: string } | undefined {
  if (value === null) return undefined;
  const shades = sequence[mode];
  const background = shades[shadeOf(value, scale, shades.length)] ?? shades[0] ?? '';
  return { background, color: inkOn(background) };
}
