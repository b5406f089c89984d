import { route, type Route } from '#platform/module.ts';
import { getTaskBoard, handOverTasks } from './board.ts';
import { createTasks } from './by-hand.ts';
import { closeCalendar, findCalendar, openCalendar, readCalendar } from './calendar.ts';
import { changeTask } from './change.ts';
import { closeTask } from './close.ts';
import * as contract from './contract.ts';
import { listTasks } from './list.ts';
import { reopenTask } from './reopen.ts';
import { getTaskSettings, saveTaskSettings } from './settings.ts';
import { listTemplates, outcomesByKind, resetTemplate, saveTemplate } from './templates.ts';

/** `newToken`: a secret nobody can guess, from the edge. */
export const taskRoutes = (newToken: () => string): Route[] => [
  route(contract.listTasks, (ctx, { query }) => listTasks(ctx, query)),
  route(contract.createTasks, async (ctx, { body }) => ({ rows: await createTasks(ctx, body.tasks) })),
  route(contract.changeTask, (ctx, { params, body }) => changeTask(ctx, params.customerId, params.taskId, body)),
  route(contract.closeTask, (ctx, { params, body }) => closeTask(ctx, params.customerId, params.taskId, body)),

  route(contract.reopenTask, (ctx, { params }) => reopenTask(ctx, params.customerId, params.taskId)),

  route(contract.listTemplates, async (ctx) => ({ rows: await listTemplates(ctx), byKind: outcomesByKind() })),
  route(contract.saveTemplate, (ctx, { params, body }) => saveTemplate(ctx, { ...body, code: params.code })),
  route(contract.resetTemplate, async (ctx, { params }) => {
    await resetTemplate(ctx, params.code);
    return { done: true };
  }),
  route(contract.getTaskSettings, (ctx) => getTaskSettings(ctx)),
  route(contract.saveTaskSettings, (ctx, { body }) => saveTaskSettings(ctx, body)),

  route(contract.getTaskBoard, (ctx, { query }) => getTaskBoard(ctx, query)),
  route(contract.handOverTasks, (ctx, { body }) => handOverTasks(ctx, body)),

  route(contract.getCalendar, (ctx) => findCalendar(ctx)),
  route(contract.openCalendar, (ctx) => openCalendar(ctx, newToken() + newToken())),
  route(contract.closeCalendar, async (ctx) => {
    await closeCalendar(ctx);
    return { done: true };
  }),
  route(contract.readCalendar, async (ctx, { params }) => ({
    fileName: 'tasks.ics',
    contentType: 'text/calendar; charset=utf-8',
    body: await readCalendar(ctx, params.token),
  })),
];
