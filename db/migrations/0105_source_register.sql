-- What a business says of where its records come from. `heard_at`: when records last came by the API, to the hour; files
-- tell of themselves by their batches.
alter table ingest.sources
  add column origin text check (origin in ('internal', 'external')),
  add column category text check (category in ('sales', 'service', 'member', 'website', 'market', 'public', 'social', 'partner', 'other')),
  add column format text,
  add column expected_days int check (expected_days between 1 and 366),
  add column responsible_id text references access.users,
  add column note text,
  add column archived boolean not null default false,
  add column registered_at timestamptz not null default now(),
  add column heard_at timestamptz;
