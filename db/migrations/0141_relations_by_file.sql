-- Which import a relation came by; null where somebody wrote it or touched it since.
alter table customers.relations add batch_id bigint default platform.current_batch();
create index relations_batch on customers.relations (batch_id) where batch_id is not null;

-- Control: rows of a file of relations on their way in.
create unlogged table customers.staged_relations (
  batch_id bigint not null,
  row_no int not null,
  external_id text, phone text, email text,
  kind text not null,
  other_external_id text, other_phone text, other_email text,
  note text, main boolean
);
create index staged_relations_batch on customers.staged_relations (batch_id);
