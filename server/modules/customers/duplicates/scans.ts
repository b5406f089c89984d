/** Looks through all customers: asking for one, and what the last one did. */
import { sql, type Updateable } from 'kysely';
import type { DB } from '#db/types.ts';
import type { Ctx } from '#platform/context.ts';
import { addJob } from '#platform/jobs.ts';
import type { DuplicateScan } from '../duplicates-contract.ts';

export const SCAN_JOB = 'customers.scan_duplicates';

/** In the background; one that waits already is enough. */
export async function requestScan(ctx: Ctx): Promise<void> {
  await addJob(ctx, SCAN_JOB, {}, { key: SCAN_JOB, queue: SCAN_JOB, maxAttempts: 5 });
}

/** For the schedule: the first look of a house that has customers, and one a week for how common names have become. */
export async function requestScanWhenDue(ctx: Ctx): Promise<void> {
  const last = await findScan(ctx);
  if (last && last.state !== 'failed' && ctx.now.getTime() - last.startedAt.getTime() < SCANNED_EVERY_MS) return;
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

/** A look that a crash cut short is not going on. */
export async function beginScan(ctx: Ctx): Promise<number> {
  await sql`update customers.duplicate_scans set state = 'failed' where state = 'running'`.execute(ctx.db);
  const { scan_id } = await ctx.db
    .insertInto('customers.duplicate_scans')
    .values({ state: 'running', phase: 'reading', started_at: ctx.now })
    .returning('scan_id')
    .executeTakeFirstOrThrow();
  return scan_id;
}

type ScanChange = Updateable<DB['customers.duplicate_scans']>;

export async function tellScan(ctx: Ctx, scanId: number, change: ScanChange): Promise<void> {
  await ctx.db.updateTable('customers.duplicate_scans').set(change).where('scan_id', '=', scanId).execute();
}

export const failScan = (ctx: Ctx, scanId: number, seconds: number): Promise<void> =>
  tellScan(ctx, scanId, { state: 'failed', seconds });
