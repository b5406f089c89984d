-- How many customers a rule found due when it was last counted, and when; null: not counted yet.
alter table care.fresh_rules
  add column due int,
  add column counted_at timestamptz;
