/**
 * What browsers send. Nothing here is believed more than it must be: a site takes events from its own pages only, a browser
 * speaks for a visitor it may name only by the site's rule, makes no customers, and says nothing of calls or notes.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { isbot } from 'isbot';
import type { Ctx } from '#platform/context.ts';
import { ForbiddenError, ProblemError } from '#platform/errors.ts';
import type { BodyOf } from '#shared/endpoint.ts';
import type { InteractionDraft } from './contract.ts';
import { MinuteLimit } from './limits.ts';
import { recordCandidates } from './record.ts';
import { findSite, noteReceived, type Received, type StoredSite } from './sites.ts';
import type * as contract from './tracking-contract.ts';
import type { TrackedEvent } from './tracking-contract.ts';

type Sent = BodyOf<typeof contract.track>;
export type Sender = { ip: string; origin: string | null; userAgent: string };

const perAddress = new MinuteLimit(600);
const perSite = new MinuteLimit(60_000);

/** What a visitor does, and nothing that people say they did. */
const KINDS = new Set([
  'page_view',
  'feature_use',
  'login',
  'add_to_cart',
  'cart_abandoned',
  'course_completed',
  'share',
]);
const LONGEST_BODY = 64 * 1024;
/** A page may have lain open over a weekend without a net; beyond that its clock or its story is wrong. */
const OLDEST_MS = 7 * 86_400_000;

export async function recordTracked(ctx: Ctx, sent: Sent, sender: Sender): Promise<number> {
  const site = await findSite(ctx, sent.site);
  if (!site) throw new ForbiddenError('interactions.unknown_site', 'No site has this key.');
  refuseOrigin(site, sender.origin);
  if (JSON.stringify(sent).length > LONGEST_BODY) throw new ProblemError(413, 'interactions.too_long');
  if (isbot(sender.userAgent)) return 0;
  refuseFlood(ctx, site, sender, sent.events.length);
  const events = sent.events
    .filter((event) => KINDS.has(event.kind))
    .map((event) => ({ ...event, at: rightMoment(ctx, sent, event) }));
  const sound = events.filter((event) => event.at.getTime() > ctx.now.getTime() - OLDEST_MS);
  if (sound.length === 0) return 0;
  const believed = sent.identity && isBelieved(site, sent.identity) ? sent.identity : null;
  const outcome = await recordCandidates(
    ctx,
    sound.map((event) => ({ draft: draftOf(site, sent.visitor, believed?.externalId ?? null, event), raw: null })),
    { makesCustomers: false },
  );
  const identity = !sent.identity ? 'none' : !believed ? 'refused' : outcome.waiting > 0 ? 'unknown' : 'believed';
  await noteReceived(
    ctx,
    site.siteId,
    sound.map((event) => receivedOf(event, identity)),
  );
  return outcome.created + outcome.waiting;
}

function refuseOrigin(site: StoredSite, origin: string | null): void {
  const own = origin === null ? site.origins.length === 0 : site.origins.includes(origin);
  if (!own) throw new ForbiddenError('interactions.foreign_page', 'This page is none of the site’s.');
}

function refuseFlood(ctx: Ctx, site: StoredSite, sender: Sender, events: number): void {
  const fits =
    perAddress.take(`${site.siteId} ${sender.ip}`, events, ctx.now) && perSite.take(site.key, events, ctx.now);
  if (!fits) throw new ProblemError(429, 'interactions.too_many', 'Too many events; try again in a minute.');
}

/** By our clock: what lies between the visitor's and ours when they sent it lies between them all along. */
function rightMoment(ctx: Ctx, sent: Sent, event: TrackedEvent): Date {
  const before = Math.max(0, sent.sentAt.getTime() - event.at.getTime());
  return new Date(ctx.now.getTime() - before);
}

/** `signature` is the HMAC-SHA256 of the external id under the site's secret, in hexadecimal. */
function isBelieved(site: StoredSite, { externalId, signature }: NonNullable<Sent['identity']>): boolean {
  if (site.identify === 'trusted') return true;
  const right = createHmac('sha256', site.secret).update(externalId).digest();
  const given = Buffer.from(signature ?? '', 'hex');
  return given.length === right.length && timingSafeEqual(given, right);
}

const draftOf = (
  site: StoredSite,
  visitor: string,
  externalId: string | null,
  { id, page, ...event }: TrackedEvent,
): InteractionDraft => ({
  ...event,
  source: `site:${site.key}`,
  externalId: `${visitor}:${id}`,
  anonymousId: visitor,
  ...(page && { page }),
  ...(externalId && { customer: { externalId, source: site.customerSource } }),
});

const receivedOf = (
  event: TrackedEvent,
  identity: Received['identity'],
): Omit<Received, 'receivedId' | 'receivedAt'> => ({
  kind: event.kind,
  page: event.page?.split('?')[0] ?? null,
  title: event.title ?? event.feature ?? null,
  seconds: event.seconds ?? null,
  identity,
});
