import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { copyIn, copyRow } from '#platform/copy.ts';
import type { ChangeTrigger, MonetaryBasis } from './contract.ts';
import { monetaryOf, type Features, type Judgement } from './judge.ts';
import type { Models } from './models.ts';
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
    judgement.ownGapDays === held.ownGapDays
  );
}

const COLUMNS = `customer_id bigint primary key, r smallint, f smallint, m smallint, rfm_segment text, rfm_class8 text,
  class4 text, stage text, own_gap_days real, rule text, held_by_margin boolean, orders int, days_since_first int,
  days_since_last int, silence_ratio real, monetary_cents bigint`;
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
    await recordMoves(ctx, trigger, models.rfm?.version ?? null);
    await mergeScores(ctx);
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
  ]);
}

/**
 * A move has a from: the first judgement of a customer is none. Totals recomputed at this very moment mean that orders
 * are the cause, else it is the passing of time (and thresholds moving with it) or a change of settings.
 * Judged twice at one moment, the later move replaces the earlier one and keeps where it came from.
 */
async function recordMoves(ctx: Ctx, trigger: ChangeTrigger, modelVersion: number | null): Promise<void> {
  await sql`
    insert into scoring.changes as held (customer_id, changed_at, what, from_value, to_value, cause)
    select n.customer_id, ${ctx.now}, moved.what, moved.from_value, moved.to_value,
      case moved.what
        when 'stage' then jsonb_build_object('trigger', cause.trigger, 'rule', n.rule, 'heldByMargin', n.held_by_margin,
          'orders', n.orders, 'daysSinceFirst', n.days_since_first, 'daysSinceLast', n.days_since_last,
          'ownGapDays', n.own_gap_days, 'silenceRatio', n.silence_ratio)
        else jsonb_build_object('trigger', cause.trigger, 'recencyDays', n.days_since_last, 'orders', n.orders,
          'monetaryCents', n.monetary_cents, 'before', concat(s.r, s.f, s.m), 'after', concat(n.r, n.f, n.m),
          'modelVersion', ${modelVersion}::int)
      end
    from new_scores n
    join scoring.scores s using (customer_id)
    join orders.rollups t using (customer_id)
    cross join lateral (values
      ('segment', s.rfm_segment, n.rfm_segment), ('class8', s.rfm_class8, n.rfm_class8),
      ('class4', s.class4, n.class4), ('stage', s.stage, n.stage)) as moved (what, from_value, to_value)
    cross join lateral (select case when ${trigger} = 'time' and t.as_of >= ${ctx.now} then 'order' else ${trigger} end as trigger) as cause
    where moved.from_value is distinct from moved.to_value
    on conflict (customer_id, changed_at, what) do update set to_value = excluded.to_value, cause = excluded.cause`.execute(
    ctx.db,
  );
}

async function mergeScores(ctx: Ctx): Promise<void> {
  await sql`
    insert into scoring.scores as held (customer_id, r, f, m, rfm_segment, rfm_class8, class4, stage, stage_since,
      own_gap_days, judged_at, changed_at)
    select customer_id, r, f, m, rfm_segment, rfm_class8, class4, stage, ${ctx.now}, own_gap_days, ${ctx.now}, ${ctx.now}
    from new_scores
    on conflict (customer_id) do update set
      r = excluded.r, f = excluded.f, m = excluded.m, rfm_segment = excluded.rfm_segment,
      rfm_class8 = excluded.rfm_class8, class4 = excluded.class4, stage = excluded.stage,
      stage_since = case when held.stage = excluded.stage then held.stage_since else excluded.stage_since end,
      own_gap_days = excluded.own_gap_days, changed_at = excluded.changed_at`.execute(ctx.db);
}
