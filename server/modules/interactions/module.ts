import type { Module } from '#platform/module.ts';
import { behaviourFields } from './fields.ts';
import { interactionsUndo } from './batch-undo.ts';
import { interactionsImporter } from './importer.ts';
import { ownedTables } from './owned-tables.ts';
import { routesFor, type RoutesOptions } from './routes.ts';
import { interactionRules } from './segment-rules.ts';
import { sittingTimeline } from './sittings.ts';
import { interactionTimeline } from './timeline.ts';

export const interactionsModule = (options: RoutesOptions): Module => ({
  name: 'interactions',
  permissions: [
    { code: 'interactions.read', roles: ['retention_lead', 'account_manager', 'service_lead', 'analyst'] },
    { code: 'interactions.contact', roles: ['retention_lead', 'account_manager', 'service_lead'] },
    { code: 'interactions.write', roles: ['retention_lead'] },
    { code: 'interactions.configure', roles: ['retention_lead'] },
  ],
  routes: routesFor(options),
  importers: [interactionsImporter],
  batchUndo: interactionsUndo,
  customerFields: [behaviourFields],
  timeline: [interactionTimeline, sittingTimeline],
  ownedTables,
  segmentRules: interactionRules,
});
