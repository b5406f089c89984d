/** Rules that keep data fresh, and how much work they may make. */
import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import { listAgingFields } from '#modules/customers/index.ts';
import { getRfmSettings } from '#modules/scoring/index.ts';
import type { Ctx } from '#platform/context.ts';
import { ConflictError, InvalidError, NotFoundError } from '#platform/errors.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import type * as contract from './fresh-contract.ts';
import { countFresh, dueOf, readFreshRules, type Rule } from './fresh-counts.ts';
import type { FreshDraft, FreshRule, FreshSettings } from './fresh-contract.ts';

const KEY = 'care.fresh';
const FROM_THE_START: FreshSettings = { perDay: 50, perPerson: 3, openAtMost: 10 };

export async function getFreshSettings(ctx: Ctx): Promise<FreshSettings> {
  return (await getSetting<FreshSettings>(ctx, KEY)) ?? FROM_THE_START;
}

export async function saveFreshSettings(ctx: Ctx, after: FreshSettings): Promise<FreshSettings> {
  const before = await getFreshSettings(ctx);
  await saveSetting(ctx, KEY, after);
  await recordAudit(ctx, [{ action: 'care.settings_changed', subjectType: 'settings', subjectId: KEY, before, after }]);
  return after;
}

/** Each rule with whom it finds, as far as whoever asks may know of them. */
export async function listFreshRules(ctx: Ctx): Promise<AnswerOf<typeof contract.listFreshRules>> {
  const fields = await listAgingFields(ctx);
  const rules = await readFreshRules(ctx);
  const due = await dueOf(ctx, rules);
  const rows: FreshRule[] = rules.map((rule) => ({
    ...rule,
    due: due.get(rule.ruleId)?.due ?? null,
    countedAt: due.get(rule.ruleId)?.countedAt ?? null,
  }));
  const { rows: looks } = await sql<{ day: string; at: Date; tasks: number }>`
    select day, looked_at as at, tasks from care.fresh_days order by day desc limit 1`.execute(ctx.db);
  return { rows, settings: await getFreshSettings(ctx), fields, lastLook: looks[0] ?? null };
}

export async function createFreshRule(ctx: Ctx, draft: FreshDraft): Promise<Rule> {
  await refuseUnfit(ctx, draft, null);
  const { rule_id } = await ctx.db
    .insertInto('care.fresh_rules')
    .values(valuesOf(ctx, draft))
    .returning('rule_id')
    .executeTakeFirstOrThrow();
  return told(ctx, rule_id, null);
}

export async function updateFreshRule(ctx: Ctx, ruleId: number, draft: FreshDraft): Promise<Rule> {
  const before = await getRule(ctx, ruleId);
  await refuseUnfit(ctx, draft, ruleId);
  await ctx.db.updateTable('care.fresh_rules').set(valuesOf(ctx, draft)).where('rule_id', '=', ruleId).execute();
  return told(ctx, ruleId, before);
}

export async function deleteFreshRule(ctx: Ctx, ruleId: number): Promise<void> {
  const before = (await readFreshRules(ctx)).find((rule) => rule.ruleId === ruleId);
  if (!before) return;
  await ctx.db.deleteFrom('care.fresh_rules').where('rule_id', '=', ruleId).execute();
  await recordAudit(ctx, [{ action: 'care.fresh_rule_deleted', subjectType: 'fresh_rule', subjectId: ruleId, before }]);
}

const valuesOf = (ctx: Ctx, { field, class4, months, askMissing, active }: FreshDraft) => ({
  field,
  class4,
  months,
  ask_missing: askMissing,
  active,
  changed_at: ctx.now,
});

async function getRule(ctx: Ctx, ruleId: number): Promise<Rule> {
  const rule = (await readFreshRules(ctx)).find((one) => one.ruleId === ruleId);
  if (!rule) throw new NotFoundError('care.no_such_fresh_rule', 'There is no such rule.');
  return rule;
}

async function refuseUnfit(ctx: Ctx, { field, class4 }: FreshDraft, ruleId: number | null): Promise<void> {
  if (!(await listAgingFields(ctx)).some((one) => one.field === field))
    throw new InvalidError('care.field_does_not_age', 'There is no field of this name that goes out of date.');
  const { classes } = (await getRfmSettings(ctx)).class4;
  if (class4 !== null && !classes.some((one) => one.code === class4))
    throw new InvalidError('care.no_such_class', 'There is no such class.');
  const same = (await readFreshRules(ctx)).some(
    (one) => one.field === field && one.class4 === class4 && one.ruleId !== ruleId,
  );
  if (same) throw new ConflictError('care.fresh_rule_exists', 'Another rule asks for this field of this class.');
}

async function told(ctx: Ctx, ruleId: number, before: Rule | null): Promise<Rule> {
  const after = await getRule(ctx, ruleId);
  await countFresh(ctx, ruleId);
  await recordAudit(ctx, [
    { action: 'care.fresh_rule_saved', subjectType: 'fresh_rule', subjectId: ruleId, before, after },
  ]);
  return after;
}
