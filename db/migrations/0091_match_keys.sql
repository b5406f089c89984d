-- By what a file's customers are recognised, where somebody chose; and what the dry run showed of each kind of row, until it
-- is applied.
alter table ingest.batches
  add match_by text check (match_by in ('external', 'phone', 'email', 'wechat')),
  add samples jsonb;
