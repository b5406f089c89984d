import { sql } from 'kysely';
import type { TimelineSource } from '#platform/fields.ts';

/** Segments a customer came into and left, on the customer's timeline. */
export const segmentsTimeline: TimelineSource = {
  kinds: ['segment.entered', 'segment.left'],
  list: async (ctx, customerId, before, limit) => {
    const { rows } = await sql<{ at: Date; segment_id: number; entered: boolean; name: string; cause: string }>`
      select m.moved_at as at, m.segment_id, m.entered, s.name, m.cause
      from segments.moves m join segments.segments s using (segment_id)
      where m.customer_id = ${customerId} ${before ? sql`and m.moved_at < ${before}` : sql``}
      order by m.moved_at desc, m.segment_id limit ${limit}`.execute(ctx.db);
    return rows.map(({ at, segment_id: segmentId, entered, name, cause }) => ({
      key: `segment-${segmentId}-${at.toISOString()}`,
      at,
      kind: entered ? 'segment.entered' : 'segment.left',
      detail: { segmentId, name, cause },
    }));
  },
};
