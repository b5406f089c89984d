/**
 * What a playbook does at once, beside the tasks of its steps. Each kind is a small object: what it refuses, and what it
 * does to customers the actor may know of. All are idempotent: applied again, nobody is changed who was changed before.
 */
import { sql } from 'kysely';
import { getOrganisation, recordAudit } from '#modules/access/index.ts';
import { tagCustomers } from '#modules/customers/index.ts';
import { changeMembers } from '#modules/segments/index.ts';
import type { Ctx } from '#platform/context.ts';
import { InvalidError } from '#platform/errors.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { dayOf } from '#shared/days.ts';
import { giveOwnersAmong } from './owner-rules.ts';
import type { Effect, Playbook } from './playbook-contract.ts';

type EffectKind<E extends Effect> = {
  /** What is wrong with it, if anything: a tag or segment that is not there. */
  refuse: (ctx: Ctx, effect: E) => Promise<{ path: string; message: string } | null>;
  /** Answers how many customers it changed. */
  apply: (ctx: Ctx, customerIds: readonly number[], effect: E, playbook: Playbook) => Promise<number>;
};

type Kinds = { [Do in Effect['do']]: EffectKind<Extract<Effect, { do: Do }>> };

const KINDS: Kinds = {
  tag: {
    refuse: async (ctx, { tagId }) => {
      const found = await ctx.db.selectFrom('customers.tags').select('tag_id').where('tag_id', '=', tagId).execute();
      return found.length > 0 ? null : { path: 'tagId', message: 'There is no such tag.' };
    },
    apply: async (ctx, customerIds, { tagId }) =>
      (await tagCustomers(ctx, { customerIds: [...customerIds], add: [tagId], remove: [] })).changed,
  },
  segment: {
    refuse: async (ctx, { segmentId }) => {
      const found = await ctx.db
        .selectFrom('segments.segments')
        .select('kind')
        .where('segment_id', '=', segmentId)
        .executeTakeFirst();
      return found?.kind === 'static' ? null : { path: 'segmentId', message: 'There is no such static segment.' };
    },
    apply: async (ctx, customerIds, { segmentId }) =>
      (await changeMembers(ctx, segmentId, { add: [...customerIds], remove: [] })).entered,
  },
  owner: {
    refuse: async () => null,
    apply: giveOwnersAmong,
  },
  rhythm: {
    refuse: async () => null,
    apply: planRhythm,
  },
};

const kindOf = <E extends Effect>(effect: E) => KINDS[effect.do] as unknown as EffectKind<E>;

export async function refuseEffects(ctx: Ctx, effects: readonly Effect[]): Promise<void> {
  const problems = [];
  for (const [n, effect] of effects.entries()) {
    const problem = await kindOf(effect).refuse(ctx, effect);
    if (problem) problems.push({ ...problem, path: `effects.${n}.${problem.path}`, code: 'care.effect_unknown' });
  }
  const [first] = problems;
  if (first) throw new InvalidError('care.effect_unknown', first.message, problems);
}

/** In the order of the playbook; what refers to something that is gone by now is refused before anything is done. */
export async function applyEffects(
  ctx: Ctx,
  playbook: Playbook,
  customerIds: readonly number[],
): Promise<{ do: Effect['do']; changed: number }[]> {
  await refuseEffects(ctx, playbook.effects);
  const done = [];
  for (const effect of playbook.effects)
    done.push({ do: effect.do, changed: await kindOf(effect).apply(ctx, customerIds, effect, playbook) });
  return done;
}

/** The latest plan stands; the same again only lasts longer. */
async function planRhythm(
  ctx: Ctx,
  customerIds: readonly number[],
  { everyDays, forDays }: Extract<Effect, { do: 'rhythm' }>,
  { code }: Playbook,
): Promise<number> {
  const { timeZone } = await getOrganisation(ctx);
  const until = dayFromNumber(dayNumber(dayOf(ctx.now, timeZone)) + forDays);
  const { rows } = await sql<{ customer_id: number }>`
    insert into care.rhythms as r (customer_id, every_days, until, playbook, planned_by, planned_at)
    select customer_id, ${everyDays}, ${until}::date, ${code}, ${ctx.actor.kind === 'user' ? ctx.actor.id : null}, ${ctx.now}
    from unnest(${customerIds}::bigint[]) as chosen (customer_id)
    on conflict (customer_id) do update set every_days = excluded.every_days, until = excluded.until,
      playbook = excluded.playbook, planned_by = excluded.planned_by, planned_at = excluded.planned_at
    where (r.every_days, r.until) is distinct from (excluded.every_days, excluded.until)
    returning customer_id`.execute(ctx.db);
  await recordAudit(ctx, [
    {
      action: 'care.rhythm_planned',
      subjectType: 'settings',
      subjectId: code,
      after: { customers: rows.length, everyDays, until },
    },
  ]);
  return rows.length;
}
