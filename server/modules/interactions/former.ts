/**
 * Stays as they were before a file prolonged them, so that the import can be undone. An interaction is of the import that told
 * its stay last; what that one found lies under it, and so on down to whoever brought it.
 */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { currentBatch, isImporting } from '#platform/provenance.ts';

/** Of `incoming_events` that go on; before they are written. */
export async function keepFormerStays(ctx: Ctx): Promise<void> {
  if (!(await isImporting(ctx))) return;
  await sql`
    insert into interactions.former (customer_id, batch_id, event_id, former_batch_id, seconds)
    select i.customer_id, ${currentBatch}, i.event_id, i.batch_id, i.seconds
    from incoming_events e join interactions.interactions i using (customer_id, event_id)
    where e.outcome = 'known' and e.kind_id = i.kind_id and e.seconds > coalesce(i.seconds, -1)
      and i.batch_id is distinct from ${currentBatch}
    on conflict do nothing`.execute(ctx.db);
}

/** `going_events`: what the import brought (`stood` is false) or prolonged last, with the stay before and whose that was. */
export async function planEvents(ctx: Ctx, batchId: number): Promise<void> {
  await sql`drop table if exists pg_temp.going_events`.execute(ctx.db);
  await sql`
    create temp table going_events on commit drop as
    select i.customer_id, i.event_id, f.event_id is not null as stood, f.seconds, f.former_batch_id
    from interactions.interactions i
    left join interactions.former f on f.batch_id = ${batchId} and (f.customer_id, f.event_id) = (i.customer_id, i.event_id)
    where i.batch_id = ${batchId}`.execute(ctx.db);
  await sql`analyze going_events`.execute(ctx.db);
}

/** A later file that prolonged what this one wrote will give back what stood before this one, or is who brought it. */
export async function handDownStays(ctx: Ctx, batchId: number): Promise<void> {
  await sql`
    update interactions.former above set former_batch_id = own.former_batch_id, seconds = own.seconds
    from interactions.former own
    where above.former_batch_id = ${batchId} and own.batch_id = ${batchId}
      and (own.customer_id, own.event_id) = (above.customer_id, above.event_id)`.execute(ctx.db);
  await sql`
    delete from interactions.former where former_batch_id = ${batchId} or batch_id = ${batchId}`.execute(ctx.db);
}

/** Of interactions that are no more, because their time was over. */
export async function dropFormerStays(ctx: Ctx): Promise<void> {
  await sql`
    delete from interactions.former f where not exists (
      select from interactions.interactions i where (i.customer_id, i.event_id) = (f.customer_id, f.event_id))`.execute(
    ctx.db,
  );
}
