import type { Module } from '#platform/module.ts';
import { ordersUndo } from './batch-undo.ts';
import { orderTimeline, rollupFields } from './fields.ts';
import { ordersImporter } from './importer.ts';
import { ownedTables } from './owned-tables.ts';
import { routes } from './routes.ts';
import { goodsRules } from './goods-rules.ts';
import { orderRules } from './segment-rules.ts';

export const ordersModule: Module = {
  name: 'orders',
  permissions: [
    { code: 'orders.read', roles: ['retention_lead', 'account_manager', 'service_lead', 'analyst'] },
    { code: 'orders.write', roles: ['retention_lead'], overEverybody: true },
  ],
  routes,
  importers: [ordersImporter],
  batchUndo: ordersUndo,
  customerFields: [rollupFields],
  timeline: [orderTimeline],
  ownedTables,
  segmentRules: [...orderRules, ...goodsRules],
};
