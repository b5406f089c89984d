import { route, type Route } from '#platform/module.ts';
import * as contract from '../duplicates-contract.ts';
import type { LaterSources } from '../fields.ts';
import { checkDuplicates } from './check.ts';
import { tellApart } from './distinct.ts';
import { getDuplicateState, listDuplicates } from './groups.ts';
import { mergeExact } from './merge-exact.ts';
import { requestScan } from './scans.ts';
import { getDuplicateSettings, saveDuplicateSettings } from './settings.ts';

export const duplicateRoutes = (sources: LaterSources): Route[] => [
  route(contract.listDuplicates, (ctx, { query }) => listDuplicates(ctx, query)),
  route(contract.getDuplicateState, (ctx) => getDuplicateState(ctx)),
  route(contract.scanDuplicates, async (ctx) => {
    await requestScan(ctx);
    return { requested: true };
  }),
  route(contract.tellCustomersApart, (ctx, { body }) => tellApart(ctx, body.customerIds)),
  route(contract.mergeExactDuplicates, (ctx) => mergeExact(ctx, sources().ownedTables), { transaction: false }),
  route(contract.checkDuplicates, (ctx, { body }) => checkDuplicates(ctx, body), { transaction: false }),
  route(contract.getDuplicateSettings, (ctx) => getDuplicateSettings(ctx)),
  route(contract.saveDuplicateSettings, async (ctx, { body }) => {
    const saved = await saveDuplicateSettings(ctx, body);
    await requestScan(ctx);
    return saved;
  }),
];
