/** Sizes counted anew from the members themselves, where rows went without the statement that decides who is in. */
import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { addJob } from '#platform/jobs.ts';
import { dayOf } from '#shared/days.ts';
import { keepSize, lockMembers } from './membership.ts';

export const SIZES_JOB = 'segments.sizes';

/** A reaction: records that were merged or removed took their memberships with them. Asked for a thousand times, done once. */
export const requestSizes = (ctx: Ctx): Promise<void> => addJob(ctx, SIZES_JOB, {}, { key: SIZES_JOB });

export async function recountSizes(ctx: Ctx): Promise<void> {
  const { timeZone } = await getOrganisation(ctx);
  await inTransaction(ctx, async (ctx) => {
    await lockMembers(ctx);
    const { rows } = await sql<{ segment_id: number }>`
      update segments.states s set size = counted.size
      from (
        select segment_id, count(m.customer_id)::int as size
        from segments.states left join segments.members m using (segment_id) group by segment_id
      ) as counted
      where counted.segment_id = s.segment_id and s.size <> counted.size
      returning s.segment_id`.execute(ctx.db);
    for (const { segment_id } of rows)
      await keepSize(ctx, segment_id, dayOf(ctx.now, timeZone), { entered: 0, left: 0, seconds: null });
  });
}
