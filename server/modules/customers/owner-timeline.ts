import { sql } from 'kysely';
import type { TimelineSource } from '#platform/fields.ts';

/** Who looked after the customer from when on; people by the names they have now. */
export const ownerTimeline: TimelineSource = {
  kinds: ['owner'],
  list: async (ctx, customerId, before, limit) => {
    const { rows } = await sql<{
      key: string;
      at: Date;
      from: string | null;
      to: string | null;
      by: string | null;
      reason: string | null;
    }>`
      select 'owner-' || change_id as key, at, f.name as from, t.name as to, by_name as by, reason
      from customers.owner_changes o
      left join access.users f on f.id = o.from_id
      left join access.users t on t.id = o.to_id
      where customer_id = ${customerId} and at < ${before ?? 'infinity'}
      order by at desc, change_id desc limit ${limit}`.execute(ctx.db);
    return rows.map(({ key, at, ...detail }) => ({ key, at, kind: 'owner', detail }));
  },
};
