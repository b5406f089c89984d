import { sql } from 'kysely';
import { run, runMigrations, type JobHelpers, type Runner, type TaskList } from 'graphile-worker';
import type { Ctx } from './context.ts';
import { systemActor } from './context.ts';
import type { Database } from './db.ts';
import { PermanentError } from './errors.ts';
import type { Log } from './log.ts';
import { jobSeconds } from './metrics.ts';

export type JobOptions = { key?: string; queue?: string; maxAttempts?: number; priority?: number };

/** Adds background work in the caller's transaction. With a `key`, a waiting job of the same key is replaced. */
export async function addJob(ctx: Ctx, name: string, payload: object, options: JobOptions = {}): Promise<void> {
  await sql`
    select graphile_worker.add_job(
      ${name}, ${JSON.stringify(payload)}::json,
      queue_name => ${options.queue ?? null}, max_attempts => ${options.maxAttempts ?? 25},
      job_key => ${options.key ?? null}, priority => ${options.priority ?? 0})`.execute(ctx.db);
}

export async function migrateJobs(connectionString: string): Promise<void> {
  await runMigrations({ connectionString, logger: quietLogger });
}

export type Task = (ctx: Ctx, payload: never) => Promise<void>;
export type Schedule = { cron: string; name: string; run: (ctx: Ctx) => Promise<void> };

export type WorkerOptions = {
  database: Database;
  connectionString: string;
  log: Log;
  concurrency: number;
  tasks: Record<string, Task>;
  schedules: readonly Schedule[];
};

/** Works jobs until stopped. New jobs wake it at once; the slow poll only finds what was due while nobody listened. */
export async function startWorker(options: WorkerOptions): Promise<Runner> {
  const scheduled = Object.fromEntries(options.schedules.map((s) => [s.name, (ctx: Ctx) => s.run(ctx)]));
  const taskList: TaskList = Object.fromEntries(
    Object.entries({ ...options.tasks, ...scheduled }).map(([name, task]) => [
      name,
      (payload: unknown, helpers: JobHelpers) => work(options, name, task, payload, helpers),
    ]),
  );
  return run({
    connectionString: options.connectionString,
    concurrency: options.concurrency,
    maxPoolSize: options.concurrency + 2,
    pollInterval: 30_000,
    noHandleSignals: true,
    taskList,
    crontab: options.schedules.map((schedule) => `${schedule.cron} ${schedule.name}`).join('\n'),
    logger: quietLogger,
  });
}

async function work(
  options: WorkerOptions,
  name: string,
  task: Task,
  payload: unknown,
  helpers: JobHelpers,
): Promise<void> {
  const requestId = `job-${helpers.job.id}`;
  const ctx: Ctx = { db: options.database.db, now: new Date(), actor: systemActor(name), log: options.log, requestId };
  const stopTimer = jobSeconds.startTimer({ job: name });
  try {
    await task(ctx, payload as never);
    stopTimer({ outcome: 'done' });
  } catch (error) {
    stopTimer({ outcome: 'failed' });
    options.log.error({ job: name, jobId: helpers.job.id, attempt: helpers.job.attempts, err: error }, 'job failed');
    if (!(error instanceof PermanentError)) throw error;
    await park(ctx, name, payload, error);
  }
}

async function park(ctx: Ctx, name: string, payload: unknown, error: Error): Promise<void> {
  await ctx.db
    .insertInto('platform.parked_jobs')
    .values({ name, payload: JSON.stringify(payload), error: error.message, parked_at: ctx.now })
    .execute();
}

/** Graphile Worker tells of each job at info; our own log line per failure is enough. */
const quietLogger = await import('graphile-worker').then(({ Logger }) => new Logger(() => () => undefined));
