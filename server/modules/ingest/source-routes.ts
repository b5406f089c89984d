import { route, type Route } from '#platform/module.ts';
import type { IngestOptions } from './routes.ts';
import { listOverdue, listRegisteredSources, saveSource } from './source-register.ts';
import * as contract from './sources-contract.ts';

export const sourceRoutes = ({ allows }: Pick<IngestOptions, 'allows'>): Route[] => [
  route(contract.listSources, async (ctx) => ({ rows: await listRegisteredSources(ctx) })),
  route(contract.saveSource, (ctx, { params, body }) => saveSource(ctx, params.code, body)),
  route(contract.listOverdueSources, async (ctx) => ({
    rows: await listOverdue(ctx, allows(ctx.actor, contract.saveSource.permission)),
  })),
];
