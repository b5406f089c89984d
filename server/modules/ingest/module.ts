import type { Ctx } from '#platform/context.ts';
import type { Module } from '#platform/module.ts';
import { RUN_JOB } from './batches.ts';
import { ingestRoutes, type IngestOptions } from './routes.ts';
import { sourceRoutes } from './source-routes.ts';
import { runBatch } from './run.ts';

export function ingestModule(options: IngestOptions): Module {
  return {
    name: 'ingest',
    permissions: [
      { code: 'ingest.import', roles: ['retention_lead'], overEverybody: true },
      { code: 'ingest.sources', roles: ['retention_lead', 'service_lead', 'analyst'], overEverybody: true },
      { code: 'ingest.register', roles: ['retention_lead'], overEverybody: true },
      { code: 'ingest.undo', roles: ['retention_lead'], overEverybody: true },
    ],
    routes: [...ingestRoutes(options), ...sourceRoutes(options)],
    jobs: {
      [RUN_JOB]: async (ctx: Ctx, { batchId }: { batchId: number }) => {
        await runBatch(ctx, batchId, {
          dataDir: options.dataDir,
          importers: options.importers(),
          undoing: options.undoing(),
        });
      },
    },
  };
}
