/** Whom a member of staff may know of: the person's own scope, else that of the role. */
import { sql } from 'kysely';
import type { Actor, Ctx, Scope } from '#platform/context.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import { recordAudit } from './audit.ts';
import { getRequiredRoles } from './second-factor.ts';
import { ROLES, USUAL_SCOPES, type Role, type ScopeKind } from './roles.ts';

export type RoleScopes = Record<Role, ScopeKind>;

const KEY = 'access.role_scopes';

export async function getRoleScopes(ctx: Pick<Ctx, 'db'>): Promise<RoleScopes> {
  const saved = await getSetting<Partial<RoleScopes>>(ctx, KEY);
  return { ...USUAL_SCOPES, ...saved, administrator: 'all' };
}

/** Takes effect with the next request of everybody concerned: the scope is made anew for each. */
export async function saveRoleScopes(ctx: Ctx, change: Partial<RoleScopes>): Promise<RoleScopes> {
  const before = await getRoleScopes(ctx);
  const after: RoleScopes = { ...before, ...change, administrator: 'all' };
  await saveSetting(ctx, KEY, after);
  await recordAudit(ctx, [{ action: 'roles.scopes_changed', subjectType: 'roles', subjectId: null, before, after }]);
  return after;
}

/** The scope that counts. Leading a team is knowing its customers, so nobody who leads one is left with the own alone. */
export function scopeKindOf(
  person: { role: string; scope: string | null; leads: boolean },
  roleScopes: RoleScopes,
): ScopeKind {
  if (person.role === 'administrator') return 'all';
  const role = ROLES.find((one) => one === person.role);
  const kind = (person.scope as ScopeKind | null) ?? (role ? roleScopes[role] : 'own');
  return kind === 'own' && person.leads ? 'team' : kind;
}

type Found = {
  name: string;
  role: string;
  scope: string | null;
  second_factor: boolean;
  leads: boolean;
  store_ids: number[];
  team_store_ids: number[];
  member_ids: string[];
};

/**
 * The actor a member of staff is; null when there is no such person, or no longer. Made for every request, so a change
 * of role, stores or team counts from the next click on.
 */
export async function findActor(ctx: Pick<Ctx, 'db'>, userId: string): Promise<Actor | null> {
  const { rows } = await sql<Found>`
    with mine as (
      select t.team_id, t.lead_id from access.teams t
      where t.active and (t.lead_id = ${userId} or exists
        (select from access.team_members m where m.team_id = t.team_id and m.user_id = ${userId}))
    ),
    members as (
      select user_id from access.team_members join mine using (team_id)
      union select lead_id from mine where lead_id is not null
      union select ${userId}
    )
    select u.name, u.role, u.scope, u.two_factor_enabled as second_factor, exists (select from mine where lead_id = ${userId}) as leads,
      array(select store_id from access.user_stores s where s.user_id = u.id order by 1) as store_ids,
      array(select distinct store_id from access.user_stores s join members using (user_id) order by 1) as team_store_ids,
      array(select user_id from members order by 1) as member_ids
    from access.users u where u.id = ${userId} and u.active`.execute(ctx.db);
  const [person] = rows;
  if (!person) return null;
  const kind = scopeKindOf(person, await getRoleScopes(ctx));
  const owes = !person.second_factor && (await getRequiredRoles(ctx)).some((role) => role === person.role);
  return {
    kind: 'user',
    id: userId,
    name: person.name,
    role: person.role,
    scope: scopeOfKind(kind, userId, person),
    ...(owes && { owesSecondFactor: true as const }),
  };
}

function scopeOfKind(kind: ScopeKind, userId: string, person: Found): Scope {
  if (kind === 'all') return { kind };
  if (kind === 'team') return { kind, userId, storeIds: person.team_store_ids, memberIds: person.member_ids };
  return { kind, userId, storeIds: person.store_ids };
}
