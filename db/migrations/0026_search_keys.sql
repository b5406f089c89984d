-- Customer-owned: what a customer is found by beside the identifiers themselves, made of name, phones and e-mails: a
-- reaction keeps it, a job at start fills what is missing or was made by an older rule. Whoever has nothing of all that has
-- no row. C: letters and digits only, and every index also serves "begins with".
create table customers.search_keys (
  customer_id bigint primary key,
  -- The name as it sounds or is written, without blanks: 张小红 → zhangxiaohong; the same without the first syllable or
  -- word; and the first letters.
  spelled text collate "C",
  given text collate "C",
  initials text collate "C",
  -- Of all phones, national, with blanks between them.
  digits text collate "C",
  -- Hashes of names and of what stands before the @, whole and with each one character left out: two words that differ by
  -- one slip share one of them.
  near int[] not null,
  -- Of the rule that made the row.
  version smallint not null
);
create index search_keys_spelled on customers.search_keys (spelled, customer_id) where spelled is not null;
create index search_keys_given on customers.search_keys (given, customer_id) where given is not null;
create index search_keys_initials on customers.search_keys (initials, customer_id) where initials is not null;
create index search_keys_digits on customers.search_keys using gin (digits gin_trgm_ops)
  with (gin_pending_list_limit = 512) where digits is not null;
create index search_keys_near on customers.search_keys using gin (near) with (gin_pending_list_limit = 512);
