-- The shape better-auth's plugin works with; it is told these names in access/auth.ts.
alter table access.users add column two_factor_enabled boolean not null default false;

-- Control: the second proof of who somebody is: secret and backup codes, both encrypted with the house's session secret.
create table access.two_factors (
  id text primary key,
  user_id text not null unique references access.users on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean default true,
  failed_verification_count int default 0,
  locked_until timestamptz
);
create index two_factors_secret on access.two_factors (secret);
