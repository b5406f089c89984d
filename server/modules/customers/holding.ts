import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { ConflictError } from '#platform/errors.ts';

/** Any constant. */
const WHO_IS_WHO = 2_026_030_117;

/**
 * Keeps everybody who they are until the transaction ends: no customer is merged, taken apart or erased meanwhile. For
 * whoever finds a customer and then writes rows of that id. Writers do not wait for each other.
 */
export async function holdCustomers(ctx: Ctx): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${WHO_IS_WHO}::bigint)`.execute(ctx.db);
}

/** Writers behind somebody who waits have to wait too: never longer than this. */
const WAIT_MS = 250;
const PAUSE_MS = 500;
/** Fifteen seconds in all: more than any call takes, less than the import of a great file. */
const LOOKS = 20;

/**
 * Does what changes which customers there are, while nobody holds them. Waits in short looks, so that it never keeps
 * writers up behind a long import, and gives up when that does not end. In a transaction already open there is one look.
 */
export async function alone<Result>(ctx: Ctx, work: (ctx: Ctx) => Promise<Result>): Promise<Result> {
  if (ctx.db.isTransaction) {
    await sql`select pg_advisory_xact_lock(${WHO_IS_WHO}::bigint)`.execute(ctx.db);
    return work(ctx);
  }
  for (let look = 0; look < LOOKS; look += 1) {
    if (look > 0) await sleep(PAUSE_MS);
    const result = await inTransaction(ctx, async (ctx) => ((await isFree(ctx)) ? { done: await work(ctx) } : null));
    if (result) return result.done;
  }
  throw busy();
}

const busy = () =>
  new ConflictError(
    'customers.busy',
    'An import or a recomputation of everybody is being written just now; try again when it has ended.',
  );

/**
 * The same within a transaction that may hold customers itself and has work behind it that should not be thrown away: looks
 * longer each time, for what follows an import holds customers again and again for seconds. Two at once would wait for
 * each other, so callers keep others of their kind out first.
 */
export async function aloneFromHere(ctx: Ctx): Promise<void> {
  for (let waitMs = WAIT_MS; waitMs <= LONGEST_WAIT_MS; waitMs *= 2) {
    if (await isFree(ctx, waitMs)) return;
    await sleep(PAUSE_MS);
  }
  throw busy();
}

const LONGEST_WAIT_MS = 8_000;

async function isFree(ctx: Ctx, waitMs = WAIT_MS): Promise<boolean> {
  await sql`set local lock_timeout = ${sql.lit(`${waitMs}ms`)}`.execute(ctx.db);
  await sql`savepoint looking`.execute(ctx.db);
  try {
    await sql`select pg_advisory_xact_lock(${WHO_IS_WHO}::bigint)`.execute(ctx.db);
    await sql`set local lock_timeout = default`.execute(ctx.db);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
    await sql`rollback to savepoint looking`.execute(ctx.db);
    return false;
  }
}

const LOCK_NOT_AVAILABLE = '55P03';
