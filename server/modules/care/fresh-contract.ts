import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { day, done, id, idParam, instant } from '#shared/wire.ts';

const count = z.number().int();

export const freshDraft = z.object({
  /** A field of the profile that ages, or `custom.<code>`. */
  field: z.string().min(1).max(60),
  /** A class of the vocabulary in force; null: everybody. */
  class4: z.string().min(1).max(40).nullable().default(null),
  months: z.number().int().min(1).max(120),
  /** Asks for the value too where there is none. */
  askMissing: z.boolean().default(false),
  active: z.boolean().default(true),
});
export type FreshDraft = z.infer<typeof freshDraft>;

export const freshRule = freshDraft.extend({
  ruleId: id,
  class4: z.string().nullable(),
  askMissing: z.boolean(),
  active: z.boolean(),
  /** Customers one may know of whom the rule finds due; null where its field is gone or nobody has counted yet. */
  due: count.nullable(),
  /** Kept counts are a night old at most. */
  countedAt: instant.nullable(),
});
export type FreshRule = z.infer<typeof freshRule>;

/** So that nobody is flooded. */
export const freshSettings = z.object({
  /** New tasks a day, of the whole house. */
  perDay: z.number().int().min(0).max(10_000),
  /** New tasks a day for one person. */
  perPerson: z.number().int().min(0).max(100),
  /** Whoever has as many of them open gets no new ones. */
  openAtMost: z.number().int().min(1).max(500),
});
export type FreshSettings = z.infer<typeof freshSettings>;

export const listFreshRules = endpoint({
  method: 'GET',
  path: '/api/care/fresh-rules',
  summary: 'What must be confirmed how often, whom it finds, and how many tasks may come of it',
  permission: 'care.configure',
  scope: 'customers',
  response: z.object({
    rows: z.array(freshRule),
    settings: freshSettings,
    fields: z.array(z.object({ field: z.string(), name: z.string().nullable() })),
    lastLook: z.object({ day, at: instant, tasks: count }).nullable(),
  }),
});

const saved = freshRule.omit({ due: true, countedAt: true });

export const createFreshRule = endpoint({
  method: 'POST',
  path: '/api/care/fresh-rules',
  summary: 'Have a field confirmed every so many months',
  permission: 'care.configure',
  scope: 'none',
  idempotency: 'a second rule for the same field and class is refused',
  body: freshDraft,
  response: saved,
});

export const updateFreshRule = endpoint({
  method: 'PUT',
  path: '/api/care/fresh-rules/:ruleId',
  summary: 'Change a rule that keeps data fresh',
  permission: 'care.configure',
  scope: 'none',
  idempotency: 'sets values',
  params: z.object({ ruleId: idParam }),
  body: freshDraft,
  response: saved,
});

export const deleteFreshRule = endpoint({
  method: 'DELETE',
  path: '/api/care/fresh-rules/:ruleId',
  summary: 'Delete a rule that keeps data fresh; its tasks stay',
  permission: 'care.configure',
  scope: 'none',
  idempotency: 'a rule that is gone stays gone',
  params: z.object({ ruleId: idParam }),
  response: done,
});

export const saveFreshSettings = endpoint({
  method: 'PUT',
  path: '/api/care/fresh-settings',
  summary: 'How many tasks may come of keeping data fresh',
  permission: 'care.configure',
  scope: 'none',
  idempotency: 'sets values',
  body: freshSettings,
  response: freshSettings,
});
