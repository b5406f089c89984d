import type { Module } from '#platform/module.ts';
import { taskHandOver } from './hand-over.ts';
import { ownedTables } from './owned-tables.ts';
import { taskRoutes } from './routes.ts';
import { taskTimeline } from './timeline.ts';

export const tasksModule = (newToken: () => string): Module => ({
  name: 'tasks',
  permissions: [
    { code: 'tasks.read', roles: ['retention_lead', 'account_manager', 'service_lead', 'analyst'] },
    { code: 'tasks.work', roles: ['retention_lead', 'account_manager', 'service_lead'] },
    { code: 'tasks.team', roles: ['retention_lead', 'service_lead'] },
    { code: 'tasks.configure', roles: ['retention_lead'] },
  ],
  routes: taskRoutes(newToken),
  timeline: [taskTimeline],
  handOvers: [taskHandOver],
  ownedTables,
});
