import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { TimelineItem, TimelineSource } from '#platform/fields.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import type * as contract from './contract.ts';
import { getCustomer } from './customers.ts';

/** When the customer became one. */
export const ownTimeline: TimelineSource = {
  kinds: ['registered'],
  list: async (ctx, customerId, before) => {
    const { rows } = await sql<{ registered_at: Date; channel: string | null; store: string | null }>`
      select registered_at, channel, s.name as store
      from customers.customers c left join access.stores s using (store_id)
      where customer_id = ${customerId} and registered_at < ${before ?? 'infinity'}`.execute(ctx.db);
    return rows.map(({ registered_at: at, ...detail }) => ({ key: 'registered', at, kind: 'registered', detail }));
  },
};

/** Everything that happened with one customer, newest first, from all modules that know of something. */
export async function listTimeline(
  ctx: Ctx,
  sources: readonly TimelineSource[],
  customerId: number,
  query: QueryOf<typeof contract.listTimeline>,
): Promise<AnswerOf<typeof contract.listTimeline>> {
  await getCustomer(ctx, customerId);
  const cursor = query.after ? decodeCursor(query.after, 2) : null;
  const after = cursor ? { at: new Date(String(cursor[0])), key: String(cursor[1]) } : null;
  const kinds = new Set(query.kinds?.split(',').filter(Boolean) ?? sources.flatMap((source) => source.kinds));
  const asked = sources.filter((source) => source.kinds.some((kind) => kinds.has(kind)));
  const found = await mergeSources(ctx, asked, kinds, customerId, after, query.limit + 1);
  const rows = found.slice(0, query.limit);
  const last = rows.at(-1);
  return {
    rows,
    next: found.length > query.limit && last ? encodeCursor([last.at.toISOString(), last.key]) : null,
    kinds: sources.flatMap((source) => source.kinds),
  };
}

type Point = Pick<TimelineItem, 'at' | 'key'>;

const newestFirst = (a: Point, b: Point): number =>
  b.at.getTime() - a.at.getTime() || (a.key < b.key ? 1 : a.key > b.key ? -1 : 0);

/**
 * Asks each source for as many as the page may need. A source that has more to give is trusted only down to the moment
 * before its last item, since others of that very moment may be missing; when too little is sure, twice as many are asked.
 */
async function mergeSources(
  ctx: Ctx,
  sources: readonly TimelineSource[],
  kinds: ReadonlySet<string>,
  customerId: number,
  after: Point | null,
  wanted: number,
): Promise<TimelineItem[]> {
  const before = after && new Date(after.at.getTime() + 1);
  for (let limit = wanted + 1; ; limit *= 2) {
    const lists = await Promise.all(sources.map((source) => source.list(ctx, customerId, before, limit, kinds)));
    const cut = lists.filter((list) => list.length >= limit).map((list) => list.at(-1)?.at.getTime() ?? 0);
    const sureAfter = Math.max(-Infinity, ...cut);
    const sure = lists
      .flat()
      .filter((item) => item.at.getTime() > sureAfter && kinds.has(item.kind))
      .filter((item) => after === null || newestFirst(after, item) < 0)
      .toSorted(newestFirst);
    if (sure.length >= wanted || cut.length === 0) return sure.slice(0, wanted);
  }
}
