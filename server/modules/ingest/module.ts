import type { Ctx } from '#platform/context.ts';
import type { Module } from '#platform/module.ts';
import { RUN_JOB } from './batches.ts';
import { ingestRoutes, type IngestOptions } from './routes.ts';
import { runBatch } from './run.ts';

export function ingestModule(options: IngestOptions): Module {
  return {
    name: 'ingest',
    permissions: [{ code: 'ingest.import', roles: ['retention_lead'], overEverybody: true }],
    routes: ingestRoutes(options),
    jobs: {
      [RUN_JOB]: async (ctx: Ctx, { batchId }: { batchId: number }) => {
        await runBatch(ctx, batchId, { dataDir: options.dataDir, importers: options.importers() });
      },
    },
  };
}
