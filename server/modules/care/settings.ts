import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { InvalidError, NotFoundError } from '#platform/errors.ts';
import { addJob } from '#platform/jobs.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import { ALERT_RULES, findRule, type AlertRule } from './alert-rules.ts';
import type { CareSettings, RuleSettings, SetAlertRule } from './contract.ts';
import { listDocuments, saveDocument } from './documents.ts';

const KEY = 'care.settings';

/** Measures everybody's returns anew: by other days other people came back. */
export const MEASURE_JOB = 'care.measure_returns';

export const DEFAULT_CARE_SETTINGS: CareSettings = {
  returnDays: 30,
  restDays: 7,
  visitsPerDay: 3,
  visitDaysAhead: 14,
  workdays: [1, 2, 3, 4, 5],
};

export async function getCareSettings(ctx: Ctx): Promise<CareSettings> {
  return (await getSetting<CareSettings>(ctx, KEY)) ?? DEFAULT_CARE_SETTINGS;
}

export async function saveCareSettings(ctx: Ctx, next: CareSettings): Promise<CareSettings> {
  const before = await getCareSettings(ctx);
  await saveSetting(ctx, KEY, next);
  if (next.returnDays !== before.returnDays) await addJob(ctx, MEASURE_JOB, {}, { key: MEASURE_JOB });
  await recordAudit(ctx, [
    { action: 'care.settings_changed', subjectType: 'settings', subjectId: KEY, before, after: next },
  ]);
  return next;
}

export type RuleInForce = { rule: AlertRule; settings: RuleSettings };

/** Every rule with the settings it runs by: its own defaults until somebody changed them. */
export async function listRules(ctx: Ctx): Promise<(RuleInForce & { changed: boolean })[]> {
  const saved = await listDocuments<RuleSettings>(ctx, 'rule');
  return ALERT_RULES.map((rule) => ({
    rule,
    settings: saved.get(rule.code) ?? rule.defaults,
    changed: saved.has(rule.code),
  }));
}

export async function describeRules(ctx: Ctx): Promise<SetAlertRule[]> {
  return (await listRules(ctx)).map(({ rule, settings, changed }) => ({
    code: rule.code,
    name: rule.name,
    changed,
    ...settings,
  }));
}

export async function saveRule(ctx: Ctx, code: string, settings: RuleSettings): Promise<SetAlertRule> {
  const rule = findRule(code);
  if (!rule) throw new NotFoundError('care.no_such_rule', 'There is no such rule.');
  const args = rule.args.safeParse(settings.args);
  if (!args.success) {
    const fields = args.error.issues.map((issue) => ({
      path: ['args', ...issue.path].join('.'),
      code: issue.code,
      message: issue.message,
    }));
    throw new InvalidError('care.rule_invalid', 'The figures of the rule are not complete.', fields);
  }
  await saveDocument(ctx, 'rule', code, { ...settings, args: args.data });
  return { code, name: rule.name, changed: true, ...settings, args: args.data };
}
