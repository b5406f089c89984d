-- The day beside the goods: who bought what and when is read off one index, without a look at the orders.
drop index orders.order_lines_product;
alter table orders.order_lines add column placed_on date;
update orders.order_lines l set placed_on = o.placed_on from orders.orders o
where (l.customer_id, l.order_id) = (o.customer_id, o.order_id);
alter table orders.order_lines alter column placed_on set not null;
create index order_lines_product on orders.order_lines (product_id, customer_id, order_id) include (placed_on)
where quantity > 0;
