import { sql } from 'kysely';
import { holdCustomers } from '#modules/customers/index.ts';
import { listProfilingRefusers } from '#modules/privacy/index.ts';
import type { Ctx } from '#platform/context.ts';
import { copyIn, copyRow } from '#platform/copy.ts';
import { fillTable } from '#platform/fill-table.ts';
import type { ChangeTrigger, MonetaryBasis } from './contract.ts';
import { monetaryOf, type Features, type Judgement } from './judge.ts';
import type { Models } from './models.ts';
import { digestOf } from './outlook.ts';
import type { Held } from './population.ts';

export type Verdict = { features: Features; judgement: Judgement };

/** What would be written is what is held. */
export function isUnchanged(judgement: Judgement, held: Held): boolean {
  return (
    judgement.r === held.r &&
    judgement.f === held.f &&
    judgement.m === held.m &&
    judgement.segment === held.segment &&
    judgement.class8 === held.class8 &&
    judgement.class4 === held.class4 &&
    judgement.stage === held.stage &&
    judgement.ownGapDays === held.ownGapDays &&
    digestOf(judgement.outlook) === held.outlookDigest
  );
}

const COLUMNS = `customer_id bigint, r smallint, f smallint, m smallint, rfm_segment text, rfm_class8 text,
  class4 text, stage text, own_gap_days real, rule text, held_by_margin boolean, orders int, days_since_first int,
  days_since_last int, silence_ratio real, monetary_cents bigint, prob_alive real, expected_orders real,
  expected_net_cents bigint, expected_low_cents bigint, expected_high_cents bigint, current_net_cents bigint,
  value_decile smallint, risk smallint, risk_band text, risk_reason text, health smallint, outlook_digest int`;
const NAMES = COLUMNS.match(/\w+(?= (?:bigint|smallint|text|real|boolean|int)\b)/g) ?? [];

/**
 * Writes judgements that differ from what is held, and the moves between segments, classes and stages with their cause.
 * One COPY into a temporary table and two statements, however many there are. In a transaction, under the lock.
 */
export async function writeVerdicts(
  ctx: Ctx,
  verdicts: Iterable<Verdict>,
  trigger: ChangeTrigger,
  models: Models,
): Promise<number> {
  await sql.raw(`create temporary table new_scores (${COLUMNS}) on commit drop`).execute(ctx.db);
  const written = await copyIn(
    ctx,
    `new_scores (${NAMES.join(', ')})`,
    pieces(verdicts, models.rfm?.params.monetary ?? 'gross'),
  );
  if (written > 0) {
    await holdCustomers(ctx);
    await forgetMerged(ctx);
    await recordMoves(ctx, trigger, models);
    await fillTable(ctx, 'scoring.scores', written, () => mergeScores(ctx));
  }
  await sql`drop table new_scores`.execute(ctx.db);
  return written;
}

const ROWS_PER_PIECE = 1_000;

