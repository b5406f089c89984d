import { route, type Route } from '#platform/module.ts';
import type { LaterSources } from './fields.ts';
import * as contract from './merge-contract.ts';
import { listMerges } from './merge-list.ts';
import { getMergeRules, saveMergeRules } from './merge-rules.ts';
import { mergeCustomers, previewMerge } from './merge.ts';
import { undoMerge } from './undo.ts';

/** Merging and undoing open their own transaction, when nobody holds customers. */
export function mergeRoutes(sources: LaterSources): Route[] {
  return [
    route(contract.previewMerge, (ctx, { query }) => previewMerge(ctx, sources().ownedTables, query)),
    route(contract.mergeCustomers, (ctx, { body }) => mergeCustomers(ctx, sources().ownedTables, body), {
      transaction: false,
    }),
    route(
      contract.undoMerge,
      (ctx, { params, body }) => undoMerge(ctx, sources().ownedTables, params.mergeId, body.customerIds),
      { transaction: false },
    ),
    route(contract.listMerges, (ctx, { query }) => listMerges(ctx, query)),
    route(contract.getMergeRules, (ctx) => getMergeRules(ctx)),
    route(contract.saveMergeRules, (ctx, { body }) => saveMergeRules(ctx, body)),
  ];
}
