import { route, type Route } from '#platform/module.ts';
import * as contract from './contract.ts';
import { listDeliveries, replayDeliveries, testReceiver } from './deliveries.ts';
import { createReceiver, listReceivers, removeReceiver, updateReceiver } from './receivers.ts';

export const routes: Route[] = [
  route(contract.listReceivers, async (ctx) => ({ rows: await listReceivers(ctx) })),
  route(contract.createReceiver, (ctx, { body }) => createReceiver(ctx, body)),
  route(contract.updateReceiver, (ctx, { params, body }) => updateReceiver(ctx, params.receiverId, body)),
  route(contract.removeReceiver, (ctx, { params }) => removeReceiver(ctx, params.receiverId)),
  // Waits for another server: no transaction may be open meanwhile.
  route(contract.testReceiver, (ctx, { params }) => testReceiver(ctx, params.receiverId), { transaction: false }),
  route(contract.listDeliveries, (ctx, { params, query }) => listDeliveries(ctx, params.receiverId, query)),
  route(contract.replayDeliveries, (ctx, { params, body }) =>
    replayDeliveries(ctx, params.receiverId, body.deliveryIds),
  ),
];
