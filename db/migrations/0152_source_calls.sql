-- Control: how many records came by calls, by source and day (UTC). A call adds to the slot of its connection, so that calls of one
-- source do not wait for each other.
create table ingest.source_calls (
  source_id int not null references ingest.sources on delete cascade,
  day date not null,
  slot smallint not null,
  records bigint not null,
  primary key (source_id, day, slot)
);
