import type { Ctx } from '#platform/context.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import type { ChurnSettings, previewChurn as previewChurnEndpoint } from './churn-settings-contract.ts';
import { checkChurnSettings } from './churn-settings.ts';
import { judge } from './judge.ts';
import { currentModels } from './models.ts';
import { outlookRules } from './outlook-models.ts';
import { loadPopulation } from './population.ts';
import { tally } from './preview.ts';
import { definitionKey } from './risk.ts';
import { RISK_BANDS } from './risk-words.ts';
import { rulebookOf, scoringSettings } from './rules.ts';
import { todayOf } from './today.ts';
import { judgedMoment } from './runs.ts';

/** Bands, rules and definition as they would be, by the model as it is trained now. Seconds on a million customers. */
export async function previewChurn(ctx: Ctx, next: ChurnSettings): Promise<AnswerOf<typeof previewChurnEndpoint>> {
  checkChurnSettings(next);
  const then = { ...ctx, now: await judgedMoment(ctx) };
  const settings = { ...(await scoringSettings(then)), churn: next };
  const population = await loadPopulation(then, false);
  const today = await todayOf(then);
  const models = await currentModels(then);
  const trained = models.churn?.params.definition;
  const churn = models.churn && { ...models.churn, params: { ...models.churn.params, definition: next.definition } };
  const outlook = outlookRules({ ...models, churn }, settings, today, population.everyFeatures());
  const rules = rulebookOf(today, settings, models, outlook);
  const bands = tally(RISK_BANDS, (one) => ('band' in one ? one.band : (one.outlook?.band ?? null)));
  for (const { features, held } of population.subjects()) bands.count(held, judge(rules, features, held));
  return {
    bands: bands.result(),
    willRetrain: trained !== undefined && definitionKey(trained) !== definitionKey(next.definition),
  };
}
