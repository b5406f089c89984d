import type { Ctx } from '#platform/context.ts';
import type { Module } from '#platform/module.ts';
import { customersUndo } from './batch-undo.ts';
import { dateRules } from './date-rules.ts';
import { duplicateRoutes } from './duplicates/routes.ts';
import { scanDuplicates } from './duplicates/scan.ts';
import { SCAN_JOB } from './duplicates/scans.ts';
import type { LaterSources } from './fields.ts';
import { customersImporter } from './importer.ts';
import { mergeRoutes } from './merge-routes.ts';
import { MEASURE_JOB, measureQuality } from './quality/measure.ts';
import { qualityRoutes } from './quality/routes.ts';
import { relationsImporter } from './relations-importer.ts';
import { relationRoutes } from './relation-routes.ts';
import { relationRules } from './segment-rules.ts';
import { ownedTables } from './owned-tables.ts';
import { aroundRoutes } from './around-routes.ts';
import { customersRoutes } from './routes.ts';
import { findLiving } from './tombstones.ts';

export const customersModule = (sources: LaterSources): Module => ({
  name: 'customers',
  permissions: [
    { code: 'customers.read', roles: ['retention_lead', 'account_manager', 'service_lead', 'analyst'] },
    { code: 'customers.write', roles: ['retention_lead', 'account_manager', 'service_lead'] },
    { code: 'customers.assign', roles: ['retention_lead'] },
    { code: 'customers.configure', roles: ['retention_lead'] },
    { code: 'customers.export', roles: ['retention_lead', 'analyst'] },
    { code: 'customers.quality', roles: ['retention_lead', 'service_lead', 'analyst'], overEverybody: true },
    { code: 'customers.configure_quality', roles: ['retention_lead'], overEverybody: true },
    { code: 'customers.merge', roles: ['retention_lead', 'service_lead'] },
    { code: 'customers.merge_rules', roles: ['retention_lead'] },
  ],
  routes: [
    ...customersRoutes(sources),
    ...aroundRoutes(sources),
    ...relationRoutes(sources),
    ...qualityRoutes,
    ...mergeRoutes(sources),
    ...duplicateRoutes(sources),
  ],
  jobs: {
    [SCAN_JOB]: (ctx: Ctx) => scanDuplicates(ctx),
    [MEASURE_JOB]: (ctx: Ctx) => measureQuality(ctx),
  },
  livingCustomer: findLiving,
  importers: [customersImporter, relationsImporter],
  batchUndo: customersUndo,
  segmentRules: [...relationRules, ...dateRules],
  ownedTables,
});
