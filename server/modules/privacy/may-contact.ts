/**
 * May these customers be reached, for this, that way? Read from the answers themselves, so that a withdrawal holds from
 * the moment it is written, and a merge from the moment it is made. One index scan per customer.
 */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { Channel, ConsentState, ContactAnswer, ContactReason, Purpose } from './contract.ts';
import { CONTACT_CHANNELS, REACHING, SILENCE } from './purposes.ts';

export type Permitted = { allowed: boolean; reason: ContactReason };

/** One answer per customer asked for; whoever does not exist counts as forgotten. */
export async function mayContact(
  ctx: Ctx,
  customerIds: readonly number[],
  purpose: Purpose,
  channel: Channel,
): Promise<Map<number, Permitted>> {
  const standing = await readStanding(ctx, customerIds);
  return new Map(customerIds.map((id) => [id, permitted(standing.get(id) ?? null, purpose, channel)]));
}

/** Those of the customers who do not want offers made for them by what they bought (PIPL art. 24). */
export async function whoRefuses(
  ctx: Ctx,
  customerIds: readonly number[],
  purpose: 'personalisation' | 'profiling',
): Promise<Set<number>> {
  const answers = await mayContactQuietly(ctx, customerIds, purpose);
  return new Set([...answers].filter(([, { allowed }]) => !allowed).map(([id]) => id));
}

/** Whether somebody said no to being judged by programs, from the moment it was said. Of the forgotten nothing is asked. */
export async function refusesProfiling(ctx: Ctx, customerId: number): Promise<boolean> {
  const answers = (await readStanding(ctx, [customerId])).get(customerId);
  return answers !== undefined && deciding(answers, 'profiling', 'any')?.state === 'refused';
}

/** All who said so, or those among the customers named; as of the last look at their answers (`preferences.ts`). */
export async function listProfilingRefusers(
  ctx: Ctx,
  customerIds: readonly number[] | 'all',
): Promise<ReadonlySet<number>> {
  const among = customerIds === 'all' ? sql`true` : sql`customer_id = any(${[...customerIds]}::bigint[])`;
  const { rows } = await sql<{ customer_id: number }>`
    select customer_id from privacy.preferences where profiling = 'refused' and ${among}`.execute(ctx.db);
  return new Set(rows.map((row) => row.customer_id));
}

/** Without `contact`: nobody is reached, so "do not contact" says nothing about it. */
async function mayContactQuietly(
  ctx: Ctx,
  customerIds: readonly number[],
  purpose: Purpose,
): Promise<Map<number, Permitted>> {
  const standing = await readStanding(ctx, customerIds);
  return new Map(customerIds.map((id) => [id, answerFor(standing.get(id) ?? null, purpose, 'any')]));
}

export type Answer = { purpose: Purpose; channel: Channel; state: ConsentState; at: Date };

/** Of one customer; an empty list says never asked, null that there is nobody (any more). */
export async function readStanding(ctx: Ctx, customerIds: readonly number[]): Promise<Map<number, Answer[]>> {
  if (customerIds.length === 0) return new Map();
  const { rows } = await sql<{ customer_id: number; answers: Answer[] | null }>`
    select c.customer_id, a.answers
    from customers.customers c
    left join (
      select customer_id, json_agg(json_build_object('purpose', purpose, 'channel', channel, 'state', state, 'at', at)) as answers
      from privacy.standing_consents where customer_id = any(${customerIds}::bigint[]) group by customer_id
    ) as a using (customer_id)
    where c.customer_id = any(${customerIds}::bigint[]) and c.erased_at is null`.execute(ctx.db);
  return new Map(
    rows.map(({ customer_id, answers }) => [
      customer_id,
      (answers ?? []).map((answer) => ({ ...answer, at: new Date(answer.at) })),
    ]),
  );
}

export function permitted(answers: readonly Answer[] | null, purpose: Purpose, channel: Channel): Permitted {
  if (answers && deciding(answers, 'contact', channel)?.state === 'refused')
    return { allowed: false, reason: 'do_not_contact' };
  return answerFor(answers, purpose, channel);
}

function answerFor(answers: readonly Answer[] | null, purpose: Purpose, channel: Channel): Permitted {
  if (!answers) return { allowed: false, reason: 'forgotten' };
  const said = deciding(answers, purpose, channel)?.state;
  if (said === 'granted') return { allowed: true, reason: 'granted' };
  if (said === 'refused') return { allowed: false, reason: 'refused' };
  if (SILENCE[purpose] === 'yes') return { allowed: true, reason: 'not_refused' };
  return { allowed: false, reason: said === 'pending' ? 'pending' : 'not_asked' };
}

const STRICTEST: readonly ConsentState[] = ['refused', 'pending', 'granted'];

/** The later of what was said about this channel and about all of them; of one moment, the stricter. */
function deciding(answers: readonly Answer[], purpose: Purpose, channel: Channel): Answer | undefined {
  return answers
    .filter((one) => one.purpose === purpose && (one.channel === channel || one.channel === 'any'))
    .toSorted((a, b) => b.at.getTime() - a.at.getTime() || STRICTEST.indexOf(a.state) - STRICTEST.indexOf(b.state))[0];
}

/** Every purpose and channel there is, for the customer's page. */
export function contactAnswers(answers: readonly Answer[]): ContactAnswer[] {
  const reaching = REACHING.flatMap((purpose) => CONTACT_CHANNELS.map((channel) => [purpose, channel] as const));
  const single = (['personalisation', 'profiling'] as const).map((purpose) => [purpose, 'any'] as const);
  return [...reaching, ...single].map(([purpose, channel]) => {
    const said = deciding(answers, purpose, channel);
    const verdict = channel === 'any' ? answerFor(answers, purpose, channel) : permitted(answers, purpose, channel);
    return { purpose, channel, state: said?.state ?? null, since: said?.at ?? null, ...verdict };
  });
}

export const refusesContact = (answers: readonly Answer[]): boolean =>
  deciding(answers, 'contact', 'any')?.state === 'refused';
