/** Looks through all customers: asking for one, and what the last one did. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { addJob } from '#platform/jobs.ts';
import { findModel } from './stored-model.ts';
import type { DuplicateScan } from '../duplicates-contract.ts';

export const SCAN_JOB = 'customers.scan_duplicates';

/** In the background; one that waits already is enough. */
export async function requestScan(ctx: Ctx): Promise<void> {
  await addJob(ctx, SCAN_JOB, {}, { key: SCAN_JOB, queue: SCAN_JOB, maxAttempts: 5 });
}

/**
 * For the schedule: the first look of a house that has customers, one after an upgrade that compares differently, and one a
 * week for how common names have become.
 */
export async function requestScanWhenDue(ctx: Ctx): Promise<void> {
  const last = await findScan(ctx);
  const recent = last !== null && ctx.now.getTime() - last.startedAt.getTime() < SCANNED_EVERY_MS;
  if (recent && (last.state === 'running' || (last.state === 'done' && (await findModel(ctx))))) return;
  const { rows } = await sql`select from customers.customers offset 1 limit 1`.execute(ctx.db);
  if (rows.length > 0) await requestScan(ctx);
}

const SCANNED_EVERY_MS = 7 * 86_400_000;

export async function findScan(ctx: Ctx): Promise<DuplicateScan | null> {
  const row = await ctx.db
    .selectFrom('customers.duplicate_scans')
    .selectAll()
    .orderBy('scan_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) return null;
  return {
    scanId: row.scan_id,
    state: row.state as DuplicateScan['state'],
    phase: row.phase,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    customers: row.customers,
    done: row.done,
    candidates: row.candidates,
    pairs: row.pairs,
    groups: row.groups,
    seconds: row.seconds,
  };
}

export async function isScanWaiting(ctx: Ctx): Promise<boolean> {
  const { rows } = await sql`
    select from graphile_worker.jobs where task_identifier = ${SCAN_JOB} and locked_at is null limit 1`.execute(ctx.db);
  return rows.length > 0;
}
