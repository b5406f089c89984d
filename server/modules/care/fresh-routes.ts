import { route, type Route } from '#platform/module.ts';
import * as contract from './fresh-contract.ts';
import { createFreshRule, deleteFreshRule, listFreshRules, saveFreshSettings, updateFreshRule } from './fresh-rules.ts';

export const freshRoutes: Route[] = [
  route(contract.listFreshRules, (ctx) => listFreshRules(ctx)),
  route(contract.createFreshRule, (ctx, { body }) => createFreshRule(ctx, body)),
  route(contract.updateFreshRule, (ctx, { params, body }) => updateFreshRule(ctx, params.ruleId, body)),
  route(contract.deleteFreshRule, async (ctx, { params }) => {
    await deleteFreshRule(ctx, params.ruleId);
    return { done: true };
  }),
  route(contract.saveFreshSettings, (ctx, { body }) => saveFreshSettings(ctx, body)),
];
