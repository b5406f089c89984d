create schema care;

-- Catalogue: what people changed of alert rules, class policies, stage strategies, actions and playbooks, one document per
-- kind and code. What ships is in code until it is changed.
create table care.documents (
  kind text not null check (kind in ('rule', 'policy', 'action', 'playbook')),
  code text not null,
  document jsonb not null,
  changed_at timestamptz not null,
  primary key (kind, code)
);

-- Customer-owned: something a rule saw, once per occasion (`episode`): the day a risk rose, the year of a birthday.
create table care.alerts (
  customer_id bigint not null references customers.customers,
  rule text not null,
  episode text not null,
  state text not null default 'open' check (state in ('open', 'handled', 'dismissed', 'lapsed')),
  raised_at timestamptz not null,
  deadline_at timestamptz not null,
  -- The sentence as it was true then, in both languages.
  reason_zh text not null,
  reason_en text not null,
  -- Expected net spend of the next twelve months and risk when it was raised: what was at stake.
  expected_net_cents bigint,
  risk smallint,
  task_id bigint,
  owner_id text,
  escalated_at timestamptz,
  ended_at timestamptz,
  outcome text,
  result text,
  reason_code text,
  -- The first order after it was handled, and net spend, within the days of the settings.
  returned_at timestamptz,
  returned_net_cents bigint,
  primary key (customer_id, rule, episode)
);
create index alerts_raised on care.alerts (raised_at desc, customer_id);
create index alerts_open on care.alerts (rule, raised_at) where state = 'open';
create index alerts_ended on care.alerts (ended_at) where state <> 'open';
create index alerts_task on care.alerts (customer_id, task_id);

-- Control: scans of everybody, the newest last.
create table care.scans (
  scan_id int generated always as identity primary key,
  as_of timestamptz not null,
  raised int not null,
  visits int not null
);

-- Customer-owned: advice somebody found not helpful, and until when it rests.
create table care.dismissals (
  customer_id bigint not null references customers.customers,
  action text not null,
  dismissed_by text,
  dismissed_at timestamptz not null,
  rests_until timestamptz not null,
  primary key (customer_id, action)
);
