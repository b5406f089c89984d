import type { Ctx } from '#platform/context.ts';
import { ConflictError } from '#platform/errors.ts';
import { addJob } from '#platform/jobs.ts';
import { route, type Module } from '#platform/module.ts';
import * as contract from './contract.ts';
import { hasCustomers, loadDemo, type Lent } from './load.ts';

export const demoModule = (lent: Lent): Module => ({
  name: 'demo',
  permissions: [{ code: 'demo.load', roles: [] }],
  routes: [
    route(contract.loadDemo, async (ctx) => {
      if (await hasCustomers(ctx))
        throw new ConflictError('demo.house_not_empty', 'The demo brand goes into an empty house only.');
      await addJob(ctx, 'demo.load', {}, { key: 'demo.load', maxAttempts: 3 });
      return { done: true };
    }),
  ],
  jobs: {
    'demo.load': async (ctx: Ctx) => {
      if (!(await hasCustomers(ctx))) await loadDemo(ctx, lent);
    },
  },
});
