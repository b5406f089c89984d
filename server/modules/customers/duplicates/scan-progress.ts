/**
 * How far a look through all customers has come. It is kept with each page, in the page's transaction, so that a look that
 * was cut short (the server stopped, the database went away) goes on where it was, whoever runs it next.
 */
import { isDeepStrictEqual } from 'node:util';
import { sql, type Updateable } from 'kysely';
import type { LinkageModel } from '#analytics/record-linkage.ts';
import type { DB } from '#db/types.ts';
import type { Ctx } from '#platform/context.ts';
import { startStopwatch } from '#platform/stopwatch.ts';
import type { DuplicateSettings } from '../duplicates-contract.ts';
import type { LinkageFieldCode } from './comparison.ts';

export const SCAN_PHASES = ['reading', 'counting', 'keys', 'pairing', 'fitting', 'judging', 'grouping'] as const;
export type ScanPhase = (typeof SCAN_PHASES)[number];

export type ScanProgress = {
  phase: ScanPhase;
  /** The customer read last, or the last pair judged. */
  after: number;
  afterOther: number;
  /** Read, or judged, in this phase. */
  done: number;
  records: number;
  totals: Partial<Record<LinkageFieldCode, number>>;
  candidates: number;
  model: LinkageModel | null;
  settings: DuplicateSettings;
  resumed: number;
};

export type Scan = {
  readonly scanId: number;
  readonly startedAt: Date;
  /** Worked on it so far, over all runs. */
  readonly seconds: () => number;
  progress: ScanProgress;
};

const AT_THE_BEGINNING = {
  phase: 'reading',
  after: 0,
  afterOther: 0,
  done: 0,
  records: 0,
  totals: {},
  candidates: 0,
  model: null,
  resumed: 0,
} as const satisfies Partial<ScanProgress>;

/** Customers change: what was counted longer ago is counted anew. */
const RESUMED_WITHIN_MS = 86_400_000;
/** What fails again and again on the same page may not fail from the beginning. */
const MOST_RESUMED = 4;

/** The last look where it was cut short, or a new one. */
export async function openScan(ctx: Ctx, settings: DuplicateSettings): Promise<Scan> {
  const working = startStopwatch();
  const cut = await ctx.db
    .selectFrom('customers.duplicate_scans')
    .selectAll()
    .where(sql<boolean>`scan_id = (select max(scan_id) from customers.duplicate_scans) and state <> 'done'`)
    .executeTakeFirst();
  const progress = cut && (await goingOn(ctx, cut.scan_id, cut.progress as ScanProgress | null));
  const fits =
    progress &&
    isDeepStrictEqual(progress.settings, settings) &&
    ctx.now.getTime() - cut.started_at.getTime() < RESUMED_WITHIN_MS;
  await sql`update customers.duplicate_scans set state = 'failed' where state = 'running'`.execute(ctx.db);
  if (fits) {
    const scan = {
      scanId: cut.scan_id,
      startedAt: cut.started_at,
      seconds: () => cut.seconds + working(),
      progress: { ...progress, resumed: progress.resumed + 1 },
    };
    await mark(ctx, scan.scanId);
    await keepProgress(ctx, scan, {}, { state: 'running' });
    return scan;
  }
  const begun: ScanProgress = { ...AT_THE_BEGINNING, settings };
  await sql`truncate customers.scanned_facts, customers.scanned_pairs, customers.scan_marks`.execute(ctx.db);
  const { scan_id: scanId } = await ctx.db
    .insertInto('customers.duplicate_scans')
    .values({ state: 'running', phase: 'reading', started_at: ctx.now, progress: JSON.stringify(begun) })
    .returning('scan_id')
    .executeTakeFirstOrThrow();
  await mark(ctx, scanId);
  return { scanId, startedAt: ctx.now, seconds: working, progress: begun };
}

const mark = (ctx: Ctx, scanId: number) =>
  sql`insert into customers.scan_marks (scan_id) values (${scanId}) on conflict do nothing`.execute(ctx.db);

/** After a crash of the database facts and pairs are gone, and what was made of them still stands. */
async function goingOn(ctx: Ctx, scanId: number, progress: ScanProgress | null): Promise<ScanProgress | null> {
  if (!progress || progress.resumed >= MOST_RESUMED) return null;
  const { rows } = await sql`select from customers.scan_marks where scan_id = ${scanId}`.execute(ctx.db);
  if (rows.length > 0 || progress.phase === 'keys' || progress.phase === 'grouping') return progress;
  if (progress.phase === 'reading' || progress.phase === 'counting') return null;
  return { ...progress, phase: 'pairing' };
}

/** In the transaction of what was done. */
export async function keepProgress(
  ctx: Ctx,
  scan: Scan,
  change: Partial<ScanProgress>,
  told: Updateable<DB['customers.duplicate_scans']> = {},
): Promise<void> {
  const progress = { ...scan.progress, ...change };
  await ctx.db
    .updateTable('customers.duplicate_scans')
    .set({
      phase: progress.phase,
      customers: progress.records,
      done: progress.done,
      candidates: progress.candidates,
      seconds: scan.seconds(),
      progress: JSON.stringify(progress),
      ...told,
    })
    .where('scan_id', '=', scan.scanId)
    .execute();
  scan.progress = progress;
}

export async function failScan(ctx: Ctx, { scanId, seconds }: Scan): Promise<void> {
  await ctx.db
    .updateTable('customers.duplicate_scans')
    .set({ state: 'failed', seconds: seconds() })
    .where('scan_id', '=', scanId)
    .execute();
}

/** Nothing is left of what was only on its way. */
export async function finishScan(ctx: Ctx, scan: Scan, told: { pairs: number; groups: number }): Promise<void> {
  const seconds = scan.seconds();
  await keepProgress(
    ctx,
    scan,
    {},
    {
      ...told,
      state: 'done',
      phase: 'done',
      seconds,
      finished_at: new Date(scan.startedAt.getTime() + seconds * 1_000),
      progress: null,
    },
  );
}
