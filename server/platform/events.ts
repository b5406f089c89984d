import { sql } from 'kysely';
import type { Ctx } from './context.ts';
import { addJob } from './jobs.ts';

/** Every event of the house. Past tense, ids in the plural; payloads carry ids only, never personal data. */
export type EventName =
  | 'customers.recorded'
  | 'customers.merged'
  | 'customers.removed'
  | 'orders.recorded'
  | 'interactions.recorded'
  | 'organisation.rezoned'
  | 'scores.swept'
  | 'segments.entered'
  | 'segments.left'
  | 'tasks.closed';

/** Big enough to amortise a job, small enough that a retry is cheap. */
const CUSTOMERS_PER_JOB = 2_000;

/**
 * Says that something happened, in the transaction in which it happened: the reactions listed in `flow.ts` run if and
 * only if that transaction commits. Reactions recompute, so hearing an event twice does no harm.
 */
export async function emit(ctx: Ctx, name: EventName, customerIds: readonly number[]): Promise<void> {
  const unique = [...new Set(customerIds)];
  for (let from = 0; from < unique.length; from += CUSTOMERS_PER_JOB) {
    await addJob(ctx, name, { customerIds: unique.slice(from, from + CUSTOMERS_PER_JOB) });
  }
}

/** Like `emit`, for what concerns everybody. */
export function emitForAll(ctx: Ctx, name: EventName): Promise<void> {
  return addJob(ctx, name, { customerIds: [] }, { key: name });
}

/** Like `emit`, for customers selected in the database: no id travels through this process. */
export async function emitFor(ctx: Ctx, name: EventName, customerIds: ReturnType<typeof sql>): Promise<void> {
  await emitWith(ctx, name, {}, customerIds);
}

/** Like `emitFor`, about one segment. */
export async function emitSegment(
  ctx: Ctx,
  name: 'segments.entered' | 'segments.left',
  segmentId: number,
  customerIds: ReturnType<typeof sql>,
): Promise<void> {
  await emitWith(ctx, name, { segmentId }, customerIds);
}

async function emitWith(ctx: Ctx, name: EventName, about: object, customerIds: ReturnType<typeof sql>): Promise<void> {
  await sql`
    select graphile_worker.add_job(${name},
      (${JSON.stringify(about)}::jsonb || jsonb_build_object('customerIds', jsonb_agg(customer_id)))::json)
    from (select customer_id, (row_number() over (order by customer_id) - 1) / ${CUSTOMERS_PER_JOB} as part
          from (${customerIds}) as touched (customer_id)) as numbered
    group by part`.execute(ctx.db);
}
