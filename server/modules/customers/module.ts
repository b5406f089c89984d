import type { Module } from '#platform/module.ts';
import type { LaterSources } from './fields.ts';
import { customersImporter } from './importer.ts';
import { ownedTables } from './owned-tables.ts';
import { customersRoutes } from './routes.ts';

export const customersModule = (sources: LaterSources): Module => ({
  name: 'customers',
  permissions: [
    { code: 'customers.read', roles: ['retention_lead', 'account_manager', 'service_lead', 'analyst'] },
    { code: 'customers.write', roles: ['retention_lead', 'account_manager', 'service_lead'] },
    { code: 'customers.assign', roles: ['retention_lead'] },
    { code: 'customers.export', roles: ['retention_lead', 'analyst'] },
  ],
  routes: customersRoutes(sources),
  importers: [customersImporter],
  ownedTables,
});
