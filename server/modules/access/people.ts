import type { Ctx } from '#platform/context.ts';
import { ConflictError, InvalidError, NotFoundError } from '#platform/errors.ts';
import { recordAudit } from './audit.ts';
import type { Auth } from './auth.ts';
import type { Person } from './contract.ts';
import type { Role, ScopeKind } from './roles.ts';
import { getRoleScopes, scopeKindOf } from './scopes.ts';

export type PersonDraft = {
  name: string;
  email: string;
  password: string;
  role: Role;
  locale?: Person['locale'];
  storeIds?: number[];
  scope?: ScopeKind | null;
};

export async function listPeople(ctx: Ctx): Promise<Person[]> {
  const people = await ctx.db.selectFrom('access.users').selectAll().orderBy('created_at').execute();
  const stores = await ctx.db.selectFrom('access.user_stores').selectAll().execute();
  const teams = await ctx.db.selectFrom('access.teams').select('lead_id').where('active', '=', true).execute();
  const leads = new Set(teams.map((team) => team.lead_id));
  const roleScopes = await getRoleScopes(ctx);
  return people.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role as Role,
    active: row.active,
    locale: row.locale as Person['locale'],
    secondFactor: row.two_factor_enabled,
    storeIds: stores.filter((s) => s.user_id === row.id).map((s) => s.store_id),
    scope: row.scope as ScopeKind | null,
    effectiveScope: scopeKindOf({ ...row, leads: leads.has(row.id) }, roleScopes),
  }));
}

export async function getPerson(ctx: Ctx, id: string): Promise<Person> {
  const person = (await listPeople(ctx)).find((candidate) => candidate.id === id);
  if (!person) throw new NotFoundError('access.person_not_found');
  return person;
}

export async function hasPeople(ctx: Ctx): Promise<boolean> {
  return (await ctx.db.selectFrom('access.users').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export async function createPerson(ctx: Ctx, auth: Auth, draft: PersonDraft): Promise<Person> {
  const email = draft.email.toLowerCase();
  const taken = await ctx.db.selectFrom('access.users').select('id').where('email', '=', email).executeTakeFirst();
  if (taken) throw new ConflictError('access.email_taken', 'Somebody already signs in with this e-mail.');
  const id = auth.newId();
  await ctx.db
    .insertInto('access.users')
    .values({
      id,
      name: draft.name,
      email,
      email_verified: true,
      role: draft.role,
      locale: draft.locale ?? 'zh-CN',
      scope: draft.scope ?? null,
      created_at: ctx.now,
      updated_at: ctx.now,
    })
    .execute();
  await setPassword(ctx, auth, id, draft.password);
  await setStores(ctx, id, draft.storeIds ?? []);
  const person = await getPerson(ctx, id);
  await recordAudit(ctx, [{ action: 'people.created', subjectType: 'person', subjectId: id, after: person }]);
  return person;
}

export type PersonChange = {
  name?: string;
  role?: Role;
  active?: boolean;
  locale?: Person['locale'];
  storeIds?: number[];
  scope?: ScopeKind | null;
  password?: string;
};

/** Whoever loses access, or gets a new password, is signed out everywhere at once. */
export async function updatePerson(ctx: Ctx, auth: Auth, id: string, change: PersonChange): Promise<Person> {
  const before = await getPerson(ctx, id);
  const { password, storeIds, ...columns } = change;
  await ctx.db
    .updateTable('access.users')
    .set({ ...columns, updated_at: ctx.now })
    .where('id', '=', id)
    .execute();
  if (storeIds) await setStores(ctx, id, storeIds);
  if (password) await setPassword(ctx, auth, id, password);
  if (password || change.active === false) {
    await ctx.db.deleteFrom('access.sessions').where('user_id', '=', id).execute();
  }
  const after = await getPerson(ctx, id);
  await refuseLastAdministratorLeaving(ctx);
  await recordAudit(ctx, [
    {
      action: password ? 'people.password_set' : 'people.updated',
      subjectType: 'person',
      subjectId: id,
      before,
      after,
    },
  ]);
  return after;
}

async function setPassword(ctx: Ctx, auth: Auth, userId: string, password: string): Promise<void> {
  const hash = await auth.hashPassword(password);
  await ctx.db
    .deleteFrom('access.accounts')
    .where('user_id', '=', userId)
    .where('provider_id', '=', 'credential')
    .execute();
  await ctx.db
    .insertInto('access.accounts')
    .values({
      id: auth.newId(),
      user_id: userId,
      account_id: userId,
      provider_id: 'credential',
      password: hash,
      created_at: ctx.now,
      updated_at: ctx.now,
    })
    .execute();
}

async function setStores(ctx: Ctx, userId: string, storeIds: readonly number[]): Promise<void> {
  await ctx.db.deleteFrom('access.user_stores').where('user_id', '=', userId).execute();
  if (storeIds.length === 0) return;
  const known = await ctx.db.selectFrom('access.stores').select('store_id').where('store_id', 'in', storeIds).execute();
  if (known.length < new Set(storeIds).size)
    throw new InvalidError('access.store_not_found', 'One of the stores does not exist.');
  await ctx.db
    .insertInto('access.user_stores')
    .values(known.map((row) => ({ user_id: userId, store_id: row.store_id })))
    .execute();
}

async function refuseLastAdministratorLeaving(ctx: Ctx): Promise<void> {
  const remaining = await ctx.db
    .selectFrom('access.users')
    .select('id')
    .where('role', '=', 'administrator')
    .where('active', '=', true)
    .limit(1)
    .executeTakeFirst();
  if (!remaining) throw new ConflictError('access.last_administrator', 'Somebody must stay administrator.');
}

/** Sign-ins that ended before the moment, and one-time proofs nobody answered. */
export async function removeEndedSessions(ctx: Ctx, before: Date): Promise<number> {
  const sessions = await ctx.db.deleteFrom('access.sessions').where('expires_at', '<', before).executeTakeFirst();
  const proofs = await ctx.db.deleteFrom('access.verifications').where('expires_at', '<', before).executeTakeFirst();
  return Number(sessions.numDeletedRows + proofs.numDeletedRows);
}
