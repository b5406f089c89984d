create extension if not exists pg_trgm;

-- Settings of the organisation, one JSON value per key. Control table.
create table platform.settings (
  key text primary key,
  value jsonb not null,
  changed_at timestamptz not null
);

-- Jobs that will not succeed by being tried again, waiting for a person. Control table.
create table platform.parked_jobs (
  parked_job_id bigint generated always as identity primary key,
  name text not null,
  payload jsonb not null,
  error text not null,
  parked_at timestamptz not null
);
