/** What a customer's page shows of their answers. */
import { sql } from 'kysely';
import { requireCustomer } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import type * as contract from './contract.ts';
import type { ConsentEntry } from './contract.ts';
import { contactAnswers, readStanding, refusesContact } from './may-contact.ts';

/** More answers than anybody gives; the rest stays in the copy that is handed out on request. */
const MOST_SHOWN = 200;

export async function getConsents(ctx: Ctx, customerId: number): Promise<AnswerOf<typeof contract.getConsents>> {
  await requireCustomer(ctx, customerId);
  const standing = (await readStanding(ctx, [customerId])).get(customerId) ?? [];
  const answers = contactAnswers(standing);
  const { erased_at: erasedAt } = await ctx.db
    .selectFrom('customers.customers')
    .select('erased_at')
    .where('customer_id', '=', customerId)
    .executeTakeFirstOrThrow();
  const refuses = (purpose: 'personalisation' | 'profiling') =>
    answers.some((answer) => answer.purpose === purpose && !answer.allowed);
  return {
    erasedAt,
    doNotContact: refusesContact(standing),
    refusesPersonalisation: refuses('personalisation'),
    refusesProfiling: refuses('profiling'),
    answers,
    history: await listHistory(ctx, customerId),
  };
}

async function listHistory(ctx: Ctx, customerId: number): Promise<ConsentEntry[]> {
  const { rows } = await sql<ConsentEntry>`
    select c.consent_id as "consentId", c.purpose, c.channel, c.state, c.at, c.recorded_at as "recordedAt", c.source,
      t.version as "textVersion", c.evidence, c.ip, c.recorded_by_name as "recordedBy", c.expires_at as "expiresAt"
    from privacy.consents c left join privacy.consent_texts t using (text_id)
    where c.customer_id = ${customerId} order by c.at desc, c.consent_id desc limit ${MOST_SHOWN}`.execute(ctx.db);
  return rows;
}
