import type { Ctx } from '#platform/context.ts';
import { dayFromNumber } from '#shared/day-numbers.ts';
import { fitChurn, trainingOf } from './churn-fit.ts';
import type { Features } from './features.ts';
import { Forecasts, moneyOf, type ValueParams } from './forecasts.ts';
import { loadHistories, sampleOf, type History } from './histories.ts';
import { marginOf } from './margin.ts';
import { currentModels, saveModel, type Models } from './models.ts';
import type { OutlookRules } from './outlook.ts';
import { fitRenewalModel } from './fit-renewals.ts';
import { countEnds } from './known-data.ts';
import { loadBeside } from './plans.ts';
import type { Population } from './population.ts';
import { churnRules } from './risk.ts';
import type { ScoringSettings } from './rules.ts';
import { decileEdgesOf, fitValue } from './value-fit.ts';

/** So many more or fewer buyers than at the last fit, as a share, ask for a new one before the month is over. */
const GROWTH_TOLERANCE = 0.05;

/**
 * Fits the purchase model and the churn model where they are due: once a month, because between month ends there is
 * nothing new to learn from and everybody's forecast would move every night for nothing; at once when settings changed
 * or the base grew. Both learn from the same sample of histories. Some seconds once a month on a million customers.
 */
export async function fitOutlook(
  ctx: Ctx,
  settings: ScoringSettings,
  population: Population,
  today: number,
): Promise<Models> {
  const models = await currentModels(ctx);
  const buyers = buyerIdsOf(population);
  if (buyers.length === 0) return models;
  const month = dayFromNumber(today).slice(0, 7);
  const churnKey = `${month} ${JSON.stringify([settings.churn, settings.health])}${await endsKey(ctx, settings, today)}`;
  const valueIsDue = isDue(models.value, month, buyers.length);
  const churnIsDue = isDue(models.churn, churnKey, buyers.length);
  if (!valueIsDue && !churnIsDue) return models;
  const sample = sampleOf(buyers);
  const histories = await loadHistories(ctx, sample);
  if (valueIsDue) {
    const { params, report } = fitValue(histories, today, month);
    const value = { ...params, decileEdges: decilesOf(params, population, today) };
    await saveModel(ctx, 'value', value, buyers.length, { ...report, margin: await marginOf(ctx, sample) });
  }
  if (churnIsDue) await fitLeaving(ctx, { settings, buyers, histories, today, key: churnKey, models });
  return currentModels(ctx);
}

type Leaving = {
  settings: ScoringSettings;
  buyers: Float64Array;
  histories: readonly History[];
  today: number;
  key: string;
  models: Models;
};

/** Who leaves by silence, and who by not renewing: whoever has a plan teaches nothing about leaving by silence. */
async function fitLeaving(ctx: Ctx, { settings, buyers, histories, today, key, models }: Leaving): Promise<void> {
  const rhythm = models.rhythm?.params ?? null;
  if (settings.churn.definition.basis !== 'contract') {
    const { params, report } = fitChurn(histories, today, settings, rhythm, key, buyers.length);
    return saveModel(ctx, 'churn', params, buyers.length, report);
  }
  const beside = await loadBeside(ctx, 'all', today);
  const isPlanned = (customerId: number) => (beside.get(customerId)?.planEndDay ?? null) !== null;
  const taught = histories.filter(({ customerId }) => !isPlanned(customerId));
  const { params, report } = fitChurn(taught, today, settings, rhythm, key, buyers.length);
  const planned = buyers.filter(isPlanned);
  const training = trainingOf(settings, rhythm, params.secondPurchaseDays);
  const renewals = await fitRenewalModel(ctx, planned, today, training, settings.churn);
  const { line, renewal } = renewals.params;
  await saveModel(ctx, 'churn', { ...params, renewal, lapse: line }, buyers.length, report);
  await saveModel(ctx, 'renewal', renewals.params, planned.length, renewals.report);
}

function isDue(model: Models['value'] | Models['churn'], key: string, buyers: number): boolean {
  if (!model || model.params.key !== key) return true;
  return Math.abs(buyers - model.customers) > GROWTH_TOLERANCE * model.customers;
}

/** Contracts brought in later are learned from at once: by every tenth more of ends that are over. */
async function endsKey(ctx: Ctx, { churn: { definition } }: ScoringSettings, today: number): Promise<string> {
  if (definition.basis !== 'contract') return '';
  const { renewed, lost } = await countEnds(ctx, today, definition.graceDays);
  const ends = [...renewed, ...lost].reduce((sum, one) => sum + one, 0);
  return ` ${Math.floor(Math.log(1 + ends) / Math.log(1.1))}`;
}

function buyerIdsOf(population: Population): Float64Array {
  const ids = new Float64Array(population.size);
  let n = 0;
  for (const one of population.everyFeatures()) if (one.purchaseDays > 0) ids[n++] = one.customerId;
  return ids.subarray(0, n);
}

/** Tenths of everybody's forecast on the day of the fit. */
function decilesOf(params: Omit<ValueParams, 'decileEdges'>, population: Population, today: number): number[] {
  const value = { ...params, decileEdges: [] };
  const forecasts = new Forecasts(value, today, population.everyFeatures());
  const expected = new Float64Array(population.size);
  let n = 0;
  for (const one of population.everyFeatures()) {
    const forecast = forecasts.find(one, today);
    if (forecast) expected[n++] = moneyOf(value, one, forecast).expectedCents;
  }
  return decileEdgesOf(expected.subarray(0, n));
}

/** What the outlook of the customers given goes by; null before the first fit. */
export function outlookRules(
  models: Models,
  settings: ScoringSettings,
  today: number,
  everybody: Iterable<Features>,
): OutlookRules | null {
  if (!models.value || !models.churn) return null;
  return {
    value: models.value.params,
    forecasts: new Forecasts(models.value.params, today, everybody),
    churn: churnRules(models.churn.params, settings.churn),
    health: settings.health,
  };
}
