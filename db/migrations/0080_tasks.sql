create schema tasks;

-- Catalogue: templates people changed or added; those that ship are in tasks/template-content.ts until they are changed.
create table tasks.templates (
  code text primary key,
  document jsonb not null,
  changed_at timestamptz not null
);

-- Customer-owned: work for a person about a customer. Titles and reasons stand in both languages, because whoever works
-- on it may read the other one.
create table tasks.tasks (
  customer_id bigint not null references customers.customers,
  task_id bigint not null,
  state text not null default 'open' check (state in ('open', 'done', 'cancelled', 'expired')),
  kind text not null check (kind in ('call', 'wechat', 'sms', 'visit', 'other')),
  title_zh text not null,
  title_en text not null,
  reason_zh text,
  reason_en text,
  template_code text,
  -- 1 is the most urgent of 3.
  priority smallint not null check (priority between 1 and 3),
  owner_id text references access.users,
  -- Given because of the customer's owner, and given on with the customer; false once somebody was chosen by hand.
  follows_owner boolean not null,
  delegated_by text,
  due_at timestamptz not null,
  snoozed_until timestamptz,
  -- After it nobody needs to do it any more: a birthday that has passed.
  expires_at timestamptz,
  -- `{ every, unit, day }`: the next one is made when this one is done or expires.
  recurs jsonb,
  -- What made it: `{ source, code, … }`; null for what people made by hand.
  cause jsonb,
  -- What is at stake, as its maker reckoned it.
  worth_cents bigint,
  needs_reason boolean not null default false,
  -- Of the overdue ladder: 0 in time, 1 reminded, 2 with the lead.
  overdue_level smallint not null default 0,
  outcome text,
  -- Of the outcome as it was meant then: templates may change.
  result text check (result in ('good', 'neutral', 'bad')),
  reason_code text,
  notes text,
  created_by text,
  created_at timestamptz not null,
  closed_by text,
  closed_at timestamptz,
  primary key (customer_id, task_id)
);
create index tasks_open_owner on tasks.tasks (owner_id, due_at, task_id) where state = 'open';
create index tasks_open_due on tasks.tasks (due_at, task_id) where state = 'open';
create index tasks_closed on tasks.tasks (closed_at desc, task_id desc) where state <> 'open';
create index tasks_closed_by on tasks.tasks (closed_by, closed_at desc) where state <> 'open';

create sequence tasks.task_ids;

-- Customer-owned: the open task of a cause. Claimed before the task is made and given back when it is closed, so that the
-- same cause never makes two open tasks, whoever comes at the same moment.
create table tasks.causes (
  customer_id bigint not null references customers.customers,
  cause_key text not null,
  task_id bigint not null,
  primary key (customer_id, cause_key)
);

-- Control: who may read which calendar without signing in. Only a digest is kept: the address is shown once.
create table tasks.calendars (
  token_digest text primary key,
  user_id text not null references access.users on delete cascade,
  created_at timestamptz not null
);
create unique index calendars_user on tasks.calendars (user_id);
