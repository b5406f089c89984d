import type { Module } from '#platform/module.ts';
import type { Auth } from './auth.ts';
import type { Rights } from './permissions.ts';
import { accessRoutes } from './routes.ts';

/** `rights` is asked late: it is made from the permissions of all modules, this one included. */
export function accessModule(auth: Auth, rights: () => Rights, version: string): Module {
  return {
    name: 'access',
    permissions: [
      { code: 'access.people', roles: [] },
      { code: 'access.organisation', roles: [] },
      { code: 'access.audit', roles: ['retention_lead'], overEverybody: true },
      { code: 'access.keys', roles: [] },
    ],
    routes: accessRoutes(auth, rights, version),
  };
}
