import { sql } from 'kysely';
import { fillSearchKeys } from '#modules/customers/index.ts';
import { refreshAllRollups } from '#modules/orders/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { withoutIndexes } from './without-indexes.ts';

/**
 * Customers with totals and scores as the product would have written them, without their orders: what the list reads.
 * Judgements follow from the totals, so that filters and sorts depend on each other as in a real house: the lost are at
 * the far end of the last orders, the best at the near end of the money.
 */
export async function fillCustomers(ctx: Ctx, customers: number): Promise<void> {
  await fillProfiles(ctx, customers);
  await fillTotals(ctx);
  await fillScores(ctx);
  await sql`vacuum analyze customers.customers, customers.identities, orders.rollups, scoring.scores`.execute(ctx.db);
  await fillSearchKeys(ctx);
  await sql`vacuum analyze customers.search_keys`.execute(ctx.db);
}

/** Who they are, and by what they are known. */
export async function fillProfiles(ctx: Ctx, customers: number): Promise<void> {
  await sql`insert into access.users (id, name, email, role)
    select 'owner-' || n, '经理 ' || n, 'owner' || n || '@example.com', 'account_manager' from generate_series(1, 40) n`.execute(
    ctx.db,
  );
  await sql`insert into access.stores (code, name) select 'S' || n, '门店 ' || n from generate_series(1, 30) n`.execute(
    ctx.db,
  );
  await sql`select setseed(0.42)`.execute(ctx.db);
  await sql`
    insert into customers.customers (customer_id, code, name, phone, gender, birthday, city, channel, store_id, owner_id,
      registered_at, created_at, updated_at)
    select n, 'M' || lpad(n::text, 8, '0'),
      substr('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗', 1 + (random() * 19)::int, 1) ||
        chr(19968 + (random() * 6000)::int) || case when random() < 0.7 then chr(19968 + (random() * 6000)::int) else '' end,
      '+86134' || lpad((94000000 + n)::text, 8, '0'),
      case when random() < 0.7 then 'female' else 'male' end, date '1960-01-01' + (random() * 16000)::int,
      '城市' || (random() ^ 3 * 120)::int, (array['门店', '天猫', '小程序', '抖音'])[1 + (random() * 3)::int],
      1 + (random() ^ 2 * 29)::int, case when random() < 0.02 then 'owner-' || (1 + (random() * 39)::int) end,
      ${ctx.now}::timestamptz - random() ^ 0.7 * interval '1500 days', ${ctx.now}, ${ctx.now}
    from generate_series(1, ${customers}::int) n`.execute(ctx.db);
  await sql`
    insert into customers.identities (kind, namespace, value, customer_id, original, added_at)
    select 'external', 'file', code, customer_id, code, created_at from customers.customers
    union all
    select 'phone', '', phone, customer_id, phone, created_at from customers.customers`.execute(ctx.db);
  await sql`select setval('customers.customers_customer_id_seq', ${customers})`.execute(ctx.db);
}

/** One customer in seven has never bought; the others' last order lies between registration and today. */
async function fillTotals(ctx: Ctx): Promise<void> {
  await sql`
    insert into orders.rollups (customer_id, orders, gross_cents, discount_cents, returned_cents, net_cents,
      first_order_at, last_order_at, purchase_days, first_purchase_day, last_purchase_day, as_of)
    select customer_id, n, net, 0, 0, net, case when n > 0 then registered_at end,
      case when n > 0 then registered_at + (${ctx.now} - registered_at) * last end, n,
      case when n > 0 then registered_at::date end,
      case when n > 0 then (registered_at + (${ctx.now} - registered_at) * last)::date end, ${ctx.now}
    from (
      select customer_id, registered_at, n, (n * exp(9 + random() * 3))::bigint as net,
        case when n = 1 then 0 else random() ^ (1.0 / greatest(n, 1)) end as last
      from (select *, case when random() < 0.15 then 0 else 1 + (-ln(1 - random()) * 4)::int end as n
            from customers.customers offset 0) as c
      offset 0
    ) as drawn`.execute(ctx.db);
}

