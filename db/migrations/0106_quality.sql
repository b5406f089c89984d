-- Customer-owned: when a field of a customer was last confirmed or edited by somebody, or brought anew by a file or call.
-- What nobody touched since the record was made has no row; values of added fields know themselves when they changed.
create table customers.field_checks (
  customer_id bigint not null,
  field text not null,
  checked_at timestamptz not null,
  how text not null check (how in ('confirmed', 'edited', 'brought')),
  checked_by text,
  primary key (customer_id, field)
);
create index field_checks_field on customers.field_checks (field, checked_at);

-- Control: how complete, valid and fresh each field was on a day; `source` is '' for everybody.
create table customers.quality (
  day date not null,
  source text not null,
  field text not null,
  customers int not null,
  filled int not null,
  invalid int not null,
  stale int not null,
  primary key (day, source, field)
);

-- Control: one measurement of a day.
create table customers.quality_runs (
  day date primary key,
  measured_at timestamptz not null,
  customers int not null,
  stale_months int not null,
  seconds real not null
);
