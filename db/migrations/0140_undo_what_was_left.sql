-- What an order in the tray said before files told it anew: whole rows (`order`) with their lines, the oldest first. The pile
-- goes wherever the order goes, and is empty as soon as somebody who is no file tells it.
alter table orders.unmatched add former jsonb not null default '[]';

-- Customer-owned: the stay of an interaction as it was before the file of `batch_id` prolonged it. The interaction itself is of
-- the import that told its stay last.
create table interactions.former (
  customer_id bigint not null,
  batch_id bigint not null,
  event_id uuid not null,
  -- The file that had told what stood.
  former_batch_id bigint,
  seconds int,
  primary key (customer_id, batch_id, event_id)
);
create index former_batch on interactions.former (batch_id);
create index former_before on interactions.former (former_batch_id) where former_batch_id is not null;

-- The import that brought a field's value last; null where somebody else touched it since.
alter table customers.field_checks add batch_id bigint default platform.current_batch();
create index field_checks_batch on customers.field_checks (batch_id) where batch_id is not null;

-- Customer-owned: the check of a field as it was before the file of `batch_id` brought another value.
create table customers.former_checks (
  customer_id bigint not null,
  batch_id bigint not null,
  field text not null,
  former_batch_id bigint,
  checked_at timestamptz not null,
  how text not null,
  checked_by text,
  primary key (customer_id, batch_id, field)
);
create index former_checks_batch on customers.former_checks (batch_id);
create index former_checks_before on customers.former_checks (former_batch_id) where former_batch_id is not null;
