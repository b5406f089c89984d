import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { addJob } from '#platform/jobs.ts';
import { dayOf } from '#shared/days.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import type { getState as getStateEndpoint, Run } from './contract.ts';

export const SWEEP_JOB = 'scoring.sweep';
export type RunTrigger = Run['trigger'];

/** Asks for a judgement of everybody in the background; one that waits already is not added again. */
export async function requestSweep(ctx: Ctx, trigger: RunTrigger): Promise<void> {
  await addJob(ctx, SWEEP_JOB, { trigger }, { key: SWEEP_JOB, queue: SWEEP_JOB });
}

export async function findLastRun(ctx: Ctx): Promise<Run | null> {
  const row = await ctx.db.selectFrom('scoring.runs').selectAll().orderBy('run_id', 'desc').limit(1).executeTakeFirst();
  if (!row) return null;
  return {
    runId: row.run_id,
    asOf: row.as_of,
    trigger: row.trigger as RunTrigger,
    finishedAt: row.finished_at,
    seconds: row.seconds,
    customers: row.customers,
    changed: row.changed,
  };
}

/**
 * The moment the house is looked at from: now; or, after everybody was judged as of another day, the moment of that
 * judgement. So a replayed day is shown and exported as that day, totals, scores and cohorts alike.
 */
export async function judgedMoment(ctx: Ctx): Promise<Date> {
  const last = await findLastRun(ctx);
  if (!last) return ctx.now;
  const { timeZone } = await getOrganisation(ctx);
  return dayOf(last.asOf, timeZone) === dayOf(ctx.now, timeZone) ? ctx.now : last.asOf;
}

export async function getState(ctx: Ctx): Promise<AnswerOf<typeof getStateEndpoint>> {
  const { rows } = await sql<{ attempts: number; locked: boolean; last_error: string | null }>`
    select attempts, locked_at is not null as locked, last_error from graphile_worker.jobs
    where task_identifier = ${SWEEP_JOB} order by locked_at nulls last, run_at limit 1`.execute(ctx.db);
  const job = rows[0];
  const work = !job ? 'idle' : job.locked ? 'running' : job.last_error ? 'failing' : 'waiting';
  return { lastRun: await findLastRun(ctx), work, error: job?.last_error ?? null };
}
