/** How many of some customers may be reached for marketing, and why the others may not: by the answers lists choose by. */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';

export const REACH_CHANNELS = ['wechat', 'sms', 'call', 'email'] as const;

export type Reach = {
  channel: (typeof REACH_CHANNELS)[number];
  /** Agreed, and there is an address. Each customer is counted once: the first of these that holds, from the last up. */
  allowed: number;
  notAsked: number;
  pending: number;
  /** Also by "do not contact". */
  refused: number;
  noAddress: number;
};

/** `chosen` selects `customer_id`, each once. One pass over them, by the keys of three tables. */
export async function countReachable(ctx: Ctx, chosen: RawBuilder<unknown>): Promise<Reach[]> {
  const known = sql`w.reached and p.do_not_contact is null`;
  const { rows } = await sql<Reach>`
    select w.channel,
      count(*) filter (where ${known} and w.answer = 'granted')::int as allowed,
      count(*) filter (where ${known} and w.answer is null)::int as "notAsked",
      count(*) filter (where ${known} and w.answer = 'pending')::int as pending,
      count(*) filter (where w.reached and (p.do_not_contact is not null or w.answer = 'refused'))::int as refused,
      count(*) filter (where not w.reached)::int as "noAddress"
    from (${chosen}) as chosen join customers.customers c using (customer_id)
    left join privacy.preferences p using (customer_id)
    cross join lateral (values
      ('wechat', p.marketing_wechat, exists (select from customers.known_identities i
        where i.customer_id = c.customer_id and i.kind in ('wechat_openid', 'wechat_unionid'))),
      ('sms', p.marketing_sms, c.phone is not null),
      ('call', p.marketing_call, c.phone is not null),
      ('email', p.marketing_email, c.email is not null)) as w (channel, answer, reached)
    group by w.channel`.execute(ctx.db);
  const counted = new Map(rows.map((row) => [row.channel, row]));
  return REACH_CHANNELS.map((channel) => counted.get(channel) ?? { channel, ...NOBODY });
}

const NOBODY = { allowed: 0, notAsked: 0, pending: 0, refused: 0, noAddress: 0 };
