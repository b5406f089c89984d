create schema scoring;

-- Catalogue: what was fitted, so that every score can say by which numbers it was given.
create table scoring.models (
  version int generated always as identity primary key,
  kind text not null,
  params jsonb not null,
  customers int not null,
  as_of timestamptz not null,
  fitted_at timestamptz not null
);

-- Customer-owned: today's judgement of everybody. Holds nothing that time alone changes every day, so that the sweep
-- writes only customers whose judgement changed; recency is read from the totals.
create table scoring.scores (
  customer_id bigint primary key references customers.customers,
  r smallint, f smallint, m smallint,
  rfm_segment text,
  rfm_class8 text,
  class4 text,
  stage text,
  stage_since timestamptz,
  stage_cause jsonb,
  own_gap_days real,
  rfm_version int references scoring.models,
  changed_at timestamptz not null
);
create index scores_segment on scoring.scores (rfm_segment, customer_id);
create index scores_class4 on scoring.scores (class4, customer_id);
create index scores_stage on scoring.scores (stage, customer_id);

-- Customer-owned: every move between stages, segments and classes, with its cause.
create table scoring.changes (
  customer_id bigint not null references customers.customers,
  changed_at timestamptz not null,
  what text not null,
  from_value text,
  to_value text,
  cause jsonb,
  primary key (customer_id, changed_at, what)
);
create index changes_when on scoring.changes (what, changed_at);
