import { addJob } from '#platform/jobs.ts';
import { route, type Route } from '#platform/module.ts';
import { dismissAdvice, getCustomerCare, listActions, saveAction } from './advice.ts';
import { listAlerts } from './alerts.ts';
import * as contract from './contract.ts';
import { getFollowThrough } from './follow-through.ts';
import { listInterviews, recordInterview } from './interviews.ts';
import { getMyDay } from './my-day.ts';
import { applyOwners, previewOwners } from './owner-rules.ts';
import * as planContract from './plan-contract.ts';
import { listPlanMembers } from './plan-members.ts';
import * as playbookContract from './playbook-contract.ts';
import { applyPlaybook, listPlaybooks, resetPlaybook, savePlaybook } from './playbooks.ts';
import { listPolicies, savePolicy } from './policies.ts';
import * as policyContract from './policy-contract.ts';
import { describeRules, getCareSettings, saveCareSettings, saveRule } from './settings.ts';
import { listStageStrategies } from './stages.ts';
import { saveVipRule } from './vip.ts';
import { getWeek } from './week.ts';
import * as weekContract from './week-contract.ts';
import { createPlan, listPlans, updatePlan } from './win-back.ts';

export const SCAN_JOB = 'care.scan';

export const routes: Route[] = [
  route(contract.getMyDay, (ctx) => getMyDay(ctx)),
  route(contract.listAlerts, (ctx, { query }) => listAlerts(ctx, query)),
  route(contract.getFollowThrough, (ctx, { query }) => getFollowThrough(ctx, query)),
  route(weekContract.getWeek, (ctx) => getWeek(ctx)),

  route(contract.listAlertRules, async (ctx) => ({ rows: await describeRules(ctx) })),
  route(contract.saveAlertRule, (ctx, { params, body }) => saveRule(ctx, params.code, body)),
  route(contract.getCareSettings, (ctx) => getCareSettings(ctx)),
  route(contract.saveCareSettings, (ctx, { body }) => saveCareSettings(ctx, body)),
  route(contract.requestScan, async (ctx) => {
    await addJob(ctx, SCAN_JOB, {}, { key: SCAN_JOB, queue: SCAN_JOB });
    return { done: true };
  }),

  route(policyContract.listPolicies, (ctx) => listPolicies(ctx)),
  route(policyContract.savePolicy, (ctx, { params, body }) => savePolicy(ctx, params.code, body)),
  route(policyContract.previewOwners, (ctx, { params }) => previewOwners(ctx, params.code)),
  route(policyContract.applyOwners, (ctx, { params }) => applyOwners(ctx, params.code)),
  route(policyContract.saveVipRule, (ctx, { body }) => saveVipRule(ctx, body)),

  route(policyContract.getCustomerCare, (ctx, { params }) => getCustomerCare(ctx, params.customerId)),
  route(policyContract.dismissAdvice, (ctx, { params, body }) => dismissAdvice(ctx, params.customerId, body.action)),
  route(policyContract.listActions, (ctx) => listActions(ctx)),
  route(policyContract.saveAction, (ctx, { params, body }) => saveAction(ctx, params.code, body)),

  route(playbookContract.listPlaybooks, async (ctx) => ({ rows: await listPlaybooks(ctx) })),
  route(playbookContract.savePlaybook, (ctx, { params, body }) => savePlaybook(ctx, { ...body, code: params.code })),
  route(playbookContract.resetPlaybook, async (ctx, { params }) => {
    await resetPlaybook(ctx, params.code);
    return { done: true };
  }),
  route(playbookContract.applyPlaybook, (ctx, { params, body }) => applyPlaybook(ctx, params.code, body)),

  route(planContract.listWinBackPlans, (ctx) => listPlans(ctx)),
  route(planContract.createWinBackPlan, (ctx, { body }) => createPlan(ctx, body)),
  route(planContract.updateWinBackPlan, (ctx, { params, body }) => updatePlan(ctx, params.planId, body)),
  route(planContract.listPlanMembers, (ctx, { params }) => listPlanMembers(ctx, params.planId)),
  route(planContract.recordInterview, (ctx, { params, body }) => recordInterview(ctx, params.customerId, body)),
  route(planContract.listInterviews, (ctx, { query }) => listInterviews(ctx, query)),
  route(planContract.listStageStrategies, (ctx) => listStageStrategies(ctx)),
];
