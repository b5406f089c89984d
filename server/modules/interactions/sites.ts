import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { NotFoundError } from '#platform/errors.ts';
import { sql } from 'kysely';
import type { AnswerOf, BodyOf } from '#shared/endpoint.ts';
import type * as contract from './tracking-contract.ts';
import type { Site } from './tracking-contract.ts';

/** Unguessable text, handed in from the edge. */
export type NewSecret = () => string;

type Row = {
  site_id: number;
  key: string;
  name: string;
  origins: string[];
  identify: string;
  customer_source: string;
  active: boolean;
  created_at: Date;
};

export type StoredSite = Site & { secret: string };

const siteOf = (row: Row): Omit<Site, 'lastReceivedAt'> => ({
  siteId: row.site_id,
  key: row.key,
  name: row.name,
  origins: row.origins,
  identify: row.identify as Site['identify'],
  customerSource: row.customer_source,
  active: row.active,
  createdAt: row.created_at,
});

export async function listSites(ctx: Ctx): Promise<Site[]> {
  const rows = await ctx.db
    .selectFrom('interactions.sites as s')
    .selectAll('s')
    .select((eb) =>
      eb
        .selectFrom('interactions.received as r')
        .select((inner) => inner.fn.max('r.received_at').as('at'))
        .whereRef('r.site_id', '=', 's.site_id')
        .as('last'),
    )
    .orderBy('s.site_id')
    .execute();
  return rows.map((row) => ({ ...siteOf(row), lastReceivedAt: row.last }));
}

export async function findSite(ctx: Ctx, key: string): Promise<StoredSite | null> {
  const row = await ctx.db
    .selectFrom('interactions.sites')
    .selectAll()
    .where('key', '=', key)
    .where('active', '=', true)
    .executeTakeFirst();
  return row ? { ...siteOf(row), secret: row.secret, lastReceivedAt: null } : null;
}

async function getSite(ctx: Ctx, siteId: number): Promise<Site> {
  const site = (await listSites(ctx)).find((one) => one.siteId === siteId);
  if (!site) throw new NotFoundError('interactions.no_such_site', 'There is no such web site or app.');
  return site;
}

export async function createSite(
  ctx: Ctx,
  draft: BodyOf<typeof contract.createSite>,
  newSecret: NewSecret,
): Promise<Site> {
  const row = await ctx.db
    .insertInto('interactions.sites')
    .values({
      key: newSecret(),
      secret: newSecret() + newSecret(),
      name: draft.name,
      origins: draft.origins,
      identify: draft.identify,
      customer_source: draft.customerSource,
      created_at: ctx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const site = { ...siteOf(row), lastReceivedAt: null };
  await recordAudit(ctx, [audit('interactions.site_created', site.siteId, null, site)]);
  return site;
}

export async function updateSite(ctx: Ctx, siteId: number, change: BodyOf<typeof contract.updateSite>): Promise<Site> {
  const before = await getSite(ctx, siteId);
  const after = { ...before, ...change };
  await ctx.db
    .updateTable('interactions.sites')
    .set({
      name: after.name,
      origins: after.origins,
      identify: after.identify,
      customer_source: after.customerSource,
      active: after.active,
    })
    .where('site_id', '=', siteId)
    .execute();
  await recordAudit(ctx, [audit('interactions.site_changed', siteId, before, after)]);
  return after;
}

/** The trail says that it was shown or renewed, not what it is. */
export async function revealSecret(ctx: Ctx, siteId: number, renew: NewSecret | null): Promise<string> {
  await getSite(ctx, siteId);
  if (renew)
    await ctx.db
      .updateTable('interactions.sites')
      .set({ secret: renew() + renew() })
      .where('site_id', '=', siteId)
      .execute();
  const { secret } = await ctx.db
    .selectFrom('interactions.sites')
    .select('secret')
    .where('site_id', '=', siteId)
    .executeTakeFirstOrThrow();
  await recordAudit(ctx, [
    audit(renew ? 'interactions.site_secret_renewed' : 'interactions.site_secret_shown', siteId, null, null),
  ]);
  return secret;
}

const audit = (action: string, siteId: number, before: Site | null, after: Site | null) => ({
  action,
  subjectType: 'site',
  subjectId: siteId,
  before,
  after,
});

export type Received = AnswerOf<typeof contract.listReceived>['rows'][number];

export async function listReceived(ctx: Ctx, siteId: number): Promise<Received[]> {
  await getSite(ctx, siteId);
  const { rows } = await sql<Received>`
    select received_id as "receivedId", received_at as "receivedAt", kind, page, title, seconds, identity
    from interactions.received where site_id = ${siteId} order by received_id desc limit ${RECEIVED_KEPT}`.execute(
    ctx.db,
  );
  return rows;
}

const RECEIVED_KEPT = 30;

/** Keeps the last few of a site. */
export async function noteReceived(
  ctx: Ctx,
  siteId: number,
  events: readonly Omit<Received, 'receivedId' | 'receivedAt'>[],
): Promise<void> {
  await ctx.db
    .insertInto('interactions.received')
    .values(events.slice(-RECEIVED_KEPT).map((event) => ({ ...event, site_id: siteId, received_at: ctx.now })))
    .execute();
  await sql`
    delete from interactions.received where site_id = ${siteId} and received_id < (
      select received_id from interactions.received where site_id = ${siteId}
      order by received_id desc offset ${RECEIVED_KEPT} limit 1)`.execute(ctx.db);
}
