-- Control: every list of customers that left the house: who took it, when, why, and how much. Its number stands in the file.
create table access.exports (
  export_id bigint generated always as identity primary key,
  at timestamptz not null,
  actor_id text,
  actor_name text not null,
  what text not null,
  reason text not null,
  -- What was chosen and shown, as asked for.
  query jsonb not null,
  masked boolean not null,
  -- Null while it is being read, or when that was cut off by a crash.
  rows bigint
);
create index exports_actor on access.exports (actor_id, at desc);

-- Control: what was deleted because its time was over.
create table privacy.removals (
  removal_id bigint generated always as identity primary key,
  at timestamptz not null,
  what text not null,
  rows bigint not null,
  older_than timestamptz not null
);
create index removals_newest on privacy.removals (at desc, removal_id desc);
