import { getSetting } from '#platform/settings.ts';
import { systemActor } from '#platform/context.ts';
import { ConflictError } from '#platform/errors.ts';
import { route, type Route } from '#platform/module.ts';
import { listAudit } from './audit.ts';
import type { Auth } from './auth.ts';
import * as contract from './contract.ts';
import * as keysContract from './keys-contract.ts';
import { createKey, listKeys, revokeKey } from './keys.ts';
import * as exported from './exports-contract.ts';
import { listExports } from './exports.ts';
import { getOrganisation, saveOrganisation } from './organisation.ts';
import { createPerson, getPerson, hasPeople, listPeople, updatePerson } from './people.ts';
import type { Rights } from './permissions.ts';
import { getRoleScopes, saveRoleScopes } from './scopes.ts';
import { getRequiredRoles, resetSecondFactor, saveRequiredRoles } from './second-factor.ts';
import { listStores, saveStores } from './stores.ts';
import { createTeam, listTeams, updateTeam } from './teams.ts';

export function accessRoutes(auth: Auth, rights: () => Rights, version: string): Route[] {
  return [
    route(contract.getStart, async (ctx) => {
      const signedIn = ctx.actor.kind === 'user';
      const empty = !signedIn && !(await hasPeople(ctx));
      return {
        state: stateOf(empty, signedIn),
        organisation: empty ? null : await getOrganisation(ctx),
        me:
          ctx.actor.kind === 'user'
            ? {
                ...(await getPerson(ctx, ctx.actor.id)),
                permissions: rights().of(ctx.actor),
                owesSecondFactor: ctx.actor.owesSecondFactor ?? false,
              }
            : null,
        version,
        demo: (await getSetting(ctx, 'demo')) !== null,
      };
    }),

    route(contract.createFirstAdministrator, async (ctx, { body }) => {
      if (await hasPeople(ctx))
        throw new ConflictError('access.already_started', 'This house already has an administrator.');
      const setup = { ...ctx, actor: systemActor('first run') };
      await saveOrganisation(setup, body.organisation);
      return createPerson(setup, auth, { ...body, role: 'administrator' });
    }),

    route(contract.listPeople, async (ctx) => ({ rows: await listPeople(ctx) })),
    route(contract.createPerson, (ctx, { body }) => createPerson(ctx, auth, body)),
    route(contract.updatePerson, (ctx, { params, body }) => updatePerson(ctx, auth, params.id, body)),
    route(contract.updateMe, async (ctx, { body }) => {
      if (ctx.actor.kind === 'user') await updatePerson(ctx, auth, ctx.actor.id, body);
      return { done: true };
    }),
    route(contract.resetSecondFactor, async (ctx, { params }) => {
      const person = await getPerson(ctx, params.id);
      return (await resetSecondFactor(ctx, person.id)) ? getPerson(ctx, person.id) : person;
    }),
    route(contract.listRoles, async (ctx) => ({
      rows: rights().matrix(),
      scopes: await getRoleScopes(ctx),
      secondFactor: await getRequiredRoles(ctx),
    })),
    route(contract.saveRequiredRoles, async (ctx, { body }) => ({ roles: await saveRequiredRoles(ctx, body.roles) })),
    route(contract.saveRoleScopes, async (ctx, { body }) => ({ scopes: await saveRoleScopes(ctx, body.scopes) })),
    route(contract.listTeams, async (ctx) => ({ rows: await listTeams(ctx) })),
    route(contract.createTeam, (ctx, { body }) => createTeam(ctx, body)),
    route(contract.updateTeam, (ctx, { params, body }) => updateTeam(ctx, params.teamId, body)),

    route(keysContract.listKeys, async (ctx) => ({ rows: await listKeys(ctx) })),
    route(keysContract.createKey, (ctx, { body }) => createKey(ctx, body, rights().all())),
    route(keysContract.revokeKey, (ctx, { params }) => revokeKey(ctx, params.keyId)),

    route(contract.listStores, async (ctx) => ({ rows: await listStores(ctx) })),
    route(contract.saveStore, async (ctx, { params, body }) => {
      const [store] = await saveStores(ctx, [{ code: params.code, ...body }]);
      if (!store) throw new ConflictError('access.store_not_saved');
      return store;
    }),
    route(contract.saveOrganisation, (ctx, { body }) => saveOrganisation(ctx, body)),
    route(exported.listExports, (ctx, { query }) => listExports(ctx, query)),
    route(contract.listAudit, (ctx, { query }) => listAudit(ctx, query)),
  ];
}

const stateOf = (empty: boolean, signedIn: boolean): 'empty' | 'signed_in' | 'signed_out' =>
  empty ? 'empty' : signedIn ? 'signed_in' : 'signed_out';
