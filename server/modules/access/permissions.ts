import type { Actor } from '#platform/context.ts';
import type { Permission } from '#platform/module.ts';
import { ROLES, type Role } from './roles.ts';

/** Who may do what, from what the modules declare. The administrator may do everything, now and later. */
export type Rights = {
  allows: (actor: Actor, permission: string) => boolean;
  of: (actor: Actor) => string[];
  /** Every permission there is. */
  all: () => string[];
  matrix: () => { permission: string; roles: Role[]; overEverybody: boolean }[];
};

export function rightsFrom(permissions: readonly Permission[]): Rights {
  const byCode = new Map(
    permissions.map(({ code, roles, overEverybody = false }) => [
      code,
      { roles: new Set<string>([...roles, 'administrator']), overEverybody },
    ]),
  );
  const allows = (actor: Actor, permission: string): boolean => {
    const right = byCode.get(permission);
    if (!right || actor.kind === 'system' || (actor.kind === 'user' && actor.owesSecondFactor)) return false;
    if (actor.kind === 'key' ? !actor.permissions.includes(permission) : !right.roles.has(actor.role)) return false;
    return !right.overEverybody || actor.scope.kind === 'all';
  };
  return {
    allows,
    all: () => [...byCode.keys()],
    of: (actor) => [...byCode.keys()].filter((code) => allows(actor, code)),
    matrix: () =>
      [...byCode].map(([permission, { roles, overEverybody }]) => ({
        permission,
        roles: ROLES.filter((role) => roles.has(role)),
        overEverybody,
      })),
  };
}
