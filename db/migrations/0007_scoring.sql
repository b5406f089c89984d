create schema scoring;

-- Catalogue: what was fitted, so that every score can say by which numbers it was given. A new version, one above the
-- highest, only where the numbers moved. `newcomers` counts first-time buyers scored since: many ask for a new fit.
create table scoring.models (
  version int primary key,
  kind text not null,
  params jsonb not null,
  -- What people are shown of the fit; not read to give scores.
  report jsonb,
  customers int not null,
  newcomers int not null default 0,
  as_of timestamptz not null,
  fitted_at timestamptz not null
);
create index models_kind on scoring.models (kind, version desc);

-- Control: judgements of everybody, the newest last.
create table scoring.runs (
  run_id int generated always as identity primary key,
  as_of timestamptz not null,
  trigger text not null check (trigger in ('night', 'hand', 'settings', 'growth', 'first', 'command')),
  finished_at timestamptz not null default clock_timestamp(),
  seconds real not null,
  customers int not null,
  changed int not null
);

-- Customer-owned: today's judgement of everybody. Holds nothing that time alone changes every day, so that the sweep
-- writes only customers whose judgement changed; recency is read from the totals. No foreign keys here: rows are made
-- from a join with customers, and checking a million of them again would cost more than judging them.
create table scoring.scores (
  customer_id bigint primary key,
  r smallint, f smallint, m smallint,
  rfm_segment text,
  rfm_class8 text,
  class4 text,
  stage text not null,
  stage_since timestamptz not null,
  own_gap_days real,
  -- The outlook: forecast of the next 12 months, risk to leave, health. Null for whoever has not bought.
  prob_alive real,
  expected_orders real,
  expected_net_cents bigint,
  expected_low_cents bigint,
  expected_high_cents bigint,
  current_net_cents bigint,
  value_decile smallint,
  risk smallint,
  risk_band text,
  risk_since timestamptz,
  risk_reason text,
  health smallint,
  -- Of the outlook: one that has not changed is recognised without reading its columns.
  outlook_digest int,
  judged_at timestamptz not null,
  changed_at timestamptz not null
);
create index scores_segment on scoring.scores (rfm_segment, customer_id);
create index scores_class4 on scoring.scores (class4, customer_id);
create index scores_stage on scoring.scores (stage, customer_id);
create index scores_risk on scoring.scores (risk desc nulls last, customer_id desc);
create index scores_band on scoring.scores (risk_band, risk desc nulls last, customer_id desc);
create index scores_expected on scoring.scores (expected_net_cents desc nulls last, customer_id desc);
create index scores_stage_since on scoring.scores (stage_since desc nulls last, customer_id desc);

-- Customer-owned: every move between stages, segments, classes and bands of risk, with its cause. The first judgement is no move: it
-- is what the earliest move came from, or what still holds.
create table scoring.changes (
  customer_id bigint not null,
  changed_at timestamptz not null,
  what text not null check (what in ('segment', 'class8', 'class4', 'stage', 'band')),
  from_value text,
  to_value text,
  cause jsonb not null,
  primary key (customer_id, changed_at, what)
);
create index changes_when on scoring.changes (what, changed_at);

-- Control: what the warnings given at the last judgement of each month came to; `known_at` once everybody warned had time to leave.
create table scoring.published (
  month text primary key,
  moment timestamptz not null,
  warned int not null,
  warned_left int not null,
  not_warned int not null,
  not_warned_left int not null,
  known_at timestamptz,
  definition text not null
);

-- Catalogue: products bought in one basket, made anew every night. `first_id` is the lower id; lifts hold both ways.
create table scoring.product_pairs (
  first_id bigint not null,
  second_id bigint not null,
  both_baskets int not null,
  first_baskets int not null,
  second_baskets int not null,
  lift real not null,
  shrunken_lift real not null,
  lift_low real not null,
  lift_high real not null,
  q_value real not null,
  primary key (first_id, second_id)
);
create index product_pairs_second on scoring.product_pairs (second_id);

-- Catalogue: products bought after another one, not with it, made anew every night.
create table scoring.product_sequences (
  first_id bigint not null,
  next_id bigint not null,
  buyers int not null,
  bought int not null,
  expected real not null,
  median_days real not null,
  shrunken_lift real not null,
  lift_low real not null,
  lift_high real not null,
  q_value real not null,
  primary key (first_id, next_id)
);

-- Catalogue: sets of three and four that are worth a bundle, made anew every night.
create table scoring.product_bundles (
  product_ids bigint[] primary key,
  baskets int not null,
  lift real not null,
  q_value real not null
);

-- Catalogue: how often each product was bought lately, and by how many customers.
create table scoring.product_sales (
  product_id bigint primary key,
  baskets int not null,
  customers int not null
);
