import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { pageOf, pageQuery } from '#shared/page.ts';
import { cents, done, id, idParam, instant } from '#shared/wire.ts';
import { RECURRENCE_UNITS, RESULTS, TASK_KINDS, TASK_STATES } from './kinds.ts';

export const code = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
const personId = z.string().min(1).max(64);
const count = z.number().int().min(0);

/** What people read in their own language. */
export const twoTexts = (max: number) =>
  z.object({ zh: z.string().trim().min(1).max(max), en: z.string().trim().min(1).max(max) });
export type TwoTexts = { zh: string; en: string };

export const taskKind = z.enum(TASK_KINDS);
export const priority = z.union([z.literal(1), z.literal(2), z.literal(3)]);

/** `day`: of the month, so that a task of the 31st comes back to the 31st after a short month. */
export const recurrence = z.object({
  every: z.number().int().min(1).max(365),
  unit: z.enum(RECURRENCE_UNITS),
  day: z.number().int().min(1).max(31).optional(),
});
export type Recurrence = z.infer<typeof recurrence>;

export const outcome = z.object({ code, zh: z.string(), en: z.string(), result: z.enum(RESULTS) });
export type Outcome = z.infer<typeof outcome>;

export const task = z.object({
  customerId: id,
  taskId: id,
  customer: z.object({ code: z.string(), name: z.string().nullable(), phone: z.string().nullable() }),
  state: z.enum(TASK_STATES),
  kind: taskKind,
  title: twoTexts(200),
  reason: z.object({ zh: z.string(), en: z.string() }).nullable(),
  templateCode: z.string().nullable(),
  priority,
  ownerId: z.string().nullable(),
  ownerName: z.string().nullable(),
  delegatedByName: z.string().nullable(),
  dueAt: instant,
  snoozedUntil: instant.nullable(),
  expiresAt: instant.nullable(),
  recurs: recurrence.nullable(),
  cause: z.record(z.string(), z.unknown()).nullable(),
  worthCents: cents.nullable(),
  needsReason: z.boolean(),
  overdueLevel: z.number().int(),
  outcome: z.string().nullable(),
  result: z.enum(RESULTS).nullable(),
  reasonCode: z.string().nullable(),
  notes: z.string().nullable(),
  createdAt: instant,
  closedAt: instant.nullable(),
  closedByName: z.string().nullable(),
});
export type Task = z.infer<typeof task>;

export const template = z.object({
  code,
  kind: taskKind,
  name: twoTexts(80),
  /** 话术. `{customer}`, `{staff}` and `{brand}` are filled in where it is read. */
  script: twoTexts(4_000),
  outcomes: z
    .array(outcome.extend({ zh: z.string().trim().min(1).max(40), en: z.string().trim().min(1).max(60) }))
    .min(1)
    .max(20),
  /** Closing it as done asks why the customer leaves. */
  needsReason: z.boolean(),
  dueDays: z.number().int().min(0).max(365),
  priority,
  active: z.boolean(),
});
export type Template = z.infer<typeof template>;

// ——— Work ————————————————————————————————————————————————————————————————————————————————————————————————————————————

export const listTasks = endpoint({
  method: 'GET',
  path: '/api/tasks',
  summary: 'Tasks: open ones by due time, closed ones newest first',
  permission: 'tasks.read',
  scope: 'customers',
  query: pageQuery.extend({
    state: z.enum(['open', 'closed']).default('open'),
    /** `me`, `nobody`, or the id of a member of staff; everybody's where it is left out. */
    owner: z.string().max(64).optional(),
    customerId: idParam.optional(),
    /** `resting`: put off until later. */
    due: z.enum(['overdue', 'today', 'later', 'escalated', 'resting']).optional(),
    outcome: z.string().max(40).optional(),
  }),
  response: pageOf(task),
});

export const taskDraft = z.object({
  customerId: id,
  kind: taskKind,
  title: z.string().trim().min(1).max(200),
  templateCode: code.nullable().default(null),
  priority: priority.default(2),
  /** Left out: whoever asks. Null: nobody yet. */
  ownerId: personId.nullable().optional(),
  dueAt: instant,
  recurs: recurrence.nullable().default(null),
  notes: z.string().trim().max(2_000).nullable().default(null),
  /** Names the wish: sent twice, it is one open task. */
  key: z.string().trim().min(1).max(80).optional(),
});

export const createTasks = endpoint({
  method: 'POST',
  path: '/api/tasks',
  summary: 'Give work about customers to somebody',
  permission: 'tasks.work',
  scope: 'customers',
  idempotency: 'one open task per customer and `key`; without a key each call makes its own',
  body: z.object({ tasks: z.array(taskDraft).min(1).max(500) }),
  response: z.object({
    rows: z.array(z.object({ customerId: id, taskId: id, outcome: z.enum(['created', 'known']) })),
  }),
});

const taskParams = z.object({ customerId: idParam, taskId: idParam });

export const changeTask = endpoint({
  method: 'PATCH',
  path: '/api/customers/:customerId/tasks/:taskId',
  summary: 'Put off, hand on or edit an open task',
  permission: 'tasks.work',
  scope: 'customers',
  idempotency: 'sets values',
  params: taskParams,
  body: z.object({
    ownerId: personId.nullable().optional(),
    dueAt: instant.optional(),
    /** In the future; the task rests until then, and is due then at the earliest. Null wakes it. */
    snoozedUntil: instant.nullable().optional(),
    priority: priority.optional(),
    notes: z.string().trim().max(2_000).nullable().optional(),
  }),
  response: task,
});

