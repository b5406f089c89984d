import type { Module } from '#platform/module.ts';
import { deliver } from './deliver.ts';
import { DELIVER_JOB } from './queue.ts';
import { routes } from './routes.ts';

export const webhooksModule: Module = {
  name: 'webhooks',
  permissions: [{ code: 'webhooks.manage', roles: [], overEverybody: true }],
  routes,
  waitingJobs: { [DELIVER_JOB]: deliver },
};
