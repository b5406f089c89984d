/** What the lead tells the team on Monday: the last seven days beside the seven before, and what comes. */
import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { cents, currency, day, id } from '#shared/wire.ts';

const count = z.number().int().min(0);
/** The last seven days, and the seven before them. */
const counted = z.object({ now: count, before: count });

export const MOVES = ['core_in', 'core_out', 'left', 'back'] as const;

export const week = z.object({
  from: day,
  until: day,
  alerts: z.object({ raised: counted, handled: counted, inTime: counted, escalatedOpen: count }),
  /** Customers who ordered after an alert about them was handled, within the days of the settings. */
  returned: z.object({ customers: counted, netCents: z.object({ now: cents, before: cents }) }),
  tasks: z.object({ done: counted, good: counted, overdue: count }),
  people: z.array(
    z.object({ personId: z.string(), name: z.string(), done: count, good: count, open: count, overdue: count }),
  ),
  moves: z.array(
    z.object({
      kind: z.enum(MOVES),
      customers: counted,
      /** Those worth most, of the last seven days. */
      best: z.array(z.object({ customerId: id, code: z.string(), name: z.string().nullable(), netCents: cents })),
    }),
  ),
  /** Those whose size changed most; empty for whoever sees some customers only. */
  segments: z.array(z.object({ segmentId: id, name: z.string(), size: count, before: count })),
  plans: z.array(
    z.object({
      planId: id,
      name: z.string(),
      members: count,
      recalled: count,
      goalRate: z.number(),
      recallRate: z.number().nullable(),
      tasksOpen: count,
      endsOn: day,
    }),
  ),
  /** Within the next seven days. */
  ahead: z.object({ tasks: count, visits: count, birthdays: count, planEnds: count }),
  coreUnowned: count,
  /** The best class by its name of today. */
  core: z.object({ code: z.string(), zh: z.string(), en: z.string() }),
  returnDays: z.number().int(),
  currency,
  definitions: z.record(z.string(), z.string()),
});
export type Week = z.infer<typeof week>;

export const getWeek = endpoint({
  method: 'GET',
  path: '/api/care/week',
  summary:
    'The last seven days of care beside the seven before: alerts, tasks, who moved, segments, plans, and what comes',
  permission: 'care.lead',
  scope: 'customers',
  response: week,
});
