import type { Ctx } from '#platform/context.ts';
import { route, type Route } from '#platform/module.ts';
import { deleteContact, getContact, recordContact, updateContact } from './contacts.ts';
import * as contract from './contract.ts';
import { createKind, listKinds, updateKind } from './kinds.ts';
import { auditBatch, recordCandidates } from './record.ts';

/** `allows` is asked late: rights are made from the permissions of all modules. */
export const routesFor = (allows: (ctx: Ctx, permission: string) => boolean): Route[] => {
  const maySteer = (ctx: Ctx) => allows(ctx, contract.updateInteractionKind.permission);
  return [
    route(contract.recordInteractions, async (ctx, { body }) => {
      const outcome = await recordCandidates(ctx, body.events);
      await auditBatch(ctx, outcome);
      return outcome;
    }),
    route(contract.listInteractionKinds, async (ctx) => ({ rows: await listKinds(ctx) })),
    route(contract.createInteractionKind, (ctx, { body }) => createKind(ctx, body)),
    route(contract.updateInteractionKind, (ctx, { params, body }) => updateKind(ctx, params.code, body)),
    route(contract.recordContact, (ctx, { params, body }) => recordContact(ctx, params.customerId, body)),
    route(contract.getContact, (ctx, { params }) => getContact(ctx, params.customerId, params.interactionId)),
    route(contract.updateContact, (ctx, { params, body }) => updateContact(ctx, params, body, maySteer(ctx))),
    route(contract.deleteContact, async (ctx, { params }) => {
      await deleteContact(ctx, params, maySteer(ctx));
      return { done: true };
    }),
  ];
};
