import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/**
 * Puts the scores back to where they stood at `ctx.now`, when they were judged as of a later moment: whoever was first
 * judged later is not judged yet, moves made later are undone, and what was fitted later is forgotten. So any day can
 * be lived again, and lived twice it comes out the same. Costs a look at the newest run where there is nothing to undo.
 */
export async function rewind(ctx: Ctx): Promise<void> {
  if (!(await wasJudgedLater(ctx))) return;
  const { now } = ctx;
  await sql`delete from scoring.scores where judged_at > ${now}`.execute(ctx.db);
  await undoMoves(ctx);
  await sql`delete from scoring.changes where changed_at > ${now}`.execute(ctx.db);
  await sql`delete from scoring.published where moment > ${now}`.execute(ctx.db);
  await sql`update scoring.published set known_at = null, warned_left = 0, not_warned_left = 0 where known_at > ${now}`.execute(
    ctx.db,
  );
  await sql`delete from scoring.models where as_of > ${now}`.execute(ctx.db);
  await sql`delete from scoring.runs where as_of > ${now}`.execute(ctx.db);
}

/** Moves are also made between runs; their index answers for the newest. */
async function wasJudgedLater(ctx: Ctx): Promise<boolean> {
  const { rows } = await sql<{ later: boolean }>`
    select exists (select from scoring.runs where as_of > ${ctx.now})
      or exists (select from scoring.changes where what in ('stage', 'segment', 'class8', 'class4', 'band') and changed_at > ${ctx.now})
      or exists (select from scoring.scores where stage_since > ${ctx.now}) as later`.execute(ctx.db);
  return rows[0]?.later ?? false;
}

/** The first move after the moment says where the customer stood at the moment. R, F and M are judged anew anyway. */
async function undoMoves(ctx: Ctx): Promise<void> {
  await sql`
    with undone as (
      select distinct on (customer_id, what) customer_id, what, from_value
      from scoring.changes where changed_at > ${ctx.now} order by customer_id, what, changed_at
    ), restored as (
      select customer_id,
        max(from_value) filter (where what = 'segment') as segment, bool_or(what = 'segment') as has_segment,
        max(from_value) filter (where what = 'class8') as class8, bool_or(what = 'class8') as has_class8,
        max(from_value) filter (where what = 'class4') as class4, bool_or(what = 'class4') as has_class4,
        max(from_value) filter (where what = 'band') as band, bool_or(what = 'band') as has_band,
        max(from_value) filter (where what = 'stage') as stage
      from undone group by customer_id
    )
    update scoring.scores s set
      rfm_segment = case when has_segment then r.segment else s.rfm_segment end,
      rfm_class8 = case when has_class8 then r.class8 else s.rfm_class8 end,
      class4 = case when has_class4 then r.class4 else s.class4 end,
      stage = coalesce(r.stage, s.stage),
      stage_since = case when r.stage is null then s.stage_since else coalesce(
        (select max(c.changed_at) from scoring.changes c
         where c.customer_id = s.customer_id and c.what = 'stage' and c.changed_at <= ${ctx.now}), s.judged_at) end,
      risk_band = case when has_band then r.band else s.risk_band end,
      risk_since = case when not has_band then s.risk_since else coalesce(
        (select max(c.changed_at) from scoring.changes c
         where c.customer_id = s.customer_id and c.what = 'band' and c.changed_at <= ${ctx.now}), s.judged_at) end,
      changed_at = ${ctx.now}
    from restored r where r.customer_id = s.customer_id`.execute(ctx.db);
  // What the outlook says changed too: without a digest it is written anew.
  await sql`update scoring.scores set changed_at = ${ctx.now}, outlook_digest = null where changed_at >= ${ctx.now}`.execute(
    ctx.db,
  );
}
