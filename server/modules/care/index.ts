/**
 * care 关怀: whom to care for and why: alerts, policies per class, return visits, the next best action, my day.
 *
 * Owns the schema `care`: alerts with what came of them, what people changed of rules and policies, advice that rests, and
 * which data are confirmed how often.
 * Comes in: judgements and totals of customers, tasks that ended, the passing of days. Goes out: tasks (`recordTasks`),
 * the list of today, the follow-through.
 * Always holds: one alert per rule and occasion, however often it is looked for; every sentence carries the customer's
 * own figures as they were; any day can be looked at again.
 */
export { CARE_DEFINITIONS } from './definitions.ts';
export { confirmDone, endConfirmed, keepFreshWhenJudged } from './fresh-tasks.ts';
export { createFreshRule } from './fresh-rules.ts';
export { followTasks } from './follow.ts';
export { recordInterview } from './interviews.ts';
export { careModule } from './module.ts';
export type { Interview } from './plan-contract.ts';
export type { Playbook } from './playbook-contract.ts';
export { applyPlaybook, savePlaybook } from './playbooks.ts';
export { getCareSettings, saveCareSettings } from './settings.ts';
export { scanEverybody, scanWhenJudged, watchContacts, watchCustomers, type ScanReport } from './scan.ts';
export { createPlan, updatePlan } from './win-back.ts';
