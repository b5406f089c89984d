-- Customer-owned: a rhythm of return visits of the customer's own, planned by a playbook; until its last day it goes before
-- the rhythm of the class.
create table care.rhythms (
  customer_id bigint primary key references customers.customers,
  every_days int not null check (every_days between 1 and 730),
  until date not null,
  playbook text not null,
  planned_by text,
  planned_at timestamptz not null
);
