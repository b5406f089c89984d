/**
 * Whom the rules that keep data fresh find. Kept with each rule: counted when it is saved and again every night, of all
 * rules in one pass over the customers. Whoever sees a part of the customers only has these counted at once: they are few.
 */
import { sql, type RawBuilder } from 'kysely';
import { flawOf, listAgingFields, visibleCustomers } from '#modules/customers/index.ts';
import { scopeOf, type Ctx } from '#platform/context.ts';
import type { FreshRule } from './fresh-contract.ts';

export type Rule = Omit<FreshRule, 'due' | 'countedAt'>;

export async function readFreshRules(ctx: Ctx): Promise<Rule[]> {
  const { rows } = await sql<Rule>`
    select rule_id as "ruleId", field, class4, months, ask_missing as "askMissing", active
    from care.fresh_rules order by rule_id`.execute(ctx.db);
  return rows;
}

export type Due = { due: number; countedAt: Date };

/** By the id of the rule; one that was never counted, or whose field is gone, is not in it. */
export async function dueOf(ctx: Ctx, rules: readonly Rule[]): Promise<Map<number, Due>> {
  if (scopeOf(ctx).kind !== 'all') return countDue(ctx, rules);
  const { rows } = await sql<Due & { ruleId: number }>`
    select rule_id as "ruleId", due, counted_at as "countedAt" from care.fresh_rules where due is not null`.execute(
    ctx.db,
  );
  return new Map(rows.map(({ ruleId, ...due }) => [ruleId, due]));
}

/** Of all rules, or of the one that was saved. */
export async function countFresh(ctx: Ctx, ruleId?: number): Promise<void> {
  const rules = (await readFreshRules(ctx)).filter((rule) => ruleId === undefined || rule.ruleId === ruleId);
  const everybody: Ctx = { ...ctx, actor: { kind: 'system', name: 'care' } };
  const counted = await countDue(everybody, rules);
  const rows = rules.map((rule) => ({ rule_id: rule.ruleId, due: counted.get(rule.ruleId)?.due ?? null }));
  await sql`
    update care.fresh_rules r set due = counted.due, counted_at = ${ctx.now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as counted (rule_id int, due int)
    where r.rule_id = counted.rule_id`.execute(ctx.db);
}

/** One pass, however many rules. */
async function countDue(ctx: Ctx, all: readonly Rule[]): Promise<Map<number, Due>> {
  const known = new Set((await listAgingFields(ctx)).map((one) => one.field));
  const rules = all.filter((rule) => known.has(rule.field));
  if (rules.length === 0) return new Map();
  const columns = [];
  for (const [n, rule] of rules.entries())
    columns.push(sql`count(*) filter (where ${await isDue(ctx, rule)})::int as ${sql.ref(`due${n}`)}`);
  const { rows } = await sql<Record<string, number>>`
    select ${sql.join(columns)} from customers.customers c left join scoring.scores s using (customer_id)
    where ${visibleCustomers(ctx)}`.execute(ctx.db);
  return new Map(rules.map(({ ruleId }, n) => [ruleId, { due: rows[0]?.[`due${n}`] ?? 0, countedAt: ctx.now }]));
}

/** On `customers.customers c` and `scoring.scores s`. */
export async function isDue(
  ctx: Ctx,
  { field, class4, months, askMissing }: Omit<Rule, 'ruleId' | 'active'>,
): Promise<RawBuilder<boolean>> {
  const flaw = await flawOf(ctx, 'c', { field, months, missing: askMissing });
  return class4 === null ? flaw : sql<boolean>`(s.class4 = ${class4} and ${flaw})`;
}
