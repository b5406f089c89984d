import type { Actor, Ctx } from '#platform/context.ts';
import type { Importer } from '#platform/importer.ts';
import { route, type Route } from '#platform/module.ts';
import { applyBatch, cancelBatch, createBatch, getBatchPlan, listBatches } from './batches.ts';
import * as contract from './contract.ts';
import { errorFile, reasonsOf } from './error-file.ts';
import { findImporter, inspectFile } from './inspect.ts';
import { inspectUpload } from './inspection-contract.ts';
import { importersFor, kindOf } from './kinds.ts';
import { listRowErrors } from './row-errors.ts';
import { listSources } from './sources.ts';
import { templateOf } from './template.ts';
import { foreseeUndo, requestUndo, type Undoing } from './undo.ts';
import { getUpload, storeUpload } from './uploads.ts';

export type IngestOptions = {
  dataDir: string;
  /** Asked late: later modules hand their importers down. */
  importers: () => readonly Importer[];
  allows: (actor: Actor, permission: string) => boolean;
  /** What the modules tell for undoing, asked late as well. */
  undoing: () => Undoing;
};

const ERRORS_SHOWN = 20;

export function ingestRoutes({ dataDir, importers, allows, undoing }: IngestOptions): Route[] {
  const own = (ctx: Ctx) => importersFor(ctx, importers(), allows);
  return [
    route(contract.listKinds, async (ctx) => ({ rows: (await own(ctx)).map(kindOf), sources: await listSources(ctx) })),
    route(contract.downloadTemplate, async (ctx, { params, query }) =>
      templateOf(findImporter(await own(ctx), params.kind), query.language, query.format),
    ),
    // Gigabytes may take minutes to arrive; no transaction is held open meanwhile.
    route(contract.uploadFile, (ctx, { query, body }) => storeUpload(ctx, dataDir, query.fileName, body), {
      transaction: false,
    }),
    route(inspectUpload, async (ctx, { params, query }) =>
      inspectFile(ctx, await getUpload(ctx, dataDir, params.uploadId), await own(ctx), query),
    ),
    route(contract.createBatch, async (ctx, { body }) => createBatch(ctx, dataDir, await own(ctx), body)),
    route(contract.listBatches, (ctx, { query }) => listBatches(ctx, query)),
    route(contract.getBatch, async (ctx, { params, query }) => {
      const plan = await getBatchPlan(ctx, params.batchId);
      const reasonOf = reasonsOf(plan, importers(), query.language);
      const refused = await listRowErrors(ctx, params.batchId, 0, ERRORS_SHOWN);
      const { batch, ...rest } = plan;
      return { ...batch, ...rest, sampleErrors: refused.map((row) => ({ ...row, reason: reasonOf(row) })) };
    }),
    route(contract.applyBatch, (ctx, { params }) => applyBatch(ctx, params.batchId)),
    route(contract.cancelBatch, (ctx, { params }) => cancelBatch(ctx, importers(), params.batchId)),
    route(contract.foreseeUndo, (ctx, { params }) => foreseeUndo(ctx, undoing(), params.batchId)),
    route(contract.undoBatch, async (ctx, { params }) => requestUndo(ctx, await own(ctx), params.batchId)),
    route(contract.downloadErrors, (ctx, { params, query }) =>
      errorFile(ctx, importers(), params.batchId, query.language),
    ),
  ];
}
