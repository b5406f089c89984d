/**
 * The rules that raise alerts. Each is a small object: code, arguments, whom it finds (all customers or some), and the
 * sentence it says with the customer's own figures. Arguments, task and rest are settings; finding is one statement.
 */
import { sql } from 'kysely';
import { z } from 'zod';
import { birthdayDays } from './birthdays.ts';
import { complaintRule } from './complaint-rule.ts';
import { planEndRule } from './plan-end-rule.ts';
import {
  currentNet,
  dayWords,
  days,
  daysBefore,
  judged,
  moneyArg,
  number,
  sightings,
  silenceSentence,
  type AlertRule,
  type Row,
} from './sightings.ts';
import { isVip } from './vip.ts';

export type { AlertRule, Sight, Sighting } from './sightings.ts';

export const ALERT_RULES: readonly AlertRule[] = [
  {
    code: 'risk_high',
    name: { zh: '流失风险升到“高”', en: 'Risk to leave has become high' },
    args: z.object({ withinDays: days, minExpectedCents: moneyArg }),
    defaults: {
      active: true,
      args: { withinDays: 7, minExpectedCents: 50_000 },
      templateCode: 'risk_call',
      deadlineHours: 48,
      priority: 1,
      quietDays: 45,
    },
    find: ({ ctx, chosen }, { withinDays, minExpectedCents }) =>
      sightings(
        ctx,
        sql<Row>`
          select c.customer_id, to_char(m.changed_at, 'YYYY-MM-DD') as episode, (m.cause ->> 'before')::int as before,
            s.risk as after, r.last_purchase_day::text as last, s.own_gap_days as gap,
            s.expected_net_cents as expected
          from scoring.changes m join customers.customers c using (customer_id)
            join orders.rollups r using (customer_id) join scoring.scores s using (customer_id)
          where m.what = 'band' and m.changed_at > ${daysBefore(ctx, withinDays ?? 0)} and m.changed_at <= ${ctx.now}
            and m.to_value = 'high' and s.risk_band = 'high' and s.expected_net_cents >= ${minExpectedCents}
            and m.from_value in ('low', 'medium') and ${chosen}`,
      ),
    sentence: (figures, money) => {
      const silence = silenceSentence(figures);
      const [before, after] = [figures.before, number(figures, 'after')];
      return {
        zh: `流失风险${before === null ? '' : `从 ${before} `}升到 ${after}：${silence.zh}；未来 12 个月预期消费 ${money(number(figures, 'expected'))}`,
        en: `Risk to leave rose ${before === null ? '' : `from ${before} `}to ${after}. ${silence.en}; ${money(number(figures, 'expected'))} expected in the next 12 months`,
      };
    },
  },
  {
    code: 'vip_silent',
    name: { zh: 'VIP 久未购买', en: 'A VIP has gone silent' },
    args: z.object({ ratio: z.number().min(1).max(10), minDays: days, withinDays: days }),
    defaults: {
      active: true,
      args: { ratio: 2, minDays: 30, withinDays: 7 },
      templateCode: 'vip_care',
      deadlineHours: 48,
      priority: 1,
      quietDays: 45,
    },
    find: ({ ctx, today, vip, chosen }, { ratio, minDays, withinDays }) =>
      sightings(
        ctx,
        sql<Row>`
          select c.customer_id, r.last_purchase_day::text as episode, r.last_purchase_day::text as last,
            s.own_gap_days as gap, s.current_net_cents as current
          from ${judged(chosen)} and ${isVip(vip)}
            and ${today}::date - r.last_purchase_day - greatest(${minDays}::numeric, ${ratio}::numeric * s.own_gap_days::numeric)
              between 0 and ${withinDays}`,
      ),
    sentence: (figures, money) => {
      const silence = silenceSentence(figures);
      const current = money(number(figures, 'current'));
      return {
        zh: `VIP 客户${silence.zh}；近一年净消费 ${current}`,
        en: `A VIP. ${silence.en}; net spend of the last year ${current}`,
      };
    },
  },
  {
    code: 'birthday',
    name: { zh: '生日将近', en: 'A birthday is near' },
    args: z.object({ daysAhead: days.max(60), minCurrentCents: moneyArg }),
    defaults: {
      active: true,
      args: { daysAhead: 7, minCurrentCents: 200_000 },
      templateCode: 'birthday',
      deadlineHours: 168,
      priority: 2,
      quietDays: 180,
    },
    find: ({ ctx, today, chosen }, { daysAhead = 7, minCurrentCents }) => {
      const ahead = birthdayDays(today, daysAhead);
      return sightings(
        ctx,
        sql<Row>`
          select c.customer_id, left(a.day, 4) as episode, a.day, ${currentNet(today)} as current
          from unnest(${ahead.map(({ day }) => day)}::text[], ${ahead.map(({ monthDay }) => monthDay)}::text[]) as a (day, month_day)
            join customers.customers c on to_char(c.birthday, 'MM-DD') = a.month_day
            join orders.rollups r using (customer_id) left join scoring.scores s using (customer_id)
          where c.birthday is not null and r.orders > 0 and ${currentNet(today)} >= ${minCurrentCents} and ${chosen}`,
      );
    },
    sentence: (figures, money) => {
      const day = dayWords(String(figures.day));
      const current = money(number(figures, 'current'));
      return {
        zh: `生日 ${day.zh}；近一年净消费 ${current}`,
        en: `Birthday on ${day.en}; net spend of the last year ${current}`,
      };
    },
  },
  {
    code: 'first_order',
    name: { zh: '完成首单', en: 'A first order' },
    args: z.object({ afterDays: days, withinDays: days, minGrossCents: moneyArg }),
    defaults: {
      active: true,
      args: { afterDays: 3, withinDays: 10, minGrossCents: 60_000 },
      templateCode: 'first_order',
      deadlineHours: 72,
      priority: 2,
      quietDays: 365,
    },
    find: ({ ctx, chosen }, { afterDays, withinDays, minGrossCents }) =>
      sightings(
        ctx,
        sql<Row>`
          select c.customer_id, 'first' as episode, r.first_purchase_day::text as day, r.gross_cents as gross
          from customers.customers c join orders.rollups r using (customer_id)
          where r.orders = 1 and r.gross_cents >= ${minGrossCents}
            and r.first_order_at between ${daysBefore(ctx, withinDays ?? 0)} and ${daysBefore(ctx, afterDays ?? 0)} and ${chosen}`,
      ),
    sentence: (figures, money) => {
      const day = dayWords(String(figures.day));
      const gross = money(number(figures, 'gross'));
      return {
        zh: `${day.zh}完成首单，消费 ${gross}，还没有回访`,
        en: `First order on ${day.en}, ${gross}; nobody has asked how it went`,
      };
    },
  },
  {
    code: 'fell_asleep',
    name: { zh: '转为沉睡客户', en: 'Has become dormant' },
    args: z.object({ withinDays: days, minNetCents: moneyArg }),
    defaults: {
      active: true,
      args: { withinDays: 7, minNetCents: 200_000 },
      templateCode: 'wake_up',
      deadlineHours: 168,
      priority: 3,
      quietDays: 120,
    },
    find: ({ ctx, chosen }, { withinDays, minNetCents }) =>
      sightings(
        ctx,
        sql<Row>`
          select c.customer_id, to_char(m.changed_at, 'YYYY-MM-DD') as episode,
            r.last_purchase_day::text as last, r.net_cents as net
          from scoring.changes m join customers.customers c using (customer_id)
            join orders.rollups r using (customer_id) join scoring.scores s using (customer_id)
          where m.what = 'class4' and m.changed_at > ${daysBefore(ctx, withinDays ?? 0)} and m.changed_at <= ${ctx.now}
            and m.to_value = 'dormant' and s.class4 = 'dormant' and r.net_cents >= ${minNetCents} and ${chosen}`,
      ),
    sentence: (figures, money) => {
      const silence = silenceSentence(figures);
      const net = money(number(figures, 'net'));
      return {
        zh: `转为沉睡客户：${silence.zh}；累计净消费 ${net}`,
        en: `Has become dormant. ${silence.en}; net spend so far ${net}`,
      };
    },
  },
  planEndRule,
  complaintRule,
];

export const findRule = (code: string): AlertRule | undefined => ALERT_RULES.find((rule) => rule.code === code);
