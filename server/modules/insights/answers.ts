import { getOrganisation } from '#modules/access/index.ts';
import { judgedMoment } from '#modules/scoring/index.ts';
import type { Ctx } from '#platform/context.ts';
import { addJob } from '#platform/jobs.ts';
import { startStopwatch } from '#platform/stopwatch.ts';
import { dayOf } from '#shared/days.ts';

/** A question about everybody: its work is a function of its parameters and of `ctx.now`, the moment looked at. */
export type Question<Params extends object, Answer extends object> = {
  name: string;
  work: (ctx: Ctx, params: Params) => Promise<Answer>;
};

export type Fresh<Answer> = Answer & { asOf: Date; refreshing: boolean };

/** Quicker answers are never kept: they are as fresh as the click. */
const WORTH_KEEPING_SECONDS = 0.5;
/** An answer may be shown for so many times as long as it took: no question ever takes more than a twentieth of a core. */
const FRESH_FOR_TIMES = 20;
const FORGOTTEN_AFTER_DAYS = 7;
const HOUR_MS = 3_600_000;

export const ANSWER_JOB = 'insights.answer';

/**
 * Answers a question, from the kept answer where working it out is slow. Past its time a kept answer is still shown, and
 * a newer one made in the background; only on another day, or after a replay, is it worth nothing.
 */
export async function answer<Params extends object, Answer extends object>(
  ctx: Ctx,
  question: Question<Params, Answer>,
  params: Params,
): Promise<Fresh<Answer>> {
  const key = keyOf(question.name, params);
  const asOf = await judgedMoment(ctx);
  const kept = await findKept<Answer>(ctx, key, asOf);
  if (!kept) return { ...(await workOut(ctx, question, params)), asOf, refreshing: false };
  const ageSeconds = (ctx.now.getTime() - kept.computedAt.getTime()) / 1_000;
  const refreshing = ageSeconds > FRESH_FOR_TIMES * kept.seconds;
  if (refreshing) await requestAnswer(ctx, question.name, params);
  return { ...kept.answer, asOf: kept.asOf, refreshing };
}

/** Works a question out as of the moment the house is looked at from, and keeps the answer if that was slow. */
export async function workOut<Params extends object, Answer extends object>(
  ctx: Ctx,
  question: Question<Params, Answer>,
  params: Params,
): Promise<Answer> {
  const stopwatch = startStopwatch();
  const asOf = await judgedMoment(ctx);
  const result = await question.work({ ...ctx, now: asOf }, params);
  const seconds = stopwatch();
  const key = keyOf(question.name, params);
  if (seconds < WORTH_KEEPING_SECONDS) {
    await ctx.db.deleteFrom('insights.answers').where('key', '=', key).execute();
    return result;
  }
  const row = { answer: JSON.stringify(result), seconds, as_of: asOf, computed_at: ctx.now };
  await ctx.db
    .insertInto('insights.answers')
    .values({ key, name: question.name, params: JSON.stringify(params), asked_at: ctx.now, ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute();
  return result;
}

/** After the day has turned, makes anew what people have been asking for, so that nobody waits for it in the morning. */
export async function renewAnswers(ctx: Ctx): Promise<void> {
  const forgotten = new Date(ctx.now.getTime() - FORGOTTEN_AFTER_DAYS * 24 * HOUR_MS);
  await ctx.db.deleteFrom('insights.answers').where('asked_at', '<', forgotten).execute();
  const { timeZone } = await getOrganisation(ctx);
  const today = dayOf(await judgedMoment(ctx), timeZone);
  const kept = await ctx.db.selectFrom('insights.answers').select(['name', 'params', 'as_of']).execute();
  for (const { name, params, as_of } of kept)
    if (dayOf(as_of, timeZone) !== today) await requestAnswer(ctx, name, params as object);
}

const requestAnswer = (ctx: Ctx, name: string, params: object): Promise<void> =>
  addJob(ctx, ANSWER_JOB, { name, params }, { key: keyOf(name, params), queue: ANSWER_JOB, maxAttempts: 3 });

/** The same however the parameters are ordered. */
const keyOf = (name: string, params: object): string =>
  `insights.${name} ${JSON.stringify(Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1)))}`;

type Kept<Answer> = { answer: Answer; seconds: number; asOf: Date; computedAt: Date };

async function findKept<Answer>(ctx: Ctx, key: string, asOf: Date): Promise<Kept<Answer> | null> {
  const row = await ctx.db.selectFrom('insights.answers').selectAll().where('key', '=', key).executeTakeFirst();
  if (!row || row.computed_at > ctx.now) return null;
  const { timeZone } = await getOrganisation(ctx);
  if (dayOf(row.as_of, timeZone) !== dayOf(asOf, timeZone)) return null;
  if (ctx.now.getTime() - row.asked_at.getTime() > HOUR_MS)
    await ctx.db.updateTable('insights.answers').set({ asked_at: ctx.now }).where('key', '=', key).execute();
  return { answer: row.answer as Answer, seconds: row.seconds, asOf: row.as_of, computedAt: row.computed_at };
}
