-- Customer-owned: a customer's days with orders, in order, and what was bought and paid up to each of them; the totals begin with the
-- nought before the first day. What lies between two days is the difference of two of them: no order is looked at.
create table orders.running_totals (
  customer_id bigint primary key,
  days date[] not null,
  orders int[] not null,
  gross_cents bigint[] not null,
  net_cents bigint[] not null
);

insert into orders.running_totals (customer_id, days, orders, gross_cents, net_cents)
select customer_id, coalesce(days, '{}'), array[0] || orders, array[0::bigint] || gross_cents, array[0::bigint] || net_cents
from customers.customers left join (
  select customer_id, array_agg(placed_on order by placed_on) as days, array_agg(orders order by placed_on) as orders,
    array_agg(gross_cents order by placed_on) as gross_cents, array_agg(net_cents order by placed_on) as net_cents
  from (
    select customer_id, placed_on, (sum(count(*) filter (where gross_cents > 0)) over so_far)::int as orders,
      (sum(sum(gross_cents)) over so_far)::bigint as gross_cents,
      (sum(sum(gross_cents - discount_cents - returned_cents)) over so_far)::bigint as net_cents
    from orders.orders where status <> 'cancelled'
    group by customer_id, placed_on
    window so_far as (partition by customer_id order by placed_on)
  ) as by_day
  group by customer_id
) as totals using (customer_id);
