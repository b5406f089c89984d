-- How far a look through all customers has come, and what it has learnt so far: a later run goes on from there.
alter table customers.duplicate_scans add column progress jsonb;

-- Control: stands as long as the facts and pairs on their way do; a crash empties them and it together.
create unlogged table customers.scan_marks (scan_id bigint primary key);
