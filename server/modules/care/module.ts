import type { Ctx } from '#platform/context.ts';
import type { Module } from '#platform/module.ts';
import { measureReturns } from './follow.ts';
import { freshRoutes } from './fresh-routes.ts';
import { ownedTables } from './owned-tables.ts';
import { usedByPlaybooks } from './playbooks.ts';
import { routes, SCAN_JOB } from './routes.ts';
import { scanEverybody } from './scan.ts';
import { MEASURE_JOB } from './settings.ts';

export const careModule: Module = {
  name: 'care',
  permissions: [
    { code: 'care.read', roles: ['retention_lead', 'account_manager', 'service_lead', 'analyst'] },
    { code: 'care.work', roles: ['retention_lead', 'account_manager', 'service_lead'] },
    { code: 'care.lead', roles: ['retention_lead', 'analyst'] },
    { code: 'care.lead_plans', roles: ['retention_lead'] },
    { code: 'care.configure', roles: ['retention_lead'] },
  ],
  routes: [...routes, ...freshRoutes],
  jobs: {
    [SCAN_JOB]: async (ctx: Ctx) => {
      await scanEverybody(ctx);
    },
    [MEASURE_JOB]: (ctx: Ctx) => measureReturns(ctx, { all: true }),
  },
  fieldUses: [usedByPlaybooks],
  ownedTables,
};
