create schema scoring;

-- Catalogue: what was fitted, so that every score can say by which numbers it was given. A new version, one above the
-- highest, only where the numbers moved. `newcomers` counts first-time buyers scored since: many ask for a new fit.
create table scoring.models (
  version int primary key,
  kind text not null,
  params jsonb not null,
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
-- writes only customers whose judgement changed; recency is read from the totals.
create table scoring.scores (
  customer_id bigint primary key references customers.customers,
  r smallint, f smallint, m smallint,
  rfm_segment text,
  rfm_class8 text,
  class4 text,
  stage text not null,
  stage_since timestamptz not null,
  own_gap_days real,
  judged_at timestamptz not null,
  changed_at timestamptz not null
);
create index scores_segment on scoring.scores (rfm_segment, customer_id);
create index scores_class4 on scoring.scores (class4, customer_id);
create index scores_stage on scoring.scores (stage, customer_id);
create index scores_stage_since on scoring.scores (stage_since desc nulls last, customer_id desc);

-- Customer-owned: every move between stages, segments and classes, with its cause. The first judgement is no move: it
-- is what the earliest move came from, or what still holds.
create table scoring.changes (
  customer_id bigint not null references customers.customers,
  changed_at timestamptz not null,
  what text not null check (what in ('segment', 'class8', 'class4', 'stage')),
  from_value text,
  to_value text,
  cause jsonb not null,
  primary key (customer_id, changed_at, what)
);
create index changes_when on scoring.changes (what, changed_at);
