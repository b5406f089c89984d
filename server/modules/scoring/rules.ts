import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { HealthSettings } from './churn-contract.ts';
import type { ChurnSettings } from './churn-settings-contract.ts';
import { getChurnSettings, getHealthSettings } from './churn-settings.ts';
import type { LifecycleSettings, RfmSettings } from './contract.ts';
import type { Rulebook } from './judge.ts';
import { getLifecycleSettings, presetOf } from './lifecycle-settings.ts';
import type { Models } from './models.ts';
import type { OutlookRules } from './outlook.ts';
import { getRfmSettings } from './rfm-settings.ts';

export type ScoringSettings = {
  rfm: RfmSettings;
  lifecycle: LifecycleSettings;
  churn: ChurnSettings;
  health: HealthSettings;
};

export async function scoringSettings(ctx: Ctx): Promise<ScoringSettings> {
  return {
    rfm: await getRfmSettings(ctx),
    lifecycle: await getLifecycleSettings(ctx),
    churn: await getChurnSettings(ctx),
    health: await getHealthSettings(ctx),
  };
}

/** Everything `judge` goes by on one day. */
export function rulebookOf(
  today: number,
  { rfm, lifecycle }: ScoringSettings,
  models: Models,
  outlook: OutlookRules | null = null,
): Rulebook {
  return {
    today,
    rfm: models.rfm?.params ?? null,
    usualGap: models.rhythm?.params ?? null,
    segments: rfm.segmentMap.cells,
    class8: rfm.class8.table,
    class4: rfm.class4.rows,
    lifecycle: presetOf(lifecycle),
    outlook,
  };
}

/**
 * Scores are judged by one at a time. Without it, two jobs that read a customer's totals at different moments could
 * write their answers in the other order, and a sweep could overwrite what was learnt while it was reckoning.
 * A refresh holds the lock for milliseconds, a sweep of a million customers for some seconds of the night.
 */
export async function lockScores(ctx: Ctx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('scoring.scores'))`.execute(ctx.db);
}
