import { sql } from 'kysely';
import { run, runMigrations, type JobHelpers, type TaskList, type WorkerEvents } from 'graphile-worker';
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ctx } from './context.ts';
import { systemActor } from './context.ts';
import { openDatabase, type Database } from './db.ts';
import { PermanentError } from './errors.ts';
import type { Log } from './log.ts';
import { jobSeconds } from './metrics.ts';
import { freeDeadJobs, openPresence } from './presence.ts';

export type JobOptions = { key?: string; queue?: string; maxAttempts?: number; priority?: number; runAt?: Date };

/** Adds background work in the caller's transaction. With a `key`, a waiting job of the same key is replaced. */
export async function addJob(ctx: Ctx, name: string, payload: object, options: JobOptions = {}): Promise<void> {
  await sql`
    select graphile_worker.add_job(
      ${name}, ${JSON.stringify(payload)}::json,
      queue_name => ${options.queue ?? null}, max_attempts => ${options.maxAttempts ?? 25},
      job_key => ${options.key ?? null}, priority => ${options.priority ?? 0}, run_at => ${options.runAt ?? null})`.execute(
    ctx.db,
  );
}

/** Takes waiting jobs of these names off the queue and waits for those at work: the caller does all of it anyway. */
export async function settleJobs(ctx: Ctx, names: readonly string[]): Promise<void> {
  const named = sql`from graphile_worker.jobs where task_identifier = any(${names}::text[])`;
  await sql`select graphile_worker.complete_jobs(array_agg(id)) ${named} and locked_at is null having count(*) > 0`.execute(
    ctx.db,
  );
  for (let look = 0; look < SETTLE_LOOKS; look += 1) {
    const { rows } = await sql`select ${named} and locked_at is not null limit 1`.execute(ctx.db);
    if (rows.length === 0) return;
    await sleep(SETTLE_PAUSE_MS);
  }
}

const SETTLE_LOOKS = 300;
const SETTLE_PAUSE_MS = 200;

export async function migrateJobs(connectionString: string): Promise<void> {
  await runMigrations({ connectionString, logger: quietLogger });
}

export type Task = (ctx: Ctx, payload: never) => Promise<void>;
export type Schedule = {
  cron: string;
  name: string;
  run: (ctx: Ctx) => Promise<unknown>;
  /** Also when a worker starts: what a crash left behind should not wait for the clock. */
  atStart?: boolean;
};

export type WorkerOptions = {
  database: Database;
  connectionString: string;
  log: Log;
  concurrency: number;
  tasks: Record<string, Task>;
  /** Work that mostly waits for other servers: it has places of its own, so that it takes none from the house's work. */
  waitingTasks: Record<string, Task>;
  schedules: readonly Schedule[];
};

export type Worker = { stop: () => Promise<void> };

/** Works jobs until stopped. New jobs wake it at once; the slow poll only finds what was due while nobody listened. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const presence = await openPresence(options.connectionString);
  await freeDeadJobs(startCtx(options));
  const events = new EventEmitter() as WorkerEvents;
  events.on('pool:create', ({ workerPool }) => void presence.announce(workerPool.id));
  const scheduled: Record<string, Task> = Object.fromEntries(
    options.schedules.map((schedule) => [schedule.name, async (ctx) => void (await schedule.run(ctx))]),
  );
  const listOf = (tasks: Record<string, Task>): TaskList =>
    Object.fromEntries(
      Object.entries(tasks).map(([name, task]) => [
        name,
        (payload: unknown, helpers: JobHelpers) => work(options, name, task, payload, helpers),
      ]),
    );
  // A pool of our own: the one it would make loses its error handlers before its last connection.
  const { pool } = openDatabase(options.connectionString, { max: options.concurrency + 6 });
  const common = { pgPool: pool, pollInterval: 30_000, noHandleSignals: true, logger: quietLogger, events };
  const runner = await run({
    ...common,
    concurrency: options.concurrency,
    taskList: listOf({ ...options.tasks, ...scheduled }),
    crontab: options.schedules.map((schedule) => `${schedule.cron} ${schedule.name}`).join('\n'),
  });
  const waiting = await run({ ...common, concurrency: WAITING_PLACES, taskList: listOf(options.waitingTasks) });
  await addStartJobs(options);
  return {
    stop: async () => {
      await Promise.all([runner.stop(), waiting.stop()]);
      await pool.end();
      await presence.end();
    },
  };
}

/** A server that answers slowly holds one place; more places than servers that are ever slow at once. */
const WAITING_PLACES = 16;

const startCtx = ({ database, log }: WorkerOptions): Ctx => ({
  db: database.db,
  now: new Date(),
  actor: systemActor('start'),
  log,
});

async function addStartJobs(options: WorkerOptions): Promise<void> {
  const ctx = startCtx(options);
  for (const schedule of options.schedules)
    if (schedule.atStart) await addJob(ctx, schedule.name, {}, { key: schedule.name });
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
