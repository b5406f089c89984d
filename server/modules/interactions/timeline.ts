import { sql } from 'kysely';
import type { TimelineItem, TimelineSource } from '#platform/fields.ts';

/** What kinds are called on the timeline; the organisation's own ones come together as `interaction.other`. */
const NAMED: Readonly<Record<string, string>> = {
  note: 'interaction.note',
  call: 'interaction.call',
  visit: 'interaction.visit',
  message: 'interaction.message',
  complaint: 'interaction.complaint',
  add_to_cart: 'interaction.cart',
  cart_abandoned: 'interaction.cart',
};
const OTHER = 'interaction.other';

const timelineKind = (code: string): string => NAMED[code] ?? OTHER;

type Row = {
  event_id: string;
  happened_at: Date;
  code: string;
  name_zh: string;
  name_en: string;
  seconds: number | null;
  inbound: boolean | null;
  actor_id: string | null;
  actor_name: string | null;
  page: string | null;
  content: string | null;
  detail: Record<string, unknown> | null;
};

/**
 * Interactions told one by one. Each kind's newest are found by the index and the newest of all are taken: the cost is a
 * page per kind, however much there is of another.
 */
export const interactionTimeline: TimelineSource = {
  kinds: [...new Set([...Object.values(NAMED), OTHER])],
  list: async (ctx, customerId, before, limit, kinds) => {
    const others = !kinds || kinds.has(OTHER);
    const wanted = Object.keys(NAMED).filter((code) => !kinds || kinds.has(timelineKind(code)));
    const { rows } = await sql<Row>`
      select i.event_id, i.happened_at, k.code, k.name_zh, k.name_en, i.seconds, i.inbound, i.actor_id, u.name as actor_name,
        i.page, i.content, i.detail
      from interactions.kinds k
      cross join lateral (
        select * from interactions.interactions i
        where i.customer_id = ${customerId} and i.kind_id = k.kind_id and i.happened_at <= ${ctx.now}
          ${before ? sql`and i.happened_at < ${before}` : sql``}
        order by i.happened_at desc limit ${limit}
      ) as i
      left join access.users u on u.id = i.actor_id
      where k.shown = 'single'
        and (k.code = any(${wanted}::text[]) ${others ? sql`or k.code <> all(${Object.keys(NAMED)}::text[])` : sql``})
      order by i.happened_at desc, i.event_id limit ${limit}`.execute(ctx.db);
    return rows.map(itemOf);
  },
};

function itemOf(row: Row): TimelineItem {
  const detail = {
    ...row.detail,
    interactionId: row.event_id,
    code: row.code,
    names: { zh: row.name_zh, en: row.name_en },
    seconds: row.seconds,
    direction: row.inbound === null ? null : row.inbound ? 'in' : 'out',
    actorId: row.actor_id,
    actorName: row.actor_name,
    page: row.page,
    content: row.content,
  };
  return { key: `interaction-${row.event_id}`, at: row.happened_at, kind: timelineKind(row.code), detail };
}
