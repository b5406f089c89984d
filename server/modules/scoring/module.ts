import type { Ctx } from '#platform/context.ts';
import type { Module } from '#platform/module.ts';
import { AFFINITY_JOB, refreshAffinity } from './affinity-tables.ts';
import { scoreFields } from './fields.ts';
import { moveRules } from './segment-rules.ts';
import type { OwnedTable } from '#platform/owned-tables.ts';
import { outlookRoutes } from './outlook-routes.ts';
import { routes } from './routes.ts';
import { SWEEP_JOB, type RunTrigger } from './runs.ts';
import { sweep } from './sweep.ts';
import { scoringTimeline } from './timeline.ts';

/** Judgements are of one record alone; the survivor of a merge is judged anew from everything it has now. */
const ownedTables: readonly OwnedTable[] = [
  {
    table: 'scoring.scores',
    title: { zh: '当前评分与阶段', en: 'Scores and stage in force' },
    key: [],
    onMerge: 'aside',
    personal: [],
    impersonal: ['rfm_segment', 'rfm_class8', 'class4', 'stage', 'risk_band', 'risk_reason'],
  },
  {
    table: 'scoring.changes',
    title: { zh: '评分与阶段的变化', en: 'Changes of scores and stage' },
    key: ['changed_at', 'what'],
    onMerge: 'aside',
    personal: [],
    impersonal: ['what', 'from_value', 'to_value', 'cause'],
  },
];

export const scoringModule: Module = {
  name: 'scoring',
  permissions: [
    { code: 'scoring.read', roles: ['retention_lead', 'account_manager', 'service_lead', 'analyst'] },
    { code: 'scoring.overview', roles: ['retention_lead', 'service_lead', 'analyst'], overEverybody: true },
    { code: 'scoring.configure', roles: ['retention_lead'], overEverybody: true },
  ],
  routes: [...routes, ...outlookRoutes],
  jobs: {
    [SWEEP_JOB]: async (ctx: Ctx, { trigger }: { trigger: RunTrigger }) => {
      await sweep(ctx, trigger);
    },
    [AFFINITY_JOB]: async (ctx: Ctx) => {
      await refreshAffinity(ctx);
    },
  },
  customerFields: [scoreFields],
  segmentRules: moveRules,
  timeline: [scoringTimeline],
  ownedTables,
};
