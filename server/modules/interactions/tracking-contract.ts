import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { idParam, instant } from '#shared/wire.ts';
import { kindCode } from './contract.ts';

/** A page of ours is never one of the visitors' pages: scheme, host and port, nothing behind. */
export const origin = z
  .url({ protocol: /^https?$/ })
  .max(200)
  .refine((text) => new URL(text).origin === text, 'scheme, host and port only, as https://shop.example');

/** `signed`: an id counts when the site's server has signed it. `trusted`: whatever the page says is believed. */
export const identifyRule = z.enum(['signed', 'trusted']);

export const site = z.object({
  siteId: z.number().int(),
  key: z.string(),
  name: z.string(),
  origins: z.array(z.string()),
  identify: identifyRule,
  customerSource: z.string(),
  active: z.boolean(),
  createdAt: instant,
  lastReceivedAt: instant.nullable(),
});
export type Site = z.infer<typeof site>;

const siteWrite = z.object({
  name: z.string().trim().min(1).max(80),
  origins: z.array(origin).max(20),
  identify: identifyRule,
  customerSource: z.string().trim().min(1).max(60),
});

export const listSites = endpoint({
  method: 'GET',
  path: '/api/interactions/sites',
  summary: 'Web sites and apps that send what their visitors do',
  permission: 'interactions.configure',
  scope: 'none',
  response: z.object({ rows: z.array(site) }),
});

export const createSite = endpoint({
  method: 'POST',
  path: '/api/interactions/sites',
  summary: 'Add a web site or app',
  permission: 'interactions.configure',
  scope: 'none',
  idempotency: 'each call makes one: a site has no name of its own that could repeat',
  body: siteWrite,
  response: site,
});

export const updateSite = endpoint({
  method: 'PATCH',
  path: '/api/interactions/sites/:siteId',
  summary: 'Change a web site or app, or close it to events',
  permission: 'interactions.configure',
  scope: 'none',
  idempotency: 'sets values',
  params: z.object({ siteId: idParam }),
  body: siteWrite.partial().extend({ active: z.boolean().optional() }),
  response: site,
});

export const revealSiteSecret = endpoint({
  method: 'POST',
  path: '/api/interactions/sites/:siteId/secret',
  summary: 'The secret that signs who somebody is; `renew` makes a new one and the old one is worth nothing',
  permission: 'interactions.configure',
  scope: 'none',
  idempotency: 'shows the same secret again; each renewal makes another',
  params: z.object({ siteId: idParam }),
  body: z.object({ renew: z.boolean().default(false) }),
  response: z.object({ secret: z.string() }),
});

export const listReceived = endpoint({
  method: 'GET',
  path: '/api/interactions/sites/:siteId/received',
  summary: 'The last events of a web site or app, newest first',
  permission: 'interactions.configure',
  scope: 'none',
  params: z.object({ siteId: idParam }),
  response: z.object({
    rows: z.array(
      z.object({
        receivedId: z.number().int(),
        receivedAt: instant,
        kind: z.string(),
        page: z.string().nullable(),
        title: z.string().nullable(),
        seconds: z.number().int().nullable(),
        identity: z.enum(['none', 'believed', 'refused', 'unknown']),
      }),
    ),
  }),
});

const short = z.string().trim().min(1).max(200);

export const trackedEvent = z.object({
  id: z.string().trim().min(8).max(64),
  kind: kindCode,
  at: instant,
  page: z.string().max(1_000).optional(),
  title: short.optional(),
  seconds: z.number().int().min(0).max(86_400).optional(),
  feature: short.optional(),
  properties: z
    .record(z.string().min(1).max(40), z.union([z.string().max(300), z.number(), z.boolean()]))
    .refine((value) => Object.keys(value).length <= 20, 'at most 20 properties')
    .optional(),
});
export type TrackedEvent = z.infer<typeof trackedEvent>;

/** What the snippet sends, as JSON under the name of plain text: so browsers need not ask for leave first. */
export const track = endpoint({
  method: 'POST',
  path: '/api/track',
  summary: 'What visitors of a web site or app do; for our own snippet, from the pages of that site only',
  permission: 'public',
  scope: 'none',
  crossOrigin: true,
  idempotency: 'an event id is recorded once; of one that comes again the longer stay stands',
  body: z.object({
    site: z.string().min(8).max(64),
    visitor: z.string().trim().min(8).max(64),
    /** By the visitor's clock, which is often wrong: what is between it and ours is put right. */
    sentAt: instant,
    identity: z
      .object({ externalId: z.string().trim().min(1).max(120), signature: z.string().max(200).optional() })
      .optional(),
    events: z.array(trackedEvent).min(1).max(50),
  }),
  response: z.object({ taken: z.number().int() }),
});
