/**
 * Who works on a batch. A worker takes it for some seconds and renews that with every sign of progress; when the
 * process dies the lease runs out and the next one continues. The job queue's own locks would hold for four hours.
 * Time is the database's, so that several machines agree on it: docs/adr/0203.
 */
import { randomUUID } from 'node:crypto';
import os from 'node:os';
import { sql } from 'kysely';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { believedUntil, isOver } from '#platform/liveness.ts';
import type { Progress } from './contract.ts';

export const LEASE_SECONDS = 20;
const HEARTBEAT_MS = 1_000;

/** Names machine and process, so that a restart on the same machine need not wait for the lease of the dead. */
const newRunId = (): string => `${os.hostname()} ${process.pid} ${randomUUID()}`;

/**
 * The id of a new run, or null: the batch has ended, somebody else works on it, or (to apply or undo) on another of its
 * kind. Batches of one kind are applied and undone one after the other, the oldest first.
 */
export async function claim(ctx: Ctx, batchId: number): Promise<string | null> {
  const runId = newRunId();
  return inTransaction(ctx, async (ctx) => {
    await sql`select pg_advisory_xact_lock(hashtext('ingest.claim'))`.execute(ctx.db);
    const { rows } = await sql`
      update ingest.batches b
      set run_id = ${runId}, lease_until = ${believedUntil(LEASE_SECONDS)}, claims = claims + 1
      where batch_id = ${batchId} and state in ('checking', 'applying', 'undoing')
        and ${isOver('lease_until')}
        and (state = 'checking' or not exists (
          select from ingest.batches other
          where other.kind = b.kind and other.state in ('applying', 'undoing') and other.batch_id <> b.batch_id
            and (not ${isOver('other.lease_until')} or other.batch_id < b.batch_id)))
      returning batch_id`.execute(ctx.db);
    return rows.length > 0 ? runId : null;
  });
}

/** Somebody asked for the batch to stop. */
export class CancelledError extends Error {}
/** Another process believes that this one is dead. */
export class LeaseLostError extends Error {}

export type Heart = {
  signal: AbortSignal;
  /** The connection that applies, so that cancelling reaches the statement it is at. */
  watch: (backendPid: number | null) => void;
  stop: () => Promise<void>;
};

/** Renews the lease once a second with the newest progress, and carries requests to cancel to whoever works. */
export function startHeart(ctx: Ctx, batchId: number, runId: string, progress: () => Partial<Progress>): Heart {
  const controller = new AbortController();
  let backendPid: number | null = null;
  let beating: Promise<void> = Promise.resolve();
  const beat = async () => {
    try {
      const found = await renew(ctx, batchId, runId, progress());
      if (!found) controller.abort(new LeaseLostError());
      else if (found.cancel_requested) controller.abort(new CancelledError());
      if (controller.signal.aborted && backendPid !== null) {
        await sql`select pg_cancel_backend(${backendPid})`.execute(ctx.db);
      }
    } catch (error) {
      // The work itself runs into the same trouble, and says more about it.
      ctx.log.warn({ err: error, batchId }, 'no sign of life could be given');
    }
  };
  const timer = setInterval(() => (beating = beating.then(beat)), HEARTBEAT_MS);
  return {
    signal: controller.signal,
    watch: (pid) => (backendPid = pid),
    stop: () => {
      clearInterval(timer);
      return beating;
    },
  };
}

async function renew(
  ctx: Ctx,
  batchId: number,
  runId: string,
  progress: Partial<Progress>,
): Promise<{ cancel_requested: boolean } | null> {
  const { rows } = await sql<{ cancel_requested: boolean }>`
    update ingest.batches
    set lease_until = ${believedUntil(LEASE_SECONDS)}, progress = ${JSON.stringify(progress)}::jsonb
    where batch_id = ${batchId} and run_id = ${runId} and state in ('checking', 'applying', 'undoing')
    returning cancel_requested`.execute(ctx.db);
  return rows[0] ?? null;
}

/** Lets others take the batch at once, in whatever state it is. */
export async function release(ctx: Ctx, batchId: number, runId: string): Promise<void> {
  await sql`
    update ingest.batches set lease_until = null, run_id = null
    where batch_id = ${batchId} and run_id = ${runId}`.execute(ctx.db);
}

/** Ends the leases of processes of this machine that are gone. */
export async function endLeasesOfTheDead(ctx: Ctx): Promise<void> {
  const { rows } = await sql<{ batch_id: number; run_id: string }>`
    select batch_id, run_id from ingest.batches
    where state in ('checking', 'applying', 'undoing') and not ${isOver('lease_until')}`.execute(ctx.db);
  for (const { batch_id, run_id } of rows) {
    const [host, pid] = run_id.split(' ');
    if (host === os.hostname() && !isAlive(Number(pid))) await release(ctx, batch_id, run_id);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
