/** Changes to RFM settings, as functions of the settings. */
import type { z } from 'zod';
import type { Named, RfmSettings, tierRule } from '#modules/scoring/contract.ts';

export type TierRule = z.infer<typeof tierRule>;
export type TierRow = TierRule['rows'][number];
export type TierBox = TierRow['anyOf'][number];
export type TierFeature = keyof TierBox;
export const TIER_FEATURES: readonly TierFeature[] = ['r', 'f', 'm', 'value', 'daysSinceLast'];

/** A code nobody has yet: `segment_1`, `segment_2` … */
export function freshCode(names: readonly Named[], prefix: string): string {
  const taken = new Set(names.map(({ code }) => code));
  let number = 1;
  while (taken.has(`${prefix}_${number}`)) number += 1;
  return `${prefix}_${number}`;
}

export const withCell = (map: RfmSettings['segmentMap'], cell: string, code: string): RfmSettings['segmentMap'] => ({
  ...map,
  cells: { ...map.cells, [cell]: code },
});

export const isEverybody = ({ anyOf }: TierRow): boolean => anyOf.some((box) => Object.keys(box).length === 0);

export const withRow = (rule: TierRule, index: number, row: TierRow): TierRule => ({
  ...rule,
  rows: rule.rows.map((one, at) => (at === index ? row : one)),
});

export const withoutRow = (rule: TierRule, index: number): TierRule => ({
  ...rule,
  rows: rule.rows.filter((_, at) => at !== index),
});

/** A new row stands before the last one, which holds for everybody. */
export function withNewRow(rule: TierRule): TierRule {
  const [first] = rule.classes;
  const row: TierRow = { code: first?.code ?? '', anyOf: [{ value: { min: 5 } }] };
  return { ...rule, rows: [...rule.rows.slice(0, -1), row, ...rule.rows.slice(-1)] };
}

/** Rows are asked in order: moving one up lets it speak first. */
export function withRowUp(rule: TierRule, index: number): TierRule {
  const rows = [...rule.rows];
  const moved = rows[index];
  const above = rows[index - 1];
  if (!moved || !above) return rule;
  rows[index - 1] = moved;
  rows[index] = above;
  return { ...rule, rows };
}

export const withBox = (row: TierRow, index: number, box: TierBox | null): TierRow => ({
  ...row,
  anyOf: box ? row.anyOf.map((one, at) => (at === index ? box : one)) : row.anyOf.filter((_, at) => at !== index),
});

/** A condition with neither end is none. */
export function withRange(box: TierBox, feature: TierFeature, range: { min?: number; max?: number } | null): TierBox {
  const { [feature]: _gone, ...rest } = box;
  return range ? { ...rest, [feature]: range } : rest;
}
