import type { Ctx } from '#platform/context.ts';
import type { Module } from '#platform/module.ts';
import type { OwnedTable } from '#platform/owned-tables.ts';
import type { Sources } from './catalogue.ts';
import { REFRESH_JOB, refreshMemberships } from './membership.ts';
import { segmentsRoutes } from './routes.ts';
import { membershipField } from './fields.ts';
import { whoUsesField } from './links.ts';
import { recountSizes, SIZES_JOB } from './sizes.ts';
import { segmentsTimeline } from './timeline.ts';
import { WORK_JOB, workOff } from './work.ts';

/** Of a dynamic segment both are made anew after a merge; of one chosen by hand they are kept. */
const ownedTables: readonly OwnedTable[] = [
  {
    table: 'segments.members',
    key: ['segment_id'],
    onMerge: 'unite',
    holds: `exists (select from segments.segments s where s.segment_id = t.segment_id and s.kind <> 'dynamic')`,
    personal: [],
    impersonal: ['cause'],
  },
  {
    table: 'segments.moves',
    key: ['moved_at', 'segment_id'],
    onMerge: 'unite',
    holds: false,
    personal: [],
    impersonal: ['cause'],
  },
];

export const segmentsModule = (sources: Sources): Module => ({
  name: 'segments',
  permissions: [
    { code: 'segments.read', roles: ['retention_lead', 'account_manager', 'service_lead', 'analyst'] },
    // Segments are everybody's: who may know of some customers only looks at them and does not make them.
    { code: 'segments.write', roles: ['retention_lead', 'analyst'], overEverybody: true },
    { code: 'segments.export', roles: ['retention_lead'] },
    { code: 'segments.history', roles: ['retention_lead', 'service_lead', 'analyst'], overEverybody: true },
  ],
  routes: segmentsRoutes(sources),
  jobs: {
    [WORK_JOB]: async (ctx: Ctx) => {
      await workOff(ctx, sources);
    },
    [SIZES_JOB]: recountSizes,
    [REFRESH_JOB]: (ctx: Ctx, payload: { customerIds: number[] }) => refreshMemberships(ctx, sources, payload),
  },
  customerFields: [membershipField],
  timeline: [segmentsTimeline],
  fieldUses: [whoUsesField],
  ownedTables,
});
