import { sql, type RawBuilder } from 'kysely';
import { getOrganisation, recordAudit } from '#modules/access/index.ts';
import { getRfmSettings } from '#modules/scoring/index.ts';
import type { Ctx } from '#platform/context.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import type { VipMembership, VipRule } from './policy-contract.ts';
import { moneyIn, plural } from './named.ts';

export type { VipRule } from './policy-contract.ts';

const KEY = 'care.vip';

/** Spend, frequency and class, two of the three: one big order alone makes no VIP. */
export const DEFAULT_VIP_RULE: VipRule = {
  minCurrentCents: 300_000,
  minPurchaseDays: 5,
  classes: ['core'],
  needed: 2,
};

export async function getVipRule(ctx: Ctx): Promise<VipRule> {
  return (await getSetting<VipRule>(ctx, KEY)) ?? DEFAULT_VIP_RULE;
}

export async function saveVipRule(ctx: Ctx, next: VipRule): Promise<VipRule> {
  const before = await getVipRule(ctx);
  await saveSetting(ctx, KEY, next);
  await recordAudit(ctx, [
    { action: 'care.vip_changed', subjectType: 'settings', subjectId: KEY, before, after: next },
  ]);
  return next;
}

const conditions = (rule: VipRule): RawBuilder<boolean>[] => [
  sql`coalesce(s.current_net_cents, 0) >= ${rule.minCurrentCents}`,
  sql`r.purchase_days >= ${rule.minPurchaseDays}`,
  sql`coalesce(s.class4, '') = any(${rule.classes}::text[])`,
];

/** On `orders.rollups r` and `scoring.scores s`. */
export function isVip(rule: VipRule): RawBuilder<boolean> {
  const met = conditions(rule).map((condition) => sql`(${condition})::int`);
  return sql`${sql.join(met, sql` + `)} >= ${rule.needed}`;
}

/** Why a customer is a VIP or not: each condition with the customer's own figure. */
export async function explainVip(ctx: Ctx, customerId: number): Promise<VipMembership> {
  const rule = await getVipRule(ctx);
  const { rows } = await sql<{ current: number; days: number; class4: string | null; met: boolean[]; vip: boolean }>`
    select coalesce(s.current_net_cents, 0) as current, r.purchase_days as days, s.class4,
      array[${sql.join(conditions(rule))}] as met, ${isVip(rule)} as vip
    from orders.rollups r join scoring.scores s using (customer_id) where customer_id = ${customerId}`.execute(ctx.db);
  const [row] = rows;
  if (!row) return { vip: false, needed: rule.needed, conditions: [] };
  const { class4 } = await getRfmSettings(ctx);
  const money = moneyIn((await getOrganisation(ctx)).currency);
  const nameOf = (code: string, language: 'zh' | 'en') =>
    class4.classes.find((named) => named.code === code)?.[language] ?? code;
  const classes = (language: 'zh' | 'en') => rule.classes.map((code) => nameOf(code, language)).join(' / ');
  const own = (language: 'zh' | 'en') => (row.class4 === null ? '–' : nameOf(row.class4, language));
  const sentences = [
    {
      zh: `近一年净消费 ${money(row.current)}，要求 ${money(rule.minCurrentCents)}`,
      en: `Net spend of the last year ${money(row.current)}, wanted ${money(rule.minCurrentCents)}`,
    },
    {
      zh: `购买 ${row.days} 天，要求 ${rule.minPurchaseDays} 天`,
      en: `Bought on ${plural(row.days, 'day')}, wanted ${rule.minPurchaseDays}`,
    },
    {
      zh: `分类是“${own('zh')}”，要求“${classes('zh')}”`,
      en: `Class is "${own('en')}", wanted "${classes('en')}"`,
    },
  ];
  return {
    vip: row.vip,
    needed: rule.needed,
    conditions: sentences.map((sentence, n) => ({ ...sentence, holds: row.met[n] ?? false })),
  };
}
