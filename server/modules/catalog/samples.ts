/** Products of the dry run as examples of what would become of them. After `checkStagedProducts`, in its transaction. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { ImportSample, ImportScope } from '#platform/importer.ts';

const OF_EACH = 5;

type Value = string | number | boolean | null;
type Example = Omit<ImportSample, 'changes'> & {
  before: Record<string, Value> | null;
  after: Record<string, Value>;
};

export async function sampleProducts(ctx: Ctx, { batchId }: ImportScope): Promise<ImportSample[]> {
  const { rows } = await sql<Example>`
    with told as (
      select s.row_no, n.name as label, n.sku,
        case when row_number() over (partition by n.sku order by s.row_no) > 1 then 'duplicate' else n.outcome end as outcome
      from catalog.staged_products s join next_products n on n.sku = coalesce(s.sku, s.name)
      where s.batch_id = ${batchId}
    )
    select t.outcome, t.row_no as "rowNo", t.label,
      (select to_jsonb(p) || jsonb_build_object('category', c.name)
       from catalog.products p left join catalog.categories c using (category_id) where p.sku = t.sku) as before,
      to_jsonb(n) as after
    from (select *, row_number() over (partition by outcome order by row_no) as place from told) t
    join next_products n using (sku)
    where place <= ${OF_EACH} order by t.outcome, t.row_no`.execute(ctx.db);
  return rows.map(({ before, after, ...row }) => ({
    ...row,
    changes: row.outcome === 'updated' && before ? differing(before, after) : [],
  }));
}

const FIELDS = {
  name: 'name',
  category: 'category',
  family: 'family',
  price_cents: 'priceCents',
  cost_cents: 'costCents',
  durable: 'durable',
  active: 'active',
} as const;

function differing(before: Record<string, Value>, after: Record<string, Value>): ImportSample['changes'] {
  return Object.entries(FIELDS)
    .filter(([column]) => before[column] !== after[column])
    .map(([column, field]) => ({ field, before: shown(column, before[column]), after: shown(column, after[column]) }));
}

function shown(column: string, value: Value | undefined): string | null {
  if (value === null || value === undefined) return null;
  return column.endsWith('_cents') ? (Number(value) / 100).toFixed(2) : String(value);
}
