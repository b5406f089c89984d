-- Catalogue: kinds of relations between customers. Ours are translated by their code; `name` says what the other one is to
-- the first, `back_name` what the first is to the other, where a business has named a kind of its own.
create table customers.relation_kinds (
  code text primary key,
  name text,
  back_name text,
  -- Both are the same to each other: friends, spouses.
  mutual boolean not null,
  -- What must stand at each end; null: anybody.
  own_kind text check (own_kind in ('person', 'company')),
  other_kind text check (other_kind in ('person', 'company')),
  archived boolean not null default false,
  place int not null
);
insert into customers.relation_kinds (code, mutual, own_kind, other_kind, place) values
  ('spouse', true, 'person', 'person', 1), ('parent', false, 'person', 'person', 2),
  ('sibling', true, 'person', 'person', 3), ('relative', true, 'person', 'person', 4),
  ('friend', true, 'person', 'person', 5), ('referrer', false, null, null, 6),
  ('employer', false, 'person', 'company', 7), ('head_office', false, 'company', 'company', 8),
  ('partner', true, 'company', 'company', 9);

-- Customer-owned: relations, each from both sides: (A, parent, forth, A, B) says that B is A's parent, and
-- (B, parent, back, B, A) that A is B's child. `own_id` and `other_id` are the ids they were written with; a merge moves
-- the row and leaves both as they are.
create table customers.relations (
  customer_id bigint not null,
  kind text not null references customers.relation_kinds,
  way text not null check (way in ('forth', 'back')),
  own_id bigint not null,
  other_id bigint not null,
  note text,
  -- Of a company's contacts the one to turn to.
  main boolean not null default false,
  added_by text,
  added_at timestamptz not null,
  primary key (customer_id, kind, way, own_id, other_id)
);
create index relations_other on customers.relations (other_id);
create index relations_kind on customers.relations (kind, way, customer_id);

-- Customer-owned: who lives together. A household is its members.
create table customers.household_members (
  customer_id bigint not null,
  household_id bigint not null,
  added_by text,
  added_at timestamptz not null,
  primary key (customer_id, household_id)
);
create index household_members_household on customers.household_members (household_id, customer_id);
create sequence customers.household_ids;
