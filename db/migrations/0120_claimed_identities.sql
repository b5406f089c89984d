-- Customer-owned: identifiers said of a customer by somebody who could not know that the directory gives them to another.
-- The directory stays as it is; whoever sees both finds them among the duplicates.
create table customers.claimed_identities (
  customer_id bigint not null,
  kind text not null check (kind in ('external', 'phone', 'email', 'wechat_openid', 'wechat_unionid')),
  namespace text not null default '',
  value text collate "C" not null,
  original text not null,
  added_at timestamptz not null,
  primary key (customer_id, kind, namespace, value)
);
create index claimed_identities_value on customers.claimed_identities (kind, namespace, value);
create index claimed_identities_tail on customers.claimed_identities (reverse(value) text_pattern_ops) where kind = 'phone';

-- What is said of a customer, whoever the directory gives it to. For reading one customer; looking up goes by the directory.
create view customers.known_identities as
select customer_id, kind, namespace, value, original, added_at from customers.identities
union all
select q.customer_id, q.kind, q.namespace, q.value, q.original, q.added_at from customers.claimed_identities q
where not exists (
  select from customers.identities i
  where (i.kind, i.namespace, i.value) = (q.kind, q.namespace, q.value) and i.customer_id = q.customer_id);
