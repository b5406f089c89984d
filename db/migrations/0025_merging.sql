-- Directory: where the id of a record leads that was merged into another. The record itself is gone from
-- customers.customers, so nothing that counts or lists customers can count it.
create table customers.tombstones (
  merged_id bigint primary key,
  -- Whose it is today.
  customer_id bigint not null,
  -- What it was merged into; that one may itself have been merged since.
  into_id bigint not null,
  merge_id bigint not null,
  merged_at timestamptz not null,
  code text not null
);
create index tombstones_customer on customers.tombstones (customer_id);
create index tombstones_code on customers.tombstones (code text_pattern_ops);

-- Customer-owned: the profile of each record that a merged customer is made of, its own included, as it was alone. `choices`
-- says by column whose value stands (or whose are joined) where that record is the one in sight.
create table customers.merged_profiles (
  customer_id bigint not null,
  origin_id bigint not null,
  image jsonb not null,
  choices jsonb not null,
  primary key (customer_id, origin_id)
);

-- Customer-owned: which record a row of a merged customer came from. Rows that moved lie in their table and are only named
-- here; of tables with one row per key, and of what is kept aside, the row of each record is kept whole in `image`.
create table customers.merged_rows (
  customer_id bigint not null,
  table_name text not null,
  key jsonb not null,
  origin_id bigint not null,
  image jsonb,
  -- The record under which somebody wrote another value since: what stands is not made of this row while they are one.
  hidden_by bigint,
  primary key (customer_id, table_name, key, origin_id)
);

-- Control: who merged what into what, and took it apart again.
create table customers.merges (
  merge_id bigint not null,
  merged_id bigint not null,
  into_id bigint not null,
  rule text not null,
  -- Rows that went over, by what they are to people.
  moved jsonb not null,
  merged_at timestamptz not null,
  merged_by text,
  merged_by_name text not null,
  undone_at timestamptz,
  undone_by text,
  undone_by_name text,
  primary key (merge_id, merged_id)
);
create index merges_merged on customers.merges (merged_id);
create index merges_into on customers.merges (into_id);
create sequence customers.merge_ids;

-- The identity a fact came by, without telling it.
create function customers.identity_key(kind text, namespace text, value text) returns bigint
  language sql immutable parallel safe
  return hashtextextended(kind || chr(31) || namespace || chr(31) || value, 0);

-- By which identity the order named its customer. Orders from before stay with whoever has them.
alter table orders.orders add column named_by bigint;
