/**
 * Finds batches that nobody works on although they are not through: after a crash, a power cut, a kill. Run when a
 * worker starts and once a minute; on an idle house it is one look into an index that holds unfinished batches only.
 */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { isOver } from '#platform/liveness.ts';
import { addRunJob } from './batches.ts';
import { endLeasesOfTheDead } from './lease.ts';

/** A batch that takes its process down each time must not do so for ever. */
const MOST_CLAIMS = 100;
/** Checked batches that nobody applied hold rows in the staging tables. */
const FORGOTTEN_AFTER_DAYS = 7;

export async function resumeBatches(ctx: Ctx): Promise<number> {
  await endLeasesOfTheDead(ctx);
  await sql`
    update ingest.batches set state = 'failed', finished_at = ${ctx.now}, run_id = null, lease_until = null,
      error = '{"code": "ingest.gave_up", "detail": "This import was taken up again and again and never ended."}'
    where state in ('checking', 'applying') and claims >= ${MOST_CLAIMS}
      and ${isOver('lease_until')}`.execute(ctx.db);
  await sql`
    update ingest.batches set state = 'done', run_id = null, lease_until = null,
      error = '{"code": "ingest.gave_up", "detail": "Undoing was taken up again and again and never ended."}'
    where state = 'undoing' and claims >= ${MOST_CLAIMS} and ${isOver('lease_until')}`.execute(ctx.db);
  await sql`
    update ingest.batches set state = 'cancelled', finished_at = ${ctx.now}
    where state = 'checked' and created_at < ${ctx.now}::timestamptz - make_interval(days => ${FORGOTTEN_AFTER_DAYS})`.execute(
    ctx.db,
  );
  const { rows } = await sql<{ batch_id: number }>`
    select batch_id from ingest.batches
    where state in ('checking', 'applying', 'undoing') and ${isOver('lease_until')}
    order by batch_id`.execute(ctx.db);
  for (const { batch_id } of rows) await addRunJob(ctx, batch_id);
  return rows.length;
}
