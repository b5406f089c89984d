import type { Actor } from '#platform/context.ts';
import type { Permission } from '#platform/module.ts';
import { ROLES, type Role } from './roles.ts';

/** Who may do what, from what the modules declare. The administrator may do everything, now and later. */
export type Rights = {
  allows: (actor: Actor, permission: string) => boolean;
  of: (role: string) => string[];
  matrix: () => { permission: string; roles: Role[] }[];
};

export function rightsFrom(permissions: readonly Permission[]): Rights {
  const byCode = new Map(
    permissions.map((permission) => [permission.code, new Set<string>([...permission.roles, 'administrator'])]),
  );
  return {
    allows: (actor, permission) => actor.kind === 'user' && (byCode.get(permission)?.has(actor.role) ?? false),
    of: (role) => [...byCode].filter(([, roles]) => roles.has(role)).map(([code]) => code),
    matrix: () =>
      [...byCode].map(([permission, roles]) => ({ permission, roles: ROLES.filter((role) => roles.has(role)) })),
  };
}
