import { sql } from 'kysely';
import { requireCustomer } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dayFromNumber } from '#shared/day-numbers.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import type { listTerms as listTermsEndpoint } from './churn-contract.ts';
import { getChurnSettings } from './churn-settings.ts';
import { judgedMoment } from './runs.ts';
import { termsSql } from './terms.ts';
import { todayOf } from './today.ts';

type Answer = AnswerOf<typeof listTermsEndpoint>;
type Row = Answer['rows'][number];

/** The terms of a customer's plans with what became of each, the newest first, as they were known when the house is looked at. */
export async function listTerms(ctx: Ctx, customerId: number): Promise<Answer> {
  await requireCustomer(ctx, customerId);
  const { graceDays } = (await getChurnSettings(ctx)).definition;
  const today = dayFromNumber(await todayOf({ ...ctx, now: await judgedMoment(ctx) }));
  const isTheirs = sql`customer_id = ${customerId}`;
  const { rows } = await sql<Row>`
    with told as (
      select make_date(year, month, day) as ends_on, label, date_id, null::bigint as term_id, null as how
      from customers.dates where ${isTheirs} and kind = 'plan_end' and calendar = 'solar' and year is not null
      union all
      select ends_on, label, null, term_id, how from customers.past_terms where ${isTheirs} and kind = 'plan_end'
    )
    select t.ends_on as "endsOn", t.before_on as "beganOn", t.known_on as "knownOn", t.renewals,
      (select string_agg(distinct label, '、') from told where told.ends_on = t.ends_on) as label,
      (select min(date_id) from told where told.ends_on = t.ends_on) as "dateId",
      (select min(term_id) from told where told.ends_on = t.ends_on) as "termId",
      coalesce((select min(how) from told where told.ends_on = t.ends_on), 'standing') as how, t.renewed_by as "renewedBy",
      case when t.renewed_by is not null then 'renewed'
        when t.ends_on >= ${today}::date then 'running'
        when t.ends_on + ${graceDays}::int > ${today}::date then 'grace'
        when t.next_on is not null then 'returned' else 'lapsed' end as state
    from ${await termsSql(ctx, graceDays, isTheirs)} as t where t.known_on <= ${today}::date
    order by t.ends_on desc`.execute(ctx.db);
  return { graceDays, rows, definitions: { terms: 'scoring.renewal' } };
}
