/** The answers that lists and segments choose by: one row per customer who ever answered, made from the answers. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { CustomerFieldSource } from '#platform/fields.ts';

const ANSWERS = ['granted', 'pending', 'refused'] as const;

export const preferenceFields: CustomerFieldSource = {
  table: 'privacy.preferences',
  fields: [
    { code: 'privacy.doNotContact', column: 'do_not_contact', type: 'choice', filterable: true, choices: ['yes'] },
    ...(
      [
        ['marketingSms', 'marketing_sms'],
        ['marketingEmail', 'marketing_email'],
        ['marketingWechat', 'marketing_wechat'],
        ['marketingCall', 'marketing_call'],
        ['survey', 'survey'],
        ['personalisation', 'personalisation'],
        ['profiling', 'profiling'],
      ] as const
    ).map(([name, column]) => ({
      code: `privacy.${name}`,
      column,
      type: 'choice' as const,
      filterable: true,
      choices: ANSWERS,
    })),
  ],
};

/**
 * Weighs answers that came with a merged record, and makes the rows anew. What a merge makes of two answers, the stricter
 * one, is kept as an answer of its own, so that a word the customer says later overrules it and undoing leaves it out.
 */
export async function refreshPreferences(ctx: Ctx, { customerIds }: { customerIds: readonly number[] }): Promise<void> {
  if (customerIds.length === 0) return;
  await weighMerged(ctx, customerIds);
  const state = (purpose: string, channel: string) => sql`
    (array_agg(state order by at desc, array_position(array['refused', 'pending', 'granted'], state))
      filter (where purpose = ${purpose} and channel in (${channel}, 'any')))[1]`;
  await sql`
    with answered as (
      select customer_id,
        case when ${state('contact', 'any')} = 'refused' then 'yes' end as do_not_contact,
        ${state('marketing', 'sms')} as marketing_sms, ${state('marketing', 'email')} as marketing_email,
        ${state('marketing', 'wechat')} as marketing_wechat, ${state('marketing', 'call')} as marketing_call,
        ${state('survey', 'any')} as survey, ${state('personalisation', 'any')} as personalisation,
        ${state('profiling', 'any')} as profiling
      from privacy.standing_consents where customer_id = any(${customerIds}::bigint[]) group by customer_id
    ), gone as (
      delete from privacy.preferences
      where customer_id = any(${customerIds}::bigint[]) and customer_id not in (select customer_id from answered)
    )
    insert into privacy.preferences (customer_id, do_not_contact, marketing_sms, marketing_email, marketing_wechat,
      marketing_call, survey, personalisation, profiling)
    select * from answered
    on conflict (customer_id) do update set
      do_not_contact = excluded.do_not_contact, marketing_sms = excluded.marketing_sms,
      marketing_email = excluded.marketing_email, marketing_wechat = excluded.marketing_wechat,
      marketing_call = excluded.marketing_call, survey = excluded.survey, personalisation = excluded.personalisation,
      profiling = excluded.profiling`.execute(ctx.db);
}

async function weighMerged(ctx: Ctx, customerIds: readonly number[]): Promise<void> {
  await sql`
    insert into privacy.consents (customer_id, consent_id, given_to, purpose, channel, state, at, recorded_at, source,
      recorded_by_name, merged_from, key)
    select s.customer_id, nextval('privacy.consent_ids'), s.customer_id, s.purpose, s.channel, s.state, ${ctx.now},
      ${ctx.now}, 'merge', ${ctx.actor.name}, m.given_to, concat_ws('|', 'merge', m.given_to, s.purpose, s.channel)
    from privacy.standing_consents s
    join (
      select distinct customer_id, given_to, purpose, channel from privacy.consents c
      where given_to <> customer_id and customer_id = any(${customerIds}::bigint[]) and not exists (
        select from privacy.consents w where w.customer_id = c.customer_id and w.merged_from = c.given_to
          and w.purpose = c.purpose and w.channel = c.channel)
    ) as m using (customer_id, purpose, channel)
    on conflict (customer_id, given_to, key) do nothing`.execute(ctx.db);
}
