-- What a row says of its whole order, beside what it says of its line. Filled only by files that tell such amounts.
alter table orders.staged_lines
  add own_cents bigint, add order_amount_cents bigint, add order_paid_cents bigint, add order_discount_cents bigint;
alter table orders.staged_lines
  alter own_cents set statistics 0, alter order_amount_cents set statistics 0, alter order_paid_cents set statistics 0,
  alter order_discount_cents set statistics 0;
