create schema insights;

-- Control: answers that took long to work out, shown again while a newer one is made. See docs/adr/0302.
create table insights.answers (
  key text primary key,
  name text not null,
  params jsonb not null,
  answer jsonb not null,
  seconds real not null,
  as_of timestamptz not null,
  computed_at timestamptz not null,
  asked_at timestamptz not null
);
