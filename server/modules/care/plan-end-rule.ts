import { sql } from 'kysely';
import { z } from 'zod';
import {
  currentNet,
  dayWords,
  days,
  daysBefore,
  moneyArg,
  number,
  sightings,
  type AlertRule,
  type Row,
} from './sightings.ts';

/** Silence at the door that is worth a word when a plan ends. Days are named, not counted: the sentence is read later. */
const SILENT_LOGIN_DAYS = 30;

/**
 * An important date of the kind "plan ends" comes near: by name, and with the last login where there was one, because
 * whoever does not use what they paid for does not renew. With `silentLoginDays` only those are meant.
 */
export const planEndRule: AlertRule = {
  code: 'plan_end',
  name: { zh: '套餐即将到期', en: 'A plan is about to end' },
  args: z.object({ daysAhead: days.max(365), silentLoginDays: days, minCurrentCents: moneyArg }),
  defaults: {
    active: true,
    args: { daysAhead: 14, silentLoginDays: 0, minCurrentCents: 0 },
    templateCode: 'plan_ending',
    deadlineHours: 96,
    priority: 1,
    quietDays: 7,
  },
  find: ({ ctx, today, timeZone, chosen }, { daysAhead, silentLoginDays = 0, minCurrentCents }) =>
    sightings(
      ctx,
      sql<Row>`
        select n.customer_id, n.next_on::text as episode, n.next_on::text as day, string_agg(distinct n.label, '、') as label, max(${currentNet(today)}) as current,
          max(case when i.last_login_at < ${daysBefore(ctx, SILENT_LOGIN_DAYS)} then i.last_login_at end
            at time zone ${timeZone})::date::text as login
        from customers.next_dates n join customers.customers c using (customer_id)
          left join scoring.scores s using (customer_id) left join interactions.rollups i using (customer_id)
        where n.kind = 'plan_end' and n.next_on between ${today}::date and ${today}::date + ${daysAhead}::int
          and ${currentNet(today)} >= ${minCurrentCents} and ${chosen}
          and (${silentLoginDays}::int = 0
            or i.last_login_at < ${ctx.now}::timestamptz - make_interval(days => ${silentLoginDays}::int))
        group by n.customer_id, n.next_on`,
    ),
  sentence: (figures, money) => {
    const day = dayWords(String(figures.day));
    const label = figures.label === null ? { zh: '', en: '' } : { zh: `“${figures.label}”`, en: ` “${figures.label}”` };
    const login = figures.login === null ? null : dayWords(String(figures.login));
    const silent = login ? { zh: `，最近登录 ${login.zh}`, en: `; last login on ${login.en}` } : { zh: '', en: '' };
    const current = money(number(figures, 'current'));
    return {
      zh: `套餐${label.zh} ${day.zh}到期${silent.zh}；近一年净消费 ${current}`,
      en: `The plan${label.en} ends on ${day.en}${silent.en}; net spend of the last year ${current}`,
    };
  },
};
