-- How many groups of likely duplicates there were when the day was measured; null: measured before this was kept.
alter table customers.quality_runs add column duplicate_groups int;
create index quality_source on customers.quality (source, day);

-- Customer-owned: values of added fields that the pattern of their field refuses, as of the last measurement. A value written
-- since was judged as it was written.
create table customers.refused_values (
  customer_id bigint not null,
  field_id int not null references customers.fields on delete cascade,
  judged_at timestamptz not null,
  primary key (customer_id, field_id)
);
