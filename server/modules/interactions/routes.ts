import type { Actor, Ctx } from '#platform/context.ts';
import { route, type Route } from '#platform/module.ts';
import { deleteContact, getContact, recordContact, updateContact } from './contacts.ts';
import { getPortrait as getPortraitEndpoint } from './portrait-contract.ts';
import { getPortrait } from './portrait.ts';
import * as contract from './contract.ts';
import { createKind, listKinds, updateKind } from './kinds.ts';
import { createSite, listReceived, listSites, revealSecret, updateSite, type NewSecret } from './sites.ts';
import { recordTracked } from './track.ts';
import * as tracking from './tracking-contract.ts';
import { auditBatch, recordCandidates } from './record.ts';

export type RoutesOptions = {
  /** Asked late: rights are made from the permissions of all modules. */
  allows: (actor: Actor, permission: string) => boolean;
  newSecret: NewSecret;
};

export const routesFor = ({ allows, newSecret }: RoutesOptions): Route[] => {
  const maySteer = (ctx: Ctx) => allows(ctx.actor, contract.updateInteractionKind.permission);
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
    route(getPortraitEndpoint, (ctx, { params }) => getPortrait(ctx, params.customerId)),
    route(tracking.listSites, async (ctx) => ({ rows: await listSites(ctx) })),
    route(tracking.createSite, (ctx, { body }) => createSite(ctx, body, newSecret)),
    route(tracking.updateSite, (ctx, { params, body }) => updateSite(ctx, params.siteId, body)),
    route(tracking.revealSiteSecret, async (ctx, { params, body }) => ({
      secret: await revealSecret(ctx, params.siteId, body.renew ? newSecret : null),
    })),
    route(tracking.listReceived, async (ctx, { params }) => ({ rows: await listReceived(ctx, params.siteId) })),
    route(tracking.track, async (ctx, { body, headers, ip }) => ({
      taken: await recordTracked(ctx, body, {
        ip,
        origin: textOf(headers['origin']),
        userAgent: textOf(headers['user-agent']) ?? '',
      }),
    })),
  ];
};

const textOf = (header: string | string[] | undefined): string | null => (typeof header === 'string' ? header : null);