export const closeTask = endpoint({
  method: 'POST',
  path: '/api/customers/:customerId/tasks/:taskId/close',
  summary: 'Say how a task ended',
  permission: 'tasks.work',
  scope: 'customers',
  idempotency: 'a task ends once; the same ending again changes nothing, another one is refused',
  params: taskParams,
  body: z.object({
    state: z.enum(['done', 'cancelled']),
    /** One of the template's, for `done`. */
    outcome: code.optional(),
    /** Why the customer leaves, where the task asks for it. */
    reasonCode: code.optional(),
    notes: z.string().trim().max(2_000).optional(),
    /** How the customer was reached, when other than the task's kind. */
    channel: taskKind.optional(),
  }),
  response: task,
});

export const reopenTask = endpoint({
  method: 'POST',
  path: '/api/customers/:customerId/tasks/:taskId/reopen',
  summary: 'Take back an ending one gave oneself a moment ago',
  permission: 'tasks.work',
  scope: 'customers',
  idempotency: 'an open task stays open',
  params: taskParams,
  response: task,
});

// ——— Templates and settings ——————————————————————————————————————————————————————————————————————————————————————————

export const listTemplates = endpoint({
  method: 'GET',
  path: '/api/tasks/templates',
  summary: 'Kinds of work with script and outcomes',
  permission: 'tasks.read',
  scope: 'none',
  response: z.object({
    rows: z.array(template.extend({ changed: z.boolean(), ships: z.boolean() })),
    /** How work without a template can end. */
    byKind: z.record(taskKind, z.array(outcome)),
  }),
});

export const saveTemplate = endpoint({
  method: 'PUT',
  path: '/api/tasks/templates/:code',
  summary: 'Make or change a template',
  permission: 'tasks.configure',
  scope: 'none',
  idempotency: 'sets values by code',
  params: z.object({ code }),
  body: template.omit({ code: true }),
  response: template,
});

export const resetTemplate = endpoint({
  method: 'DELETE',
  path: '/api/tasks/templates/:code',
  summary: 'Put a template back as it shipped, or take away one of our own',
  permission: 'tasks.configure',
  scope: 'none',
  idempotency: 'what is not there stays away',
  params: z.object({ code }),
  response: done,
});

export const leavingReason = z.object({
  code,
  zh: z.string().trim().min(1).max(40),
  en: z.string().trim().min(1).max(60),
});

export const taskSettings = z.object({
  /** Days a task may be overdue before the lead sees it. */
  escalateAfterDays: z.number().int().min(1).max(60),
  reasons: z.array(leavingReason).min(1).max(30),
});
export type TaskSettings = z.infer<typeof taskSettings>;

export const getTaskSettings = endpoint({
  method: 'GET',
  path: '/api/tasks/settings',
  summary: 'When the lead is told, and the reasons customers leave for',
  permission: 'tasks.read',
  scope: 'none',
  response: taskSettings,
});

export const saveTaskSettings = endpoint({
  method: 'PUT',
  path: '/api/tasks/settings',
  summary: 'Change when the lead is told, and the reasons customers leave for',
  permission: 'tasks.configure',
  scope: 'none',
  idempotency: 'sets values',
  body: taskSettings,
  response: taskSettings,
});

// ——— The team ————————————————————————————————————————————————————————————————————————————————————————————————————————

export const getTaskBoard = endpoint({
  method: 'GET',
  path: '/api/tasks/board',
  summary: 'Who has how much to do, and how what was done ended',
  permission: 'tasks.team',
  scope: 'customers',
  query: z.object({ days: z.coerce.number().int().min(1).max(366).default(30) }),
  response: z.object({
    people: z.array(
      z.object({
        /** Null: nobody's. */
        personId: z.string().nullable(),
        name: z.string().nullable(),
        active: z.boolean(),
        open: count,
        overdue: count,
        dueToday: count,
        escalated: count,
        done: count,
        doneInTime: count,
        good: count,
        cancelled: count,
        expired: count,
      }),
    ),
    outcomes: z.array(outcome.extend({ tasks: count })),
    reasons: z.array(leavingReason.extend({ tasks: count })),
    asOf: instant,
  }),
});

export const handOverTasks = endpoint({
  method: 'POST',
  path: '/api/tasks/hand-over',
  summary: "Give one person's open tasks to another, or each to its customer's owner",
  permission: 'tasks.team',
  scope: 'customers',
  idempotency: 'moves what is still there',
  body: z.object({ fromId: personId, to: z.union([z.object({ personId }), z.literal('customer_owner')]) }),
  response: z.object({ moved: count }),
});

// ——— The calendar ————————————————————————————————————————————————————————————————————————————————————————————————————

export const getCalendar = endpoint({
  method: 'GET',
  path: '/api/tasks/calendar',
  summary: 'Whether the own tasks can be read by a calendar program',
  permission: 'tasks.work',
  scope: 'none',
  response: z.object({ since: instant.nullable() }),
});

export const openCalendar = endpoint({
  method: 'POST',
  path: '/api/tasks/calendar',
  summary: 'Make a private address of the own tasks for calendar programs; the one before stops working',
  permission: 'tasks.work',
  scope: 'none',
  idempotency: 'each call makes a new address and ends the one before',
  response: z.object({ path: z.string(), since: instant }),
});

export const closeCalendar = endpoint({
  method: 'DELETE',
  path: '/api/tasks/calendar',
  summary: 'Take the private address back',
  permission: 'tasks.work',
  scope: 'none',
  idempotency: 'what is not there stays away',
  response: done,
});

export const readCalendar = endpoint({
  method: 'GET',
  path: '/api/calendar/:token/tasks.ics',
  summary: 'Open tasks as iCalendar (RFC 5545); whoever has the address may read it',
  permission: 'public',
  scope: 'customers',
  params: z.object({ token: z.string().min(20).max(80) }),
  response: 'file',
});
