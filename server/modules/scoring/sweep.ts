import { getOrganisation } from '#modules/access/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { emitForAll } from '#platform/events.ts';
import { startStopwatch } from '#platform/stopwatch.ts';
import { dayOf } from '#shared/days.ts';
import { requestAffinity } from './affinity-tables.ts';
import { judge, type Rulebook } from './judge.ts';
import { keepTotals } from './kept-totals.ts';
import { fitModels } from './models.ts';
import { fitOutlook, outlookRules } from './outlook-models.ts';
import { loadPopulation, type Population } from './population.ts';
import { publishHitRates } from './published.ts';
import { rewind } from './replay.ts';
import { lockScores, rulebookOf, scoringSettings } from './rules.ts';
import { todayOf } from './today.ts';
import { findLastRun, type RunTrigger } from './runs.ts';
import { dropRefused, isUnchanged, writeVerdicts, type Verdict } from './write.ts';

export type SweepReport = { customers: number; changed: number; scoreSeconds: number };

/**
 * Fits thresholds on everybody and judges everybody by them, as of `ctx.now`, also where only time has passed. Features
 * stream out by COPY, are judged in one loop, and only judgements that changed are copied back: on a million customers
 * the night's work is a few seconds, most of it reading. All or nothing, in one transaction.
 */
export function sweep(ctx: Ctx, trigger: RunTrigger = 'command'): Promise<SweepReport> {
  const seconds = startStopwatch();
  return inTransaction(ctx, async (ctx) => {
    await lockScores(ctx);
    await rewind(ctx);
    const settings = await scoringSettings(ctx);
    const today = await todayOf(ctx);
    const population = await loadPopulation(ctx, settings.rfm.method === 'rank');
    await fitModels(ctx, settings.rfm, population, today);
    const models = await fitOutlook(ctx, settings, population, today);
    const outlook = outlookRules(models, settings, today, population.everyFeatures());
    const rules = rulebookOf(today, settings, models, outlook);
    const cause = trigger === 'settings' ? 'settings' : 'time';
    const changed = await writeVerdicts(ctx, changedVerdicts(rules, population), cause, models);
    await dropRefused(ctx, 'all');
    await keepTotals(ctx, null);
    await publishHitRates(ctx, settings.churn.definition);
    await requestAffinity(ctx);
    await emitForAll(ctx, 'scores.swept');
    const report = { customers: population.size, changed, scoreSeconds: seconds() };
    await recordRun(ctx, trigger, report);
    return report;
  });
}

/** Once a day, on the first call after the organisation's midnight; asked every hour, because a day is local. */
export async function sweepWhenDayTurned(ctx: Ctx): Promise<void> {
  const last = await findLastRun(ctx);
  if (!last) return;
  const { timeZone } = await getOrganisation(ctx);
  if (dayOf(last.asOf, timeZone) !== dayOf(ctx.now, timeZone)) await sweep(ctx, 'night');
}

function* changedVerdicts(rules: Rulebook, population: Population): Generator<Verdict> {
  for (const { features, held } of population.subjects()) {
    const judgement = judge(rules, features, held);
    if (!isUnchanged(judgement, held)) yield { features, judgement };
  }
}

async function recordRun(ctx: Ctx, trigger: RunTrigger, report: SweepReport): Promise<void> {
  const { customers, changed, scoreSeconds } = report;
  await ctx.db
    .insertInto('scoring.runs')
    .values({ as_of: ctx.now, trigger, seconds: scoreSeconds, customers, changed })
    .execute();
}
