import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import type { MergeRules } from './merge-contract.ts';

const KEY = 'customers.merge_rules';
const DEFAULT: MergeRules = { rule: 'newest', sources: [] };

export async function getMergeRules(ctx: Ctx): Promise<MergeRules> {
  return (await getSetting<MergeRules>(ctx, KEY)) ?? DEFAULT;
}

export async function saveMergeRules(ctx: Ctx, next: MergeRules): Promise<MergeRules> {
  const before = await getMergeRules(ctx);
  await saveSetting(ctx, KEY, next);
  await recordAudit(ctx, [
    { action: 'customers.merge_rules_changed', subjectType: 'organisation', subjectId: null, before, after: next },
  ]);
  return next;
}
