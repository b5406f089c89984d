import { route, type Route } from '#platform/module.ts';
import * as contract from './contract.ts';
import { listOrders } from './orders.ts';
import { recordOrders } from './record.ts';
import { matchOrder } from './match.ts';
import { listUnmatched } from './unmatched.ts';

export const routes: Route[] = [
  route(contract.recordOrders, (ctx, { body }) => recordOrders(ctx, body.orders)),
  route(contract.listOrders, (ctx, { params, query }) => listOrders(ctx, params.customerId, query)),
  route(contract.listUnmatched, (ctx, { query }) => listUnmatched(ctx, query)),
  route(contract.matchOrder, (ctx, { body }) => matchOrder(ctx, body)),
];
