import { inTransaction, type Ctx } from '#platform/context.ts';
import { judge, type Rulebook } from './judge.ts';
import { keepTotals } from './kept-totals.ts';
import { countNewcomers, currentModels, type Models } from './models.ts';
import { outlookRules } from './outlook-models.ts';
import { findSubjects, type Subject } from './population.ts';
import { lockScores, rulebookOf, scoringSettings } from './rules.ts';
import { todayOf } from './today.ts';
import { requestSweep } from './runs.ts';
import { sweep } from './sweep.ts';
import { dropRefused, isUnchanged, writeVerdicts, type Verdict } from './write.ts';

/**
 * Judges some customers anew by the thresholds in use: a few milliseconds for one, whatever the size of the base. The
 * first buyers ever are judged with everybody, because there are no thresholds yet.
 */
export async function refreshScores(ctx: Ctx, { customerIds }: { customerIds: readonly number[] }): Promise<void> {
  if (customerIds.length > 0) await inTransaction(ctx, (inner) => refreshLocked(inner, customerIds));
}

async function refreshLocked(ctx: Ctx, customerIds: readonly number[]): Promise<void> {
  await lockScores(ctx);
  await dropRefused(ctx, customerIds);
  const models = await currentModels(ctx);
  const subjects = await findSubjects(ctx, customerIds);
  if (!models.rfm && subjects.some(({ features }) => features.orders > 0)) {
    await sweep(ctx, 'first');
    return;
  }
  const today = await todayOf(ctx);
  const settings = await scoringSettings(ctx);
  const outlook = outlookRules(
    models,
    settings,
    today,
    subjects.map(({ features }) => features),
  );
  const rules = rulebookOf(today, settings, models, outlook);
  const verdicts = changedVerdicts(rules, subjects);
  await writeVerdicts(ctx, verdicts, 'order', models);
  await keepTotals(ctx, customerIds);
  await noteNewcomers(ctx, models, subjects, verdicts);
}

function changedVerdicts(rules: Rulebook, subjects: readonly Subject[]): Verdict[] {
  return subjects.flatMap(({ features, held }) => {
    const judgement = judge(rules, features, held);
    return isUnchanged(judgement, held) ? [] : [{ features, judgement }];
  });
}

async function noteNewcomers(
  ctx: Ctx,
  models: Models,
  subjects: readonly Subject[],
  verdicts: readonly Verdict[],
): Promise<void> {
  if (!models.rfm) return;
  const unscored = new Set(subjects.filter(({ held }) => held.r === null).map((one) => one.features.customerId));
  const newcomers = verdicts.filter((one) => one.judgement.r !== null && unscored.has(one.features.customerId)).length;
  if (newcomers === 0) return;
  if (await countNewcomers(ctx, models.rfm.version, newcomers)) await requestSweep(ctx, 'growth');
}
