/** Rows of the dry run as examples of what would become of them. After `checkStaged`, in its transaction. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { ImportSample, ImportScope } from '#platform/importer.ts';
import { conflicting } from './match-key.ts';
import { changedBeside } from './staged.ts';

const OF_EACH = 5;

type Example = { outcome: string; rowNo: number; label: string; customerId: number };

export async function sampleRows(ctx: Ctx, scope: ImportScope): Promise<ImportSample[]> {
  const { rows } = await sql<Example>`
    with told as (
      select s.row_no, m.customer_id, coalesce(s.name, s.external_id, s.phone, s.email, s.wechat_openid, s.wechat_unionid) as label,
        case
          when row_number() over (partition by m.customer_id order by m.ref_key) > 1 then 'duplicate'
          when m.created then 'created'
          when m.customer_id in (select customer_id from changed_customers union (${changedBeside})) then 'updated'
          else 'unchanged' end as outcome
      from customers.staged_customers s join matched_customers m on m.ref_key = lpad(s.row_no::text, 10, '0')
      where s.batch_id = ${scope.batchId}
      union all
      select s.row_no, m.customer_id, coalesce(s.name, s.external_id, s.phone, s.email), 'conflict'
      from (${conflicting}) as torn join matched_customers m using (ref_key)
      join customers.staged_customers s on m.ref_key = lpad(s.row_no::text, 10, '0') and s.batch_id = ${scope.batchId}
    )
    select outcome, row_no as "rowNo", coalesce(label, '') as label, customer_id as "customerId"
    from (select *, row_number() over (partition by outcome order by row_no) as place from told) as ranked
    where place <= ${OF_EACH} order by outcome, row_no`.execute(ctx.db);
  const changes = await changesOf(
    ctx,
    rows.filter(({ outcome }) => outcome === 'updated').map(({ customerId }) => customerId),
  );
  return rows.map(({ customerId, ...row }) => ({
    ...row,
    changes: row.outcome === 'updated' ? (changes.get(customerId) ?? []) : [],
  }));
}

/** By the fields of the importer where they are columns of the profile. */
async function changesOf(ctx: Ctx, customerIds: readonly number[]): Promise<Map<number, ImportSample['changes']>> {
  const { rows } = await sql<{ customerId: number; field: string; before: string | null; after: string | null }>`
    select c.customer_id as "customerId", said.key as field, to_jsonb(c) ->> said.key as before, changed ->> said.key as after
    from customers.customers c
    join (select customer_id, to_jsonb(n) - 'customer_id' as changed from changed_customers n) as next using (customer_id)
    cross join lateral jsonb_object_keys(changed) as said (key)
    where c.customer_id = any(${customerIds}::bigint[]) and changed ->> said.key is distinct from to_jsonb(c) ->> said.key
    union all
    select i.customer_id, 'custom.' || f.code,
      (select string_agg(coalesce(v.text_value, v.number_value::text, v.day_value::text, v.instant_value::text), '、' order by v.item)
       from customers.field_values v where (v.customer_id, v.field_id) = (i.customer_id, i.field_id)),
      string_agg(coalesce(i.text_value, i.number_value::text, i.day_value::text, i.instant_value::text), '、' order by i.item)
    from incoming_values i join customers.fields f using (field_id)
    where i.customer_id = any(${customerIds}::bigint[]) group by i.customer_id, i.field_id, f.code
    union all
    select i.customer_id, 'date.' || i.kind,
      (select min(concat_ws('-', d.year, d.month, d.day)) from customers.dates d
       where (d.customer_id, d.kind) = (i.customer_id, i.kind) and d.label is null),
      concat_ws('-', i.year, i.month, i.day)
    from incoming_dates i where i.customer_id = any(${customerIds}::bigint[])
    union all
    select customer_id, 'tags', null, string_agg(name, '、' order by name) from incoming_tags
    where customer_id = any(${customerIds}::bigint[]) group by customer_id`.execute(ctx.db);
  const differing = rows
    .filter(({ before, after }) => before !== after)
    .map(({ field, ...row }) => ({ ...row, field: field === 'store_id' ? 'store' : camel(field) }));
  return new Map(
    [...Map.groupBy(differing, (row) => row.customerId)].map(([customerId, those]) => [
      customerId,
      those.map(({ field, before, after }) => ({ field, before, after })),
    ]),
  );
}

const camel = (column: string): string => column.replace(/_([a-z])/g, (_whole, letter: string) => letter.toUpperCase());
