/** Two-factor sign-in: which roles must have it, and what an administrator does for somebody who lost the telephone. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import { recordAudit } from './audit.ts';
import { ROLES, type Role } from './roles.ts';

const KEY = 'access.second_factor';

/** The roles that may do nothing before they have set it up. */
export async function getRequiredRoles(ctx: Pick<Ctx, 'db'>): Promise<Role[]> {
  const saved = await getSetting<{ roles: string[] }>(ctx, KEY);
  return ROLES.filter((role) => saved?.roles.includes(role));
}

/** Takes effect with the next request of everybody concerned. */
export async function saveRequiredRoles(ctx: Ctx, roles: readonly Role[]): Promise<Role[]> {
  const before = await getRequiredRoles(ctx);
  await saveSetting(ctx, KEY, { roles });
  const after = await getRequiredRoles(ctx);
  await recordAudit(ctx, [
    {
      action: 'roles.second_factor_changed',
      subjectType: 'roles',
      subjectId: null,
      before: { roles: before },
      after: { roles: after },
    },
  ]);
  return after;
}

/** Takes the second factor away and signs the person out everywhere. Answers whether there was one. */
export async function resetSecondFactor(ctx: Ctx, personId: string): Promise<boolean> {
  const { rows } = await sql<{ verified: boolean | null }>`
    delete from access.two_factors where user_id = ${personId} returning verified`.execute(ctx.db);
  await sql`
    update access.users set two_factor_enabled = false, updated_at = ${ctx.now}
    where id = ${personId} and two_factor_enabled`.execute(ctx.db);
  if (rows.length === 0) return false;
  await sql`delete from access.sessions where user_id = ${personId}`.execute(ctx.db);
  await sql`
    delete from access.verifications where value = ${personId} and identifier like 'trust-device-%'`.execute(ctx.db);
  await recordAudit(ctx, [{ action: 'people.second_factor_reset', subjectType: 'person', subjectId: personId }]);
  return true;
}

/** What a person did to the own second factor, as better-auth's address tells it. */
const DEEDS: Readonly<Record<string, string>> = {
  '/two-factor/verify-totp': 'people.second_factor_set_up',
  '/two-factor/disable': 'people.second_factor_removed',
  '/two-factor/generate-backup-codes': 'people.backup_codes_renewed',
};

/** For the trail. A code at sign-in changes nothing and is no deed. */
export async function noteSecondFactor(ctx: Ctx, path: string): Promise<void> {
  const action = DEEDS[path];
  if (!action || ctx.actor.kind !== 'user') return;
  await recordAudit(ctx, [{ action, subjectType: 'person', subjectId: ctx.actor.id }]);
}
