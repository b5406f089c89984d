import { route, type Route } from '#platform/module.ts';
import * as contract from './custom-contract.ts';
import {
  createCustomField,
  deleteCustomField,
  listCustomFields,
  orderCustomFields,
  updateCustomField,
} from './custom-fields.ts';
import type { LaterSources } from './fields.ts';

export const customRoutes = (sources: LaterSources): Route[] => [
  route(contract.listCustomFields, async (ctx) => ({ rows: await listCustomFields(ctx) })),
  route(contract.createCustomField, (ctx, { body }) => createCustomField(ctx, body)),
  route(contract.updateCustomField, (ctx, { params, body }) => updateCustomField(ctx, params.fieldId, body)),
  route(contract.orderCustomFields, async (ctx, { body }) => ({ rows: await orderCustomFields(ctx, body.fieldIds) })),
  route(contract.deleteCustomField, async (ctx, { params }) => {
    await deleteCustomField(ctx, params.fieldId, sources().fieldUses);
    return { done: true };
  }),
];
