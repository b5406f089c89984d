import type { Module } from '#platform/module.ts';
import { productsUndo } from './batch-undo.ts';
import { productsImporter } from './importer.ts';
import { catalogRoutes } from './routes.ts';

export const catalogModule: Module = {
  name: 'catalog',
  permissions: [
    { code: 'catalog.read', roles: ['retention_lead', 'account_manager', 'service_lead', 'analyst'] },
    { code: 'catalog.write', roles: ['retention_lead'] },
  ],
  routes: catalogRoutes,
  importers: [productsImporter],
  batchUndo: productsUndo,
};
