/** Raw values of recency, frequency and money in words, for thresholds and axes. */
import type { TFunction } from 'i18next';
import type { z } from 'zod';
import type { band } from '#modules/scoring/contract.ts';
import type { Format } from '../format.ts';

export type Band = z.input<typeof band>;
export const MEASURES = ['recencyDays', 'orders', 'monetaryCents'] as const;
export type Measure = (typeof MEASURES)[number];

/** One raw value with its unit; means of days are told in whole days, of orders with one decimal. */
export function rawText(measure: Measure, value: number, t: TFunction, format: Format): string {
  if (measure === 'monetaryCents') return format.roundMoney(value);
  const told = measure === 'recencyDays' ? Math.round(value) : Math.round(value * 10) / 10;
  return t(`scoring:unit.${measure}`, { count: told, value: format.number(told) });
}

/** The raw values that get a score, as one expression: `≤ 14 天`, `15–43 天`, `≥ 44 天`. Null: nobody can get it. */
export function bandText(measure: Measure, { min, max, empty }: Band, t: TFunction, format: Format): string | null {
  if (empty) return null;
  const text = (value: number) => (measure === 'monetaryCents' ? format.money(value) : format.number(value));
  const inUnit = (range: string, count: number) =>
    measure === 'monetaryCents' ? range : t(`scoring:unit.${measure}`, { count, value: range });
  if (min === null && max === null) return t('scoring:band.all');
  if (min === null) return inUnit(`≤ ${text(max ?? 0)}`, max ?? 0);
  if (max === null) return inUnit(`≥ ${text(min)}`, min);
  return min === max ? inUnit(text(min), min) : inUnit(`${text(min)}–${text(max)}`, max);
}
