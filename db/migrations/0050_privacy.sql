create schema privacy;

-- Catalogue: what customers are asked to agree to, word for word. A version is never changed; a new wording is a new one.
create table privacy.consent_texts (
  text_id int generated always as identity primary key,
  purpose text not null,
  version int not null,
  title_zh text not null,
  body_zh text not null,
  title_en text not null,
  body_en text not null,
  published_at timestamptz not null,
  published_by text,
  unique (purpose, version)
);

create sequence privacy.consent_ids;

-- Customer-owned: what customers agreed to and refused, with the evidence. Appended to, never changed: what holds today
-- is read from it (the view below). `given_to` is the record the customer had when saying so; it stays when two records
-- are merged. `merged_from` marks what a merge made of the answers that came with the other record.
create table privacy.consents (
  customer_id bigint not null references customers.customers,
  consent_id bigint not null,
  given_to bigint not null,
  purpose text not null,
  channel text not null,
  state text not null check (state in ('granted', 'pending', 'refused')),
  at timestamptz not null,
  recorded_at timestamptz not null,
  source text not null,
  text_id int references privacy.consent_texts,
  evidence text,
  ip text,
  recorded_by text,
  recorded_by_name text not null,
  expires_at timestamptz,
  merged_from bigint,
  key text not null,
  primary key (customer_id, consent_id),
  unique (customer_id, given_to, key)
);

-- The newest answer counts, of two at one moment the stricter. Answers that came with another record, and have not been
-- weighed against the own ones yet, count where they are stricter.
create view privacy.standing_consents as
select distinct on (customer_id, purpose, channel) customer_id, purpose, channel, state, at, consent_id
from (
  (select distinct on (c.customer_id, c.purpose, c.channel)
    c.customer_id, c.purpose, c.channel, c.state, c.at, c.consent_id
  from privacy.consents c
  where c.given_to = c.customer_id and (c.merged_from is null or exists (
    select from privacy.consents o where o.customer_id = c.customer_id and o.given_to = c.merged_from))
  order by c.customer_id, c.purpose, c.channel, c.at desc,
    array_position(array['refused', 'pending', 'granted'], c.state), c.consent_id desc)
  union all
  (select distinct on (c.customer_id, c.given_to, c.purpose, c.channel)
    c.customer_id, c.purpose, c.channel, c.state, c.at, c.consent_id
  from privacy.consents c
  where c.given_to <> c.customer_id and not exists (
    select from privacy.consents m where m.customer_id = c.customer_id and m.merged_from = c.given_to
      and m.purpose = c.purpose and m.channel = c.channel)
  order by c.customer_id, c.given_to, c.purpose, c.channel, c.at desc,
    array_position(array['refused', 'pending', 'granted'], c.state), c.consent_id desc)
) as answers
order by customer_id, purpose, channel, array_position(array['refused', 'pending', 'granted'], state), at desc,
  consent_id desc;

-- Customer-owned: the answers that lists and segments choose by, made anew from `consents`. No row: never answered.
create table privacy.preferences (
  customer_id bigint primary key,
  do_not_contact text,
  marketing_sms text,
  marketing_email text,
  marketing_wechat text,
  marketing_call text,
  survey text,
  personalisation text,
  profiling text
);

-- Directory: links that were sent to have an answer confirmed, by the digest of their token.
create table privacy.confirmations (
  token_digest text primary key,
  customer_id bigint not null,
  consent_id bigint not null,
  expires_at timestamptz not null,
  answered_at timestamptz
);
create index confirmations_customer on privacy.confirmations (customer_id);

-- Control: rows of a file on their way in; lost in a crash and staged again from the file.
create unlogged table privacy.staged_consents (
  batch_id bigint not null,
  row_no int not null,
  external_id text, phone text, email text,
  do_not_contact boolean, marketing_sms boolean, marketing_email boolean, marketing_wechat boolean,
  marketing_call boolean, marketing_push boolean, marketing_mail boolean, survey boolean, personalisation boolean,
  profiling boolean, given_at timestamptz, how text
);
create index staged_consents_batch on privacy.staged_consents (batch_id);

create sequence privacy.request_ids;

-- Customer-owned: what customers asked for by law: to see, have a copy of, correct or erase what is kept of them.
create table privacy.requests (
  customer_id bigint not null references customers.customers,
  request_id bigint not null,
  kind text not null check (kind in ('access', 'copy', 'correction', 'erasure')),
  state text not null check (state in ('open', 'working', 'done', 'refused')),
  received_at timestamptz not null,
  due_at timestamptz not null,
  -- How it came (call, mail, shop …), how it was made sure who asks, and what they said.
  via text not null,
  verified text,
  note text,
  owner_id text,
  created_by text,
  -- What was answered, and by whom; of an erasure what went where, in numbers.
  answer text,
  outcome jsonb,
  closed_at timestamptz,
  closed_by text,
  primary key (customer_id, request_id)
);
create index requests_open on privacy.requests (due_at, request_id) where state in ('open', 'working');
create index requests_newest on privacy.requests (request_id desc);

-- Whoever is forgotten stays as a number that trade can be counted under.
alter table customers.customers add column erased_at timestamptz;
create index customers_erased on customers.customers (customer_id) where erased_at is not null;

-- Directory: what forgotten customers were known by, unreadable. What comes in under it goes to the tombstone and
-- leaves no trace of the person.
create table customers.suppressions (
  digest bytea primary key,
  customer_id bigint not null,
  suppressed_at timestamptz not null
);
create index suppressions_customer on customers.suppressions (customer_id);

-- When and why the bytes of a file were deleted: on request of a person in it, or because their time was over.
alter table ingest.uploads add column removed_at timestamptz, add column removed_because text;