function* pieces(verdicts: Iterable<Verdict>, monetary: MonetaryBasis): Generator<string> {
  let piece = '';
  let rows = 0;
  for (const verdict of verdicts) {
    piece += rowOf(verdict, monetary);
    if (++rows % ROWS_PER_PIECE === 0) {
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}

function rowOf({ features, judgement: j }: Verdict, monetary: MonetaryBasis): string {
  const { figures } = j.cause;
  const o = j.outlook;
  return copyRow([
    features.customerId,
    j.r,
    j.f,
    j.m,
    j.segment,
    j.class8,
    j.class4,
    j.stage,
    j.ownGapDays,
    j.cause.rule,
    j.cause.heldByMargin,
    features.orders,
    figures.daysSinceFirst,
    figures.daysSinceLast,
    figures.silenceRatio === null ? null : Math.round(figures.silenceRatio * 100) / 100,
    monetaryOf(monetary, features),
    o?.probAlive,
    o?.expectedOrders,
    o?.expectedNetCents,
    o?.lowCents,
    o?.highCents,
    o?.currentNetCents,
    o?.decile,
    o?.risk,
    o?.band,
    o?.reason,
    o?.health,
    digestOf(o),
  ]);
}

/** Whoever was merged into another since the features were read is nobody to judge. */
async function forgetMerged(ctx: Ctx): Promise<void> {
  await sql`
    delete from new_scores n where not exists (
      select from customers.customers c where c.customer_id = n.customer_id)`.execute(ctx.db);
}

/**
 * A move has a from: the first judgement of a customer is none. Totals recomputed at this very moment mean that orders
 * are the cause, else it is the passing of time (and thresholds moving with it) or a change of settings.
 * Judged twice at one moment, the later move replaces the earlier one and keeps where it came from.
 */
async function recordMoves(ctx: Ctx, trigger: ChangeTrigger, models: Models): Promise<void> {
  const rfmVersion = models.rfm?.version ?? null;
  const churnVersion = models.churn?.version ?? null;
  await sql`
    insert into scoring.changes as held (customer_id, changed_at, what, from_value, to_value, cause)
    select n.customer_id, ${ctx.now}, moved.what, moved.from_value, moved.to_value,
      case moved.what
        when 'stage' then jsonb_build_object('trigger', cause.trigger, 'rule', n.rule, 'heldByMargin', n.held_by_margin,
          'orders', n.orders, 'daysSinceFirst', n.days_since_first, 'daysSinceLast', n.days_since_last,
          'ownGapDays', n.own_gap_days, 'silenceRatio', n.silence_ratio)
        when 'band' then jsonb_build_object('trigger', cause.trigger, 'before', s.risk, 'after', n.risk,
          'reason', n.risk_reason, 'daysSinceLast', n.days_since_last, 'modelVersion', ${churnVersion}::int)
        else jsonb_build_object('trigger', cause.trigger, 'recencyDays', n.days_since_last, 'orders', n.orders,
          'monetaryCents', n.monetary_cents, 'before', concat(s.r, s.f, s.m), 'after', concat(n.r, n.f, n.m),
          'modelVersion', ${rfmVersion}::int)
      end
    from new_scores n
    join scoring.scores s using (customer_id)
    join orders.rollups t using (customer_id)
    cross join lateral (values
      ('segment', s.rfm_segment, n.rfm_segment), ('class8', s.rfm_class8, n.rfm_class8),
      ('class4', s.class4, n.class4), ('stage', s.stage, n.stage), ('band', s.risk_band, n.risk_band)) as moved (what, from_value, to_value)
    cross join lateral (select case when ${trigger} = 'time' and t.as_of >= ${ctx.now} then 'order' else ${trigger} end as trigger) as cause
    where moved.from_value is distinct from moved.to_value
    on conflict (customer_id, changed_at, what) do update set to_value = excluded.to_value, cause = excluded.cause`.execute(
    ctx.db,
  );
}

async function mergeScores(ctx: Ctx): Promise<void> {
  await sql`
    insert into scoring.scores as held (customer_id, r, f, m, rfm_segment, rfm_class8, class4, stage, stage_since,
      own_gap_days, prob_alive, expected_orders, expected_net_cents, expected_low_cents, expected_high_cents,
      current_net_cents, value_decile, risk, risk_band, risk_since, risk_reason, health, outlook_digest, last_order_at,
      total_net_cents, judged_at, changed_at)
    select customer_id, r, f, m, rfm_segment, rfm_class8, class4, stage, ${ctx.now}, own_gap_days, prob_alive,
      expected_orders, expected_net_cents, expected_low_cents, expected_high_cents, current_net_cents, value_decile, risk,
      risk_band, case when risk_band is not null then ${ctx.now}::timestamptz end, risk_reason, health, outlook_digest,
      t.last_order_at, t.net_cents, ${ctx.now}, ${ctx.now}
    from new_scores n join orders.rollups t using (customer_id)
    on conflict (customer_id) do update set
      r = excluded.r, f = excluded.f, m = excluded.m, rfm_segment = excluded.rfm_segment,
      rfm_class8 = excluded.rfm_class8, class4 = excluded.class4, stage = excluded.stage,
      stage_since = case when held.stage = excluded.stage then held.stage_since else excluded.stage_since end,
      own_gap_days = excluded.own_gap_days, prob_alive = excluded.prob_alive,
      expected_orders = excluded.expected_orders, expected_net_cents = excluded.expected_net_cents,
      expected_low_cents = excluded.expected_low_cents, expected_high_cents = excluded.expected_high_cents,
      current_net_cents = excluded.current_net_cents, value_decile = excluded.value_decile, risk = excluded.risk,
      risk_since = case when held.risk_band = excluded.risk_band then held.risk_since else excluded.risk_since end,
      risk_band = excluded.risk_band, risk_reason = excluded.risk_reason, health = excluded.health,
      outlook_digest = excluded.outlook_digest, last_order_at = excluded.last_order_at,
      total_net_cents = excluded.total_net_cents, changed_at = excluded.changed_at`.execute(ctx.db);
}

/** Whoever refuses to be judged has no judgement, and no history of any: of those named, or of everybody. */
export async function dropRefused(ctx: Ctx, customerIds: readonly number[] | 'all'): Promise<void> {
  const refusing = [...(await listProfilingRefusers(ctx, customerIds))];
  if (refusing.length === 0) return;
  for (const table of ['scoring.scores', 'scoring.changes'])
    await sql`delete from ${sql.table(table)} where customer_id = any(${refusing}::bigint[])`.execute(ctx.db);
}
