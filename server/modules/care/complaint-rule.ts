import { sql } from 'kysely';
import { z } from 'zod';
import { plural } from './named.ts';
import { currentNet, dayWords, days, number, sightings, type AlertRule, type Row } from './sightings.ts';

/**
 * Somebody complained, by whatever way it was recorded: the interactions of that kind. An answer is due within the promise
 * of the class. Whoever complained is known by the figures of behaviour, so that only their days are looked at.
 */
export const complaintRule: AlertRule = {
  code: 'complaint',
  name: { zh: '有投诉反馈', en: 'A complaint' },
  args: z.object({ withinDays: days, times: z.number().int().min(1).max(50), inDays: days.min(1).max(365) }),
  defaults: {
    active: true,
    args: { withinDays: 3, times: 1, inDays: 90 },
    templateCode: 'complaint_call',
    deadlineHours: 24,
    priority: 1,
    quietDays: 3,
  },
  hearsInteractions: true,
  answersCustomer: true,
  find: ({ ctx, today, chosen }, { withinDays, times, inDays }) =>
    sightings(
      ctx,
      sql<Row>`
        select c.customer_id, max(d.on_day)::text as episode, max(d.on_day)::text as day, sum(d.times)::int as times,
          ${inDays}::int as "inDays", max(${currentNet(today)}) as current
        from interactions.rollups i join customers.customers c using (customer_id)
          join interactions.days d using (customer_id) join interactions.kinds k using (kind_id)
          left join scoring.scores s using (customer_id)
        where i.complaints_365d > 0 and k.code = 'complaint' and ${chosen}
          and d.on_day > ${today}::date - ${inDays}::int and d.on_day <= ${today}::date
        group by c.customer_id
        having sum(d.times) >= ${times} and max(d.on_day) >= ${today}::date - ${withinDays}::int`,
    ),
  sentence: (figures, money) => {
    const day = dayWords(String(figures.day));
    const [times, inDays] = [number(figures, 'times'), number(figures, 'inDays')];
    const current = money(number(figures, 'current'));
    const often =
      times > 1
        ? { zh: `，${inDays} 天内共 ${times} 次`, en: `, ${times} within ${plural(inDays, 'day')}` }
        : { zh: '', en: '' };
    return {
      zh: `${day.zh}有投诉反馈${often.zh}；近一年净消费 ${current}`,
      en: `A complaint on ${day.en}${often.en}; net spend of the last year ${current}`,
    };
  },
};
