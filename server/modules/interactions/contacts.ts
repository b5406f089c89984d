/** What people write down themselves: notes, calls, visits, messages. The writer corrects them, and so does the lead. */
import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import { refuseForgotten, requireCustomer } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { emit } from '#platform/events.ts';
import { ForbiddenError, InvalidError, NotFoundError } from '#platform/errors.ts';
import type { BodyOf } from '#shared/endpoint.ts';
import type * as contract from './contract.ts';
import type { Contact } from './contract.ts';
import { recordInteractions } from './record.ts';
import { markDays, nextBatchId } from './touched.ts';

/** The source of what people write down in the console. */
const SOURCE = 'console';

export async function recordContact(
  ctx: Ctx,
  customerId: number,
  draft: BodyOf<typeof contract.recordContact>,
): Promise<Contact> {
  await requireCustomer(ctx, customerId);
  await refuseForgotten(ctx, customerId);
  const { reference, kind, at, ...said } = draft;
  refuseEmpty(said);
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null && value !== undefined));
  const event = { source: SOURCE, externalId: reference, kind, at: at ?? ctx.now, customer: { customerId }, ...given };
  const { refused } = await recordInteractions(ctx, [event], { actorId: actorId(ctx) });
  if (refused[0]) throw new InvalidError(refused[0].code, refused[0].message);
  const { rows } = await sql<{ event_id: string }>`
    select event_id from interactions.interactions i join ingest.sources s using (source_id)
    where customer_id = ${customerId} and s.code = ${SOURCE}
      and event_id = md5(s.source_id || ':' || ${reference}::text)::uuid`.execute(ctx.db);
  const contact = await getContact(ctx, customerId, rows[0]?.event_id ?? '');
  await recordAudit(ctx, [audit('interactions.contact_recorded', contact, null)]);
  return contact;
}

function refuseEmpty(said: { content?: string | null; outcome?: string | null; needs?: string | null }): void {
  if (said.content || said.outcome || said.needs) return;
  throw new InvalidError('interactions.nothing_said', 'Say something: content, outcome or needs.', [
    { path: 'content', code: 'interactions.nothing_said', message: 'is empty' },
  ]);
}

const actorId = (ctx: Ctx): string | null => (ctx.actor.kind === 'user' ? ctx.actor.id : null);

type Row = {
  interactionId: string;
  customerId: number;
  kind: string;
  at: Date;
  actorId: string | null;
  actorName: string | null;
  content: string | null;
  seconds: number | null;
  inbound: boolean | null;
  detail: { channel?: string; outcome?: string; needs?: string } | null;
};

export async function getContact(ctx: Ctx, customerId: number, interactionId: string): Promise<Contact> {
  await requireCustomer(ctx, customerId);
  const { rows } = await sql<Row>`
    select i.event_id as "interactionId", i.customer_id as "customerId", k.code as kind, i.happened_at as at,
      i.actor_id as "actorId", u.name as "actorName", i.content, i.seconds, i.inbound, i.detail
    from interactions.interactions i join interactions.kinds k using (kind_id)
      join ingest.sources s using (source_id) left join access.users u on u.id = i.actor_id
    where i.customer_id = ${customerId} and i.event_id = ${interactionId || null}::uuid and s.code = ${SOURCE}`.execute(
    ctx.db,
  );
  const [row] = rows;
  if (!row) throw new NotFoundError('interactions.not_found', 'There is no such interaction written down here.');
  const { detail, inbound, ...contact } = row;
  return {
    ...contact,
    direction: inbound === null ? null : inbound ? 'in' : 'out',
    channel: (detail?.channel ?? null) as Contact['channel'],
    outcome: (detail?.outcome ?? null) as Contact['outcome'],
    needs: detail?.needs ?? null,
  };
}

/** The writer, or whoever may configure interactions. */
function requireOwn(ctx: Ctx, contact: Contact, maySteer: boolean): void {
  if (maySteer || contact.actorId === actorId(ctx)) return;
  throw new ForbiddenError('interactions.somebody_elses', 'Somebody else wrote this down.');
}

export async function updateContact(
  ctx: Ctx,
  place: { customerId: number; interactionId: string },
  change: BodyOf<typeof contract.updateContact>,
  maySteer: boolean,
): Promise<Contact> {
  const before = await getContact(ctx, place.customerId, place.interactionId);
  requireOwn(ctx, before, maySteer);
  const after: Contact = { ...before, ...change };
  refuseEmpty(after);
  if (after.at > ctx.now) throw new InvalidError('interactions.in_future', 'at: has not happened yet');
  const { channel, outcome, needs } = after;
  const detail = Object.fromEntries(Object.entries({ channel, outcome, needs }).filter(([, value]) => value !== null));
  await touch(
    ctx,
    place,
    sql`
      update interactions.interactions set happened_at = ${after.at}, content = ${after.content}, seconds = ${after.seconds},
        inbound = ${after.direction === null ? null : after.direction === 'in'},
        detail = ${JSON.stringify(detail)}::jsonb
      where customer_id = ${place.customerId} and event_id = ${place.interactionId}::uuid
      returning customer_id, kind_id, happened_at, true as added`,
    before.at,
  );
  await recordAudit(ctx, [audit('interactions.contact_changed', after, before)]);
  return after;
}

export async function deleteContact(
  ctx: Ctx,
  place: { customerId: number; interactionId: string },
  maySteer: boolean,
): Promise<void> {
  const before = await getContact(ctx, place.customerId, place.interactionId);
  requireOwn(ctx, before, maySteer);
  await touch(
    ctx,
    place,
    sql`
      delete from interactions.interactions
      where customer_id = ${place.customerId} and event_id = ${place.interactionId}::uuid
      returning customer_id, kind_id, happened_at, true as added`,
    before.at,
  );
  await recordAudit(ctx, [audit('interactions.contact_deleted', { ...before, content: null, needs: null }, null)]);
}

/** Writes, and has both days summed again: the one it lies on and the one it lay on. */
async function touch(
  ctx: Ctx,
  { customerId }: { customerId: number },
  written: ReturnType<typeof sql>,
  movedFrom: Date,
): Promise<void> {
  const batchId = await nextBatchId(ctx);
  await markDays(
    ctx,
    batchId,
    sql`
    select customer_id, kind_id, happened_at, added from changed
    union all select customer_id, kind_id, ${movedFrom}::timestamptz, added from changed`,
    sql`changed as (${written}),`,
  );
  await emit(ctx, 'interactions.recorded', [customerId]);
}

/** What was said stays out of the trail: it is personal, and the trail outlives an erasure. */
const audit = (action: string, after: Contact, before: Contact | null) => ({
  action,
  subjectType: 'customer',
  subjectId: after.customerId,
  before: before && told(before),
  after: told(after),
});

const told = ({ interactionId, kind, at, outcome, content, needs }: Contact) => ({
  interactionId,
  kind,
  at,
  outcome,
  characters: (content?.length ?? 0) + (needs?.length ?? 0),
});
