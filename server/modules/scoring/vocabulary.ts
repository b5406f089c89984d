import { STAGE_RULE_LABELS } from '#analytics/lifecycle-presets.ts';
import type { Ctx } from '#platform/context.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import type { getVocabulary as getVocabularyEndpoint, Named } from './contract.ts';
import { definitionOf, presetOf } from './lifecycle-settings.ts';
import { HEALTH_BANDS, RISK_BANDS, RISK_REASONS } from './risk-words.ts';
import { scoringSettings } from './rules.ts';

export type Vocabulary = AnswerOf<typeof getVocabularyEndpoint>;

/** Every code scores can carry with its names, in the order of the settings. */
export async function getVocabulary(ctx: Ctx): Promise<Vocabulary> {
  const { rfm, lifecycle } = await scoringSettings(ctx);
  return {
    segments: rfm.segmentMap.segments,
    class8: rfm.class8.classes,
    class4: rfm.class4.classes,
    stages: definitionOf(presetOf(lifecycle)).stages,
    riskBands: [...RISK_BANDS],
    riskReasons: [...RISK_REASONS],
    healthBands: [...HEALTH_BANDS],
    sentences: SENTENCES,
  };
}

export const SENTENCES = { ...STAGE_RULE_LABELS };

/** A code that the settings no longer know keeps its code for a name: history is shown as it was. */
export function nameOfCode(list: readonly Named[], code: string): Named {
  return list.find((named) => named.code === code) ?? { code, zh: code, en: code };
}
