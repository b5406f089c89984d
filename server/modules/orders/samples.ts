/** Orders of the dry run as examples of what would become of them. After `checkStagedOrders`, in its transaction. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { ImportSample } from '#platform/importer.ts';

const OF_EACH = 5;

type Example = { outcome: string; rowNo: number; label: string; before: number | null; after: number };

export async function sampleOrders(ctx: Ctx): Promise<ImportSample[]> {
  const { rows } = await sql<Example>`
    select i.outcome, i.first_row as "rowNo", i.order_ref as label, o.gross_cents - o.returned_cents as before,
      i.gross_cents - i.returned_cents as after
    from (select *, row_number() over (partition by outcome order by first_row) as place from incoming_orders) i
    left join orders.orders o on (o.customer_id, o.order_id) = (i.stored_customer_id, i.order_id)
    where i.place <= ${OF_EACH} order by i.outcome, i.first_row`.execute(ctx.db);
  return rows.map(({ before, after, ...row }) => ({
    ...row,
    changes:
      row.outcome === 'updated' && before !== after
        ? [{ field: 'amount', before: before === null ? null : yuan(before), after: yuan(after) }]
        : [],
  }));
}

const yuan = (cents: number): string => (cents / 100).toFixed(2);
