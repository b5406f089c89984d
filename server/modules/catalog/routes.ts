import { route, type Route } from '#platform/module.ts';
import { listCategories } from './categories.ts';
import * as contract from './contract.ts';
import { listProducts, recordProducts } from './products.ts';

export const catalogRoutes: Route[] = [
  route(contract.recordProducts, (ctx, { body }) => recordProducts(ctx, body.products)),
  route(contract.listProducts, (ctx, { query }) => listProducts(ctx, query)),
  route(contract.listCategories, async (ctx) => ({ rows: await listCategories(ctx) })),
];