async function fillScores(ctx: Ctx): Promise<void> {
  await sql`
    insert into scoring.scores (customer_id, r, f, m, rfm_segment, rfm_class8, class4, stage, stage_since,
      last_order_at, total_net_cents, judged_at, changed_at)
    select customer_id, r, f, m,
      case when r is null then null when r >= 4 and f >= 4 then 'champions' when f >= 4 then 'cannot_lose'
        when r >= 4 then 'new' when r <= 2 and f <= 2 then 'lost' else 'attention' end,
      case when r is null then null else (r > 3)::int || '' || (f > 3)::int || (m > 3)::int end,
      case when r is null then null when m = 5 and f = 5 then 'core' when f >= 3 and r >= 3 then 'potential'
        when r <= 1 then 'dormant' else 'ordinary' end,
      case when r is null then 'prospect' when r = 5 then 'active' when r = 4 then 'slipping' when r = 3 then 'sleeping'
        else 'lost' end,
      coalesce(last_order_at, as_of) + random() * interval '90 days', last_order_at, net_cents, as_of, as_of
    from (
      select *, case when orders > 0 then ntile(5) over (partition by orders = 0 order by last_order_at) end as r,
        case when orders > 0 then ntile(5) over (partition by orders = 0 order by orders) end as f,
        case when orders > 0 then ntile(5) over (partition by orders = 0 order by net_cents) end as m
      from orders.rollups
    ) as scored`.execute(ctx.db);
}

const PRODUCTS = 4_000;
const CATEGORIES = 20;

/**
 * The orders behind the totals: as many per customer as the totals say, the last on its day and the others between the
 * first and the last, two lines each. Stored by day, as a house that lives stores them.
 */
export async function fillOrders(
  ctx: Ctx,
  customers: number,
  say: (line: string) => void,
): Promise<{ orders: number; lines: number }> {
  await sql`insert into catalog.categories (name) select '分类' || n from generate_series(1, ${CATEGORIES}::int) n`.execute(
    ctx.db,
  );
  await sql`
    insert into catalog.products (sku, name, category_id, price_cents, created_at, updated_at)
    select 'P' || n, '商品 ' || n, 1 + n % ${CATEGORIES}::int, 5000, ${ctx.now}, ${ctx.now}
    from generate_series(1, ${PRODUCTS}::int) n`.execute(ctx.db);
  // Ten orders a customer, whatever the list's benches draw.
  await sql`update orders.rollups set orders = orders * 2 + 1 where orders > 0`.execute(ctx.db);
  const orders = await inTransaction(ctx, async (ctx) => {
    await sql`set local session_replication_role = replica`.execute(ctx.db);
    const { numAffectedRows } = await withoutIndexes(ctx, 'orders.orders', () =>
      sql`
      insert into orders.orders (customer_id, order_id, source_id, external_id, placed_at, placed_on, status, currency,
        gross_cents, discount_cents, returned_cents, digest, recorded_at)
      select customer_id, row_number() over (order by placed_at), 3, 'E', placed_at,
        (placed_at at time zone 'Asia/Shanghai')::date, case when random() < 0.01 then 'cancelled' else 'completed' end,
        'CNY', (exp(8.5 + random() * 2))::bigint, 0, 0, '', ${ctx.now}
      from (
        select customer_id, case k when 1 then first_order_at when 2 then last_order_at
          else first_order_at + (last_order_at - first_order_at) * random() end as placed_at
        from orders.rollups cross join generate_series(1, orders) k where orders > 0
      ) as placed`.execute(ctx.db),
    );
    return Number(numAffectedRows);
  });
  say(`${orders} orders`);
  const lines = await inTransaction(ctx, async (ctx) => {
    await sql`set local session_replication_role = replica`.execute(ctx.db);
    const { numAffectedRows } = await withoutIndexes(ctx, 'orders.order_lines', () =>
      sql`
      insert into orders.order_lines (customer_id, order_id, line_no, product_id, quantity, unit_price_cents, discount_cents,
        amount_cents, placed_on)
      select customer_id, order_id, n, 1 + (random() ^ 2 * ${PRODUCTS - 1}::int)::int, 1, gross_cents / 2, 0, gross_cents / 2, placed_on
      from orders.orders cross join generate_series(1, 2) n order by order_id`.execute(ctx.db),
    );
    return Number(numAffectedRows);
  });
  say(`${lines} lines`);
  await refreshAllRollups(ctx);
  await sql`vacuum analyze orders.orders, orders.order_lines, orders.rollups, orders.running_totals, catalog.products`.execute(
    ctx.db,
  );
  return { orders, lines };
}
