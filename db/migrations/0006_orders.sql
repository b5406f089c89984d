create schema orders;

-- Customer-owned: a document of trade. Lines with a negative quantity give goods back, so an order, an exchange and a
-- credit note are one shape; `gross_cents` sums what was bought, `returned_cents` what came back.
create table orders.orders (
  customer_id bigint not null references customers.customers,
  order_id bigint not null,
  -- No foreign keys to sources and stores: both are looked up in the statement that writes the order.
  source_id int not null,
  external_id text not null,
  placed_at timestamptz not null,
  -- The organisation's day of `placed_at`: asked for in every count, and dear to compute ten million times a night.
  placed_on date not null,
  status text not null check (status in ('open', 'completed', 'cancelled')),
  channel text,
  store_id int,
  currency text not null,
  gross_cents bigint not null check (gross_cents >= 0),
  discount_cents bigint not null check (discount_cents >= 0),
  returned_cents bigint not null check (returned_cents >= 0),
  return_of text,
  -- Of the content: an order that arrives again unchanged is recognised without comparing its lines.
  digest text not null,
  recorded_at timestamptz not null,
  primary key (customer_id, order_id)
);

-- Customer-owned. No foreign keys: every line is written with its order and its product, in one statement each, and the
-- check would cost three times the write (measured on 2 million lines).
create table orders.order_lines (
  customer_id bigint not null,
  order_id bigint not null,
  line_no int not null,
  product_id bigint,
  quantity numeric(14, 3) not null,
  unit_price_cents bigint not null,
  discount_cents bigint not null,
  -- Quantity × price, exact and then rounded to the minor unit; negative on lines that give back.
  amount_cents bigint not null,
  primary key (customer_id, order_id, line_no)
);

create sequence orders.order_ids;

-- Directory: whose order an external id is.
create table orders.order_refs (
  source_id int not null,
  external_id text not null,
  customer_id bigint not null,
  order_id bigint not null,
  primary key (source_id, external_id)
);

-- Control: orders that name no customer, kept whole until somebody says whose they are.
create table orders.unmatched (
  source_id int not null,
  external_id text not null,
  placed_at timestamptz not null,
  gross_cents bigint not null,
  lines int not null,
  -- Text as it is: kept by the thousand, read one at a time.
  document json not null,
  digest text not null,
  recorded_at timestamptz not null,
  primary key (source_id, external_id)
);
create index unmatched_newest on orders.unmatched (placed_at desc, source_id, external_id);

-- Customer-owned: totals, a function of the customer's orders up to `as_of`. No foreign key: rows are made from customers,
-- and checking a million of them again costs a quarter of a full recompute.
create table orders.rollups (
  customer_id bigint primary key,
  orders int not null,
  gross_cents bigint not null,
  discount_cents bigint not null,
  returned_cents bigint not null,
  net_cents bigint not null,
  first_order_at timestamptz,
  last_order_at timestamptz,
  purchase_days int not null,
  first_purchase_day date,
  last_purchase_day date,
  as_of timestamptz not null
);
create index rollups_net on orders.rollups (net_cents desc nulls last, customer_id desc);
create index rollups_orders on orders.rollups (orders desc nulls last, customer_id desc);
create index rollups_last on orders.rollups (last_order_at desc nulls last, customer_id desc);

-- Control: rows of a file, or documents of an API call, on their way in: one row per line.
create unlogged table orders.staged_lines (
  batch_id bigint not null,
  row_no int not null,
  order_ref text not null,
  placed_at timestamptz not null,
  status text, channel text, store text, return_of text,
  external_customer text, phone text, email text, customer_name text,
  sku text, product_name text, category text,
  quantity numeric(14, 3), unit_price_cents bigint, discount_cents bigint, amount_cents bigint
);
create index staged_lines_batch on orders.staged_lines (batch_id);
