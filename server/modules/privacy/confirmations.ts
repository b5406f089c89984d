/** Double opt-in: the customer opens a link, reads, and presses a button. Looking confirms nothing, so that no mail scanner does. */
import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { systemActor, type Ctx } from '#platform/context.ts';
import { ConflictError, NotFoundError } from '#platform/errors.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import type * as contract from './contract.ts';
import type { Channel, ConsentState, Purpose } from './contract.ts';
import { digestOf, recordConsents } from './consents.ts';

type Asked = {
  customer_id: number;
  consent_id: number;
  purpose: Purpose;
  channel: Channel;
  expires_at: Date;
  answered: ConsentState | null;
  text: AnswerOf<typeof contract.getConfirmation>['text'];
  version: number | null;
};

export async function getConfirmation(ctx: Ctx, token: string): Promise<AnswerOf<typeof contract.getConfirmation>> {
  const asked = await findAsked(ctx, token);
  const { name } = await getOrganisation(ctx);
  const said = asked.answered === 'granted' ? 'confirmed' : asked.answered;
  const open = asked.expires_at < ctx.now ? 'expired' : 'waiting';
  return {
    organisation: name,
    purpose: asked.purpose,
    channel: asked.channel,
    state: said === 'confirmed' || said === 'refused' ? said : open,
    expiresAt: asked.expires_at,
    text: asked.text,
  };
}

/** What the customer says here is an answer like any other, with the page as its source. */
export async function answerConfirmation(
  ctx: Ctx,
  token: string,
  answer: 'confirm' | 'refuse',
  ip: string | null,
): Promise<void> {
  const asked = await findAsked(ctx, token);
  if (answer === 'confirm' && asked.answered !== 'granted' && asked.expires_at < ctx.now)
    throw new ConflictError('privacy.link_expired', 'This link is no longer good. Ask for a new one.');
  const customer = { ...ctx, actor: systemActor('customer') };
  await recordConsents(customer, [
    {
      customerId: asked.customer_id,
      purpose: asked.purpose,
      channel: asked.channel,
      state: answer === 'confirm' ? 'granted' : 'refused',
      source: 'link',
      textVersion: asked.version,
      evidence: `link ${asked.consent_id}`,
      ip,
    },
  ]);
  await ctx.db
    .updateTable('privacy.confirmations')
    .set({ answered_at: ctx.now })
    .where('token_digest', '=', digestOf(token))
    .execute();
}

/** The last answer given by this very link says what its page shows. */
async function findAsked(ctx: Ctx, token: string): Promise<Asked> {
  const { rows } = await sql<Asked>`
    select f.customer_id, f.consent_id, c.purpose, c.channel, f.expires_at, t.version,
      case when t.text_id is not null then json_build_object('titleZh', t.title_zh, 'bodyZh', t.body_zh, 'titleEn',
        t.title_en, 'bodyEn', t.body_en, 'version', t.version) end as text,
      case when f.answered_at is not null then
        (select state from privacy.standing_consents s
         where s.customer_id = f.customer_id and s.purpose = c.purpose and s.channel = c.channel) end as answered
    from privacy.confirmations f
    join privacy.consents c on c.customer_id = f.customer_id and c.consent_id = f.consent_id
    left join privacy.consent_texts t using (text_id)
    where f.token_digest = ${digestOf(token)}`.execute(ctx.db);
  const [asked] = rows;
  if (!asked) throw new NotFoundError('privacy.link_unknown', 'Nobody knows this link.');
  return asked;
}
