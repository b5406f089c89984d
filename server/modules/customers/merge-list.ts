import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { TimelineSource } from '#platform/fields.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import type * as contract from './merge-contract.ts';
import type { MergeEntry } from './merge-contract.ts';
import { visibleCustomers } from './scope.ts';

/** Merges whose customer the actor may know of today. */
export async function listMerges(
  ctx: Ctx,
  query: QueryOf<typeof contract.listMerges>,
): Promise<AnswerOf<typeof contract.listMerges>> {
  const cursor = query.after ? decodeCursor(query.after, 1) : null;
  const of = query.customerId
    ? sql`and m.merge_id in (
        select merge_id from customers.tombstones where customer_id = ${query.customerId}
        union select merge_id from customers.merges where into_id = ${query.customerId} or merged_id = ${query.customerId})`
    : sql``;
  const { rows: found } = await sql<MergeEntry>`
    select m.merge_id as "mergeId", min(m.merged_at) as "mergedAt", min(m.merged_by_name) as "mergedByName",
      min(m.rule) as rule, (array_agg(m.moved))[1] as moved,
      (array_agg(json_build_object('customerId', m.into_id, 'code', coalesce(c.code, t.code, ''), 'name', c.name)))[1]
        as survivor,
      json_agg(json_build_object('customerId', m.merged_id, 'code', coalesce(own.code, gone.code, ''),
        'name', coalesce(own.name, p.image ->> 'name'), 'undoneAt', m.undone_at, 'undoneByName', m.undone_by_name,
        'undoable', p.origin_id is not null) order by m.merged_id) as records
    from customers.merges m
    left join customers.tombstones t on t.merged_id = m.into_id
    join customers.customers c on c.customer_id = coalesce(t.customer_id, m.into_id)
    left join customers.customers own on own.customer_id = m.merged_id
    left join customers.tombstones gone on gone.merged_id = m.merged_id
    left join customers.merged_profiles p on gone.merge_id = m.merge_id and p.customer_id = gone.customer_id
      and p.origin_id = m.merged_id
    where ${visibleCustomers(ctx)} ${of} ${cursor ? sql`and m.merge_id < ${Number(cursor[0])}` : sql``}
    group by m.merge_id order by m.merge_id desc limit ${query.limit + 1}`.execute(ctx.db);
  const rows = found.slice(0, query.limit);
  const last = rows.at(-1);
  return {
    rows: rows.map((row) => ({ ...row, records: row.records.map(dated) })),
    next: found.length > query.limit && last ? encodeCursor([last.mergeId]) : null,
  };
}

/** JSON carries moments as text. */
const dated = (record: MergeEntry['records'][number]) => ({
  ...record,
  undoneAt: record.undoneAt && new Date(record.undoneAt),
});

/** When records became this customer, and when one became its own again. */
export const mergeTimeline: TimelineSource = {
  kinds: ['merged', 'unmerged'],
  list: async (ctx, customerId, before, limit) => {
    const { rows } = await sql<{ key: string; at: Date; kind: string; detail: Record<string, unknown> }>`
      with mine as (
        select m.*, coalesce(own.code, gone.code, '') as code
        from customers.merges m
        left join customers.customers own on own.customer_id = m.merged_id
        left join customers.tombstones gone on gone.merged_id = m.merged_id
        where m.into_id = ${customerId} or m.merged_id = ${customerId} or (m.undone_at is null and m.merged_id in (
          select merged_id from customers.tombstones where customer_id = ${customerId}))
      )
      select * from (
        select 'merge-' || merge_id || '-' || merged_id as key, merged_at as at, 'merged' as kind,
          json_build_object('mergeId', merge_id, 'customerId', merged_id, 'intoId', into_id, 'code', code,
            'by', merged_by_name) as detail
        from mine
        union all
        select 'unmerge-' || merge_id || '-' || merged_id, undone_at, 'unmerged',
          json_build_object('mergeId', merge_id, 'customerId', merged_id, 'intoId', into_id, 'code', code,
            'by', undone_by_name)
        from mine where undone_at is not null
      ) as entries
      where at < ${before ?? 'infinity'} order by at desc, key desc limit ${limit}`.execute(ctx.db);
    return rows;
  },
};
