import { sql } from 'kysely';
import { fitRenewals, type RenewalParams } from '#analytics/shifted-beta-geometric.ts';
import type { Ctx } from '#platform/context.ts';
import { dayFromNumber } from '#shared/day-numbers.ts';
import { USE_DAYS } from './beside.ts';
import type { ChurnSettings } from './churn-settings-contract.ts';
import { MOST_ORIGINS, type Training } from './churn-training.ts';
import { loadHistories, sampleOf } from './histories.ts';
import { countEnds } from './known-data.ts';
import { fitLapse, type LapseReport } from './lapse-fit.ts';
import { loadTerms } from './lapse-training.ts';
import { knownAfterDays, type RiskLine } from './risk.ts';
import { termsSql } from './terms.ts';
import { loadUseHistories } from './use-histories.ts';

/** What customers under contract are judged by. */
export type RenewalModel = {
  /** `formula`: too few ends to learn from, they are judged as whoever has no plan. */
  method: 'model' | 'yardstick' | 'formula';
  renewal: RenewalParams | null;
  line: RiskLine | null;
  /** Null while no term has ended after another. */
  terms: TermFigures | null;
};

/** Days from end to end in the median; net spend within a term in the mean. */
export type TermFigures = { termDays: number; termNetCents: number };

/** What a yuan of next year is worth today. */
export const DISCOUNT_A_YEAR = 0.1;
const FIGURES_DAYS = 3 * 365;

/** In a transaction. Some thousand histories and the days on which they used what they pay for: seconds once a month. */
export async function fitRenewalModel(
  ctx: Ctx,
  planned: Float64Array,
  today: number,
  training: Training,
  settings: ChurnSettings,
): Promise<{ params: RenewalModel; report: LapseReport | null }> {
  const { graceDays } = training.definition;
  const renewal = fitRenewals(await countEnds(ctx, today, graceDays))?.params ?? null;
  if (!renewal) return { params: { method: 'formula', renewal, line: null, terms: null }, report: null };
  const sample = sampleOf(planned);
  const histories = await loadHistories(ctx, sample);
  const terms = await loadTerms(ctx, graceDays);
  const from = today - knownAfterDays(training.definition) - (MOST_ORIGINS + 1) * 31 - USE_DAYS;
  const uses = await loadUseHistories(ctx, sample, from, today);
  const scale = planned.length / Math.max(1, histories.length);
  const { line, report } = fitLapse({ histories, terms, uses }, today, training, settings, scale);
  const figures = await termFigures(ctx, today, graceDays);
  return { params: { method: line ? 'model' : 'yardstick', renewal, line, terms: figures }, report };
}

/** Of terms that followed another and ended within three years: what they were worth. */
async function termFigures(ctx: Ctx, today: number, graceDays: number): Promise<TermFigures | null> {
  const day = sql`${dayFromNumber(today)}::date`;
  const { rows } = await sql<{ days: number | null; net: number | null }>`
    select percentile_cont(0.5) within group (order by t.ends_on - t.before_on) as days, round(avg((
      select coalesce(sum(o.gross_cents - o.discount_cents - o.returned_cents), 0) from orders.orders o
      where o.customer_id = t.customer_id and o.status <> 'cancelled'
        and o.placed_on >= t.before_on and o.placed_on < t.ends_on)))::bigint as net
    from ${await termsSql(ctx, graceDays)} as t
    where t.before_on is not null and t.ends_on <= ${day} and t.ends_on > ${day} - ${FIGURES_DAYS}::int`.execute(
    ctx.db,
  );
  const { days = null, net = null } = rows[0] ?? {};
  return days === null || net === null ? null : { termDays: days, termNetCents: net };
}
