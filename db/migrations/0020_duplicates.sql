-- Customer-owned: the keys a customer may be found by when somebody resembles them; hashes of two or three facts each.
create table customers.linkage_keys (
  customer_id bigint primary key,
  keys bigint[] not null
);
create index linkage_keys_key on customers.linkage_keys using gin (keys);

-- Control: how many customers have a fact (by its hash) in common, where they are more than a few.
create table customers.linkage_facts (
  fact bigint primary key,
  records int not null
);

-- Control: hashes of everybody's facts on their way to being counted; emptied by each scan, and made again by the next where
-- a crash lost them.
create unlogged table customers.scanned_facts (facts bigint[] not null);

-- Control: pairs on their way to being judged; as above.
create unlogged table customers.scanned_pairs (
  customer_id bigint not null,
  other_id bigint not null,
  primary key (customer_id, other_id)
);

-- Customer-owned: suggestions, each pair from both sides. `group_id` is the smallest id of the records that look like one customer.
create table customers.duplicate_pairs (
  customer_id bigint not null,
  other_id bigint not null,
  probability real not null,
  -- They share a telephone, e-mail or WeChat id.
  exact boolean not null,
  reasons jsonb not null,
  group_id bigint not null,
  found_at timestamptz not null,
  primary key (customer_id, other_id)
);
create index duplicate_pairs_group on customers.duplicate_pairs (group_id);
create index duplicate_pairs_other on customers.duplicate_pairs (other_id);

-- Customer-owned: pairs somebody said are two customers, from both sides.
create table customers.distinct_pairs (
  customer_id bigint not null,
  other_id bigint not null,
  said_at timestamptz not null,
  said_by text,
  primary key (customer_id, other_id)
);

-- Control: each look through all customers.
create table customers.duplicate_scans (
  scan_id bigint generated always as identity primary key,
  state text not null check (state in ('running', 'done', 'failed')),
  phase text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  customers int not null default 0,
  done int not null default 0,
  candidates bigint not null default 0,
  pairs int not null default 0,
  groups int not null default 0,
  seconds real not null default 0
);
