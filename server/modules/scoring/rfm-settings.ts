import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { InvalidError, type FieldProblem } from '#platform/errors.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import {
  EIGHT_CLASSES,
  EIGHT_CLASS_LABELS,
  TEN_SEGMENTS,
  TEN_SEGMENT_LABELS,
  tenSegmentOf,
  type Label,
} from '#analytics/rfm-segments.ts';
import { FOUR_CLASSES, TIER_PRESETS, type TierPreset } from '#analytics/value-tiers.ts';
import type { Named, RfmSettings } from './contract.ts';
import { requestSweep } from './runs.ts';

const KEY = 'scoring.rfm';
const SCORES = [1, 2, 3, 4, 5] as const;

export const namedFrom = (labels: Readonly<Record<string, Label>>): Named[] =>
  Object.entries(labels).map(([code, label]) => ({ code, ...label }));

/** The rows of the settings file are ours to change; the presets of `analytics/` are not. */
const tierRuleFrom = ({ rows, labels }: TierPreset): RfmSettings['class4'] => ({
  rows: rows.map(({ code, anyOf }) => ({ code, anyOf: anyOf.map((box) => ({ ...box })) })),
  classes: namedFrom(labels),
});

export const TIER_RULE_PRESETS = TIER_PRESETS.map((preset) => ({ code: preset.code, ...tierRuleFrom(preset) }));

/** Ties stay together, money is what was bought: the reading that needs no explanation. */
export const DEFAULT_RFM_SETTINGS: RfmSettings = {
  method: 'quintile',
  monetary: 'gross',
  edges: {
    recencyDays: [30, 90, 180, 365],
    orders: [2, 3, 5, 10],
    monetaryCents: [20_000, 50_000, 100_000, 300_000],
  },
  segmentMap: {
    segments: TEN_SEGMENTS.map(({ code }) => ({ code, ...TEN_SEGMENT_LABELS[code] })),
    cells: Object.fromEntries(SCORES.flatMap((r) => SCORES.map((f) => [`${r}${f}`, tenSegmentOf({ r, f })]))),
  },
  class8: { high: 'mean_score', classes: namedFrom(EIGHT_CLASS_LABELS), table: { ...EIGHT_CLASSES } },
  class4: tierRuleFrom(FOUR_CLASSES),
};

export async function getRfmSettings(ctx: Ctx): Promise<RfmSettings> {
  return (await getSetting<RfmSettings>(ctx, KEY)) ?? DEFAULT_RFM_SETTINGS;
}

/** Saved at once; everybody is judged by it as soon as the sweep it asks for has run. */
export async function saveRfmSettings(ctx: Ctx, next: RfmSettings): Promise<RfmSettings> {
  checkRfmSettings(next);
  const before = await getRfmSettings(ctx);
  await saveSetting(ctx, KEY, next);
  await recordAudit(ctx, [
    { action: 'scoring.rfm_changed', subjectType: 'settings', subjectId: KEY, before, after: next },
  ]);
  await requestSweep(ctx, 'settings');
  return next;
}

/** Refuses settings by which somebody could get no name, or one that does not exist. */
export function checkRfmSettings({ edges, segmentMap, class8, class4 }: RfmSettings): void {
  const problems: FieldProblem[] = [];
  const report = (path: string, code: string, message: string) => problems.push({ path, code, message });

  for (const [measure, four] of Object.entries(edges)) {
    if (four.some((edge, i) => i > 0 && edge <= (four[i - 1] ?? 0)))
      report(`edges.${measure}`, 'edges.not_ascending', 'must be four ascending numbers');
  }
  const segments = codesOf(segmentMap.segments, 'segmentMap.segments', report);
  for (const r of SCORES) {
    for (const f of SCORES) {
      const code = segmentMap.cells[`${r}${f}`];
      if (!code || !segments.has(code))
        report(`segmentMap.cells.${r}${f}`, 'cell.no_segment', `the cell R ${r}, F ${f} names no segment of the list`);
    }
  }
  const eight = codesOf(class8.classes, 'class8.classes', report);
  for (const [key, code] of Object.entries(class8.table))
    if (!eight.has(code)) report(`class8.table.${key}`, 'class.unknown', `"${code}" is no class of the list`);
  const four = codesOf(class4.classes, 'class4.classes', report);
  class4.rows.forEach((row, i) => {
    if (!four.has(row.code)) report(`class4.rows.${i}.code`, 'class.unknown', `"${row.code}" is no class of the list`);
  });
  const last = class4.rows.at(-1);
  if (!last?.anyOf.some((box) => Object.keys(box).length === 0))
    report('class4.rows', 'class4.no_catch_all', 'the last row must hold for everybody: give it an empty box');
  if (problems.length > 0)
    throw new InvalidError('scoring.rfm_invalid', problems.map((p) => `${p.path}: ${p.message}`).join('; '), problems);
}

function codesOf(
  list: readonly Named[],
  path: string,
  report: (path: string, code: string, message: string) => void,
): Set<string> {
  const codes = new Set(list.map(({ code }) => code));
  if (codes.size < list.length) report(path, 'code.twice', 'names the same code twice');
  return codes;
}
