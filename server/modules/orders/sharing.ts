/**
 * Amounts of a whole order, told once for all its lines or over again on each of them. Where each line is worth something by
 * itself (its own amount, else quantity × price) that stands, and what the order cost less is a discount, shared out by worth; what
 * it cost more is postage or tax, and no goods. Where lines do not say, the order's amount is shared out evenly. To the cent: what
 * is left over goes to the lines whose shares were cut the most. See docs/adr/0220.
 */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { ImportScope } from '#platform/importer.ts';
import type { StagedProblem } from './staged.ts';

/** Of the staged lines, behind `STAGED_COLUMNS`: what the line says by itself, and what is said of its order. */
export const SHARED_COLUMNS = ['own_cents', 'order_amount_cents', 'order_paid_cents', 'order_discount_cents'] as const;

/** What the file tells beside: whether a line's worth is exact (a price without a quantity is not), and its own discount. */
export type Told = { worth: boolean; discount: boolean };

/**
 * Orders whose rows differ in an amount told it line by line, and orders that give back some goods while selling others cannot be
 * shared: their lines stay as their rows say. Cost: a few sorts of the staged rows, and a write of those that change.
 */
export async function shareOut(ctx: Ctx, { batchId }: ImportScope, told: Told): Promise<void> {
  await sql`
    with lines as (
      select row_no, order_ref, quantity, own_cents, order_amount_cents as amount, order_paid_cents as paid,
        order_discount_cents as discount
      from orders.staged_lines where batch_id = ${batchId}
    ), told as (
      select order_ref, max(amount) as amount, max(paid) as paid, abs(max(discount)) as discount,
        bool_and(own_cents is not null) as known, abs(sum(own_cents)) as worth, sum(abs(quantity)) as pieces,
        min(amount) is not distinct from max(amount) and min(paid) is not distinct from max(paid)
          and min(discount) is not distinct from max(discount) as agreed,
        bool_or(quantity < 0) as returns, bool_or(quantity > 0) as sells
      from lines group by order_ref having num_nonnulls(max(amount), max(paid), max(discount)) > 0
    ), orders as (
      select order_ref, known, returns or coalesce(amount, paid) < 0 as gives_back, ${totalOf(told)} as total, ${offOf(told)} as off
      from told where agreed and not (returns and sells)
    ), weighed as (
      select l.row_no, order_ref, l.own_cents, known, gives_back, total, off,
        case when known then abs(l.own_cents) else 1 end as weight
      from lines l join orders using (order_ref)
    ), shares as (
      select *, case when sum(weight) over lines > 0 then weight::numeric / sum(weight) over lines
        else 1.0 / count(*) over lines end as part
      from weighed window lines as (partition by order_ref)
    ), cut as (
      select *, floor(total * part) as total_floor, floor(off * part) as off_floor from shares
    ), whole as (
      select row_no, known, gives_back, own_cents,
        total_floor + (row_number() over (partition by order_ref order by total * part - total_floor desc, row_no)
          <= total - sum(total_floor) over (partition by order_ref))::int as total_share,
        off_floor + (row_number() over (partition by order_ref order by off * part - off_floor desc, row_no)
          <= off - sum(off_floor) over (partition by order_ref))::int as off_share
      from cut
    )
    update orders.staged_lines s set
      quantity = case when w.gives_back then -abs(s.quantity) else s.quantity end,
      amount_cents = case when w.gives_back then -w.line_cents else w.line_cents end,
      discount_cents = coalesce(w.off_share, s.discount_cents),
      unit_price_cents = case
        when w.known then s.unit_price_cents
        when s.quantity = 0 then 0
        else round(w.line_cents / abs(s.quantity))
      end
    from (select *, coalesce(total_share, abs(own_cents)) as line_cents from whole) w
    where s.batch_id = ${batchId} and s.row_no = w.row_no and (
      abs(s.amount_cents) <> w.line_cents or w.gives_back and s.quantity > 0
      or s.discount_cents is distinct from coalesce(w.off_share, s.discount_cents))`.execute(ctx.db);
}

/** What the lines must add up to, null where their own worth stands. Prices are rounded: a cent a piece more is no postage. */
const totalOf = ({ worth }: Told) => sql`case
  when not known then coalesce(abs(amount), abs(paid) + coalesce(discount, 0))
  when ${SAID} > worth and (not ${worth}::boolean or ${SAID} - worth <= pieces) then ${SAID}
end`;

const SAID = sql`coalesce(abs(paid) + coalesce(discount, 0), abs(amount))`;

/** What is taken off all lines together, null where each line says it by itself. */
const offOf = ({ discount }: Told) =>
  discount
    ? sql`null::bigint`
    : sql`case
        when not known then coalesce(discount, greatest(abs(amount) - abs(paid), 0), 0)
        when paid is not null then greatest(coalesce(discount, 0), worth - abs(paid))
        else coalesce(discount, greatest(worth - abs(amount), 0))
      end`;

/** Lines of orders of which no row says an amount. */
export async function findWorthless(ctx: Ctx, { batchId }: ImportScope): Promise<StagedProblem[]> {
  const { rows } = await sql<StagedProblem>`
    with worthless as (
      select order_ref from orders.staged_lines where batch_id = ${batchId} group by order_ref
      having num_nonnulls(max(order_amount_cents), max(order_paid_cents)) = 0 and bool_or(own_cents is null)
    )
    select row_no as "rowNo", 'amount' as field, 'orders.no_amount' as code, null as detail
    from orders.staged_lines join worthless using (order_ref)
    where batch_id = ${batchId} and own_cents is null order by row_no`.execute(ctx.db);
  return rows;
}
