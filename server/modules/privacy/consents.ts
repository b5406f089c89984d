/** Answers of customers: kept one after the other, with their evidence; what holds today is read from them. */
import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import { holdCustomers, readCustomers } from '#modules/customers/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { InvalidError, NotFoundError } from '#platform/errors.ts';
import { emit } from '#platform/events.ts';
import type { AnswerOf, BodyOf } from '#shared/endpoint.ts';
import type * as contract from './contract.ts';
import type { Channel, ConsentState, Purpose } from './contract.ts';
import { refreshPreferences } from './preferences.ts';
import { REACHING } from './purposes.ts';
import { newestVersions } from './texts.ts';

type Draft = BodyOf<typeof contract.recordConsents>['consents'][number];
type Recorded = AnswerOf<typeof contract.recordConsents>;
type Kept = { customer_id: number; consent_id: number; purpose: Purpose; channel: Channel; state: ConsentState };

/** A link to confirm waits so long; refusing by it works for ever. */
const CONFIRM_WITHIN_DAYS = 7;
const DAY_MS = 86_400_000;

/** Appends the answers. Somebody else's customer, or one who was forgotten, is not found. */
export async function recordConsents(ctx: Ctx, drafts: readonly Draft[]): Promise<Recorded> {
  refuseMisplaced(drafts);
  return inTransaction(ctx, async (ctx) => {
    await holdCustomers(ctx);
    const customerIds = [...new Set(drafts.map((draft) => draft.customerId))];
    await requireLiving(ctx, customerIds);
    const kept = await append(ctx, drafts);
    await refreshPreferences(ctx, { customerIds });
    await audit(ctx, kept);
    // Whoever refuses to be judged, or takes it back, is judged by another rule from now on; segments choose by answers.
    await emit(ctx, 'customers.recorded', [...new Set(kept.map((one) => one.customer_id))]);
    return { recorded: kept.length, confirmations: await askToConfirm(ctx, kept) };
  });
}

function refuseMisplaced(drafts: readonly Draft[]): void {
  const problems = drafts.flatMap((draft, index) => {
    const path = `consents.${index}.channel`;
    const reaches = REACHING.includes(draft.purpose) || draft.purpose === 'contact';
    if (reaches || draft.channel === 'any') return [];
    return [{ path, code: 'privacy.no_channel', message: `${draft.purpose} has no channels: leave it out` }];
  });
  const granting = drafts.flatMap((draft, index) =>
    draft.purpose === 'contact' && draft.state === 'pending'
      ? [{ path: `consents.${index}.state`, code: 'privacy.not_pending', message: 'contact is refused or granted' }]
      : [],
  );
  const all = [...problems, ...granting];
  if (all.length > 0) throw new InvalidError('privacy.misplaced', all[0]?.message, all);
}

async function requireLiving(ctx: Ctx, customerIds: readonly number[]): Promise<void> {
  const known = await readCustomers(ctx, customerIds);
  const { rows } = await sql<{ customer_id: number }>`
    select customer_id from customers.customers
    where customer_id = any(${customerIds}::bigint[]) and erased_at is null`.execute(ctx.db);
  const living = new Set(rows.map((row) => row.customer_id));
  if (customerIds.some((one) => !known.has(one) || !living.has(one)))
    throw new NotFoundError('customers.not_found', 'There is no such customer.');
}

/** Without a key of the sender, an answer that holds already, and was not overruled through `any` since, is no new entry. */
async function append(ctx: Ctx, drafts: readonly Draft[]): Promise<Kept[]> {
  const texts = await newestVersions(ctx);
  const lines = drafts.map((draft) => {
    const at = draft.at && draft.at < ctx.now ? draft.at : ctx.now;
    const version = draft.textVersion === undefined ? texts.newest.get(draft.purpose) : draft.textVersion;
    return {
      customer_id: draft.customerId,
      purpose: draft.purpose,
      channel: draft.channel,
      state: draft.state,
      at: at.toISOString(),
      source: draft.source,
      text_id: version ? (texts.ids.get(`${draft.purpose}.${version}`) ?? null) : null,
      evidence: draft.evidence ?? null,
      ip: draft.ip ?? null,
      expires_at:
        draft.state === 'pending' ? new Date(ctx.now.getTime() + CONFIRM_WITHIN_DAYS * DAY_MS).toISOString() : null,
      key: draft.key ? `${draft.key}|${draft.purpose}|${draft.channel}` : null,
    };
  });
  const { rows } = await sql<Kept>`
    insert into privacy.consents (customer_id, consent_id, given_to, purpose, channel, state, at, recorded_at, source,
      text_id, evidence, ip, recorded_by, recorded_by_name, expires_at, key)
    select d.customer_id, d.consent_id, d.customer_id, d.purpose, d.channel, d.state, d.at, ${ctx.now}, d.source,
      d.text_id, d.evidence, d.ip, ${ctx.actor.kind === 'user' ? ctx.actor.id : null}, ${ctx.actor.name}, d.expires_at,
      coalesce(d.key, d.consent_id::text)
    from (select *, nextval('privacy.consent_ids') as consent_id
      from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as given (customer_id bigint, purpose text, channel text,
        state text, at timestamptz, source text, text_id int, evidence text, ip text, expires_at timestamptz, key text)) as d
    where d.key is not null or not exists (
      select from privacy.standing_consents s
      where s.customer_id = d.customer_id and s.purpose = d.purpose and s.channel = d.channel
        and ((s.state = d.state and d.state <> 'pending') or (s.state = 'granted' and d.state = 'pending'))
        and not exists (
          select from privacy.standing_consents other
          where other.customer_id = d.customer_id and other.purpose = d.purpose and other.channel <> s.channel
            and 'any' in (other.channel, s.channel) and other.at >= s.at))
    on conflict (customer_id, given_to, key) do nothing
    returning customer_id, consent_id, purpose, channel, state`.execute(ctx.db);
  return rows;
}

function audit(ctx: Ctx, kept: readonly Kept[]): Promise<void> {
  return recordAudit(
    ctx,
    kept.map(({ customer_id, purpose, channel, state }) => ({
      action: `consents.${state}`,
      subjectType: 'customer',
      subjectId: customer_id,
      after: { purpose, channel, state },
    })),
  );
}

/** Tokens are shown once; the directory holds their digests. */
async function askToConfirm(ctx: Ctx, kept: readonly Kept[]): Promise<Recorded['confirmations']> {
  const expiresAt = new Date(ctx.now.getTime() + CONFIRM_WITHIN_DAYS * DAY_MS);
  const asked = kept
    .filter(({ state }) => state === 'pending')
    .map((one) => ({ ...one, token: randomBytes(32).toString('base64url') }));
  if (asked.length === 0) return [];
  await ctx.db
    .insertInto('privacy.confirmations')
    .values(
      asked.map(({ token, customer_id, consent_id }) => ({
        token_digest: digestOf(token),
        customer_id,
        consent_id,
        expires_at: expiresAt,
      })),
    )
    .execute();
  return asked.map(({ customer_id, purpose, channel, token }) => ({
    customerId: customer_id,
    purpose,
    channel,
    token,
    path: `/consent/${token}`,
    expiresAt,
  }));
}

export const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');
