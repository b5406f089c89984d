import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { day, id, instant } from '#shared/wire.ts';

/** Of the business itself, or from outside. */
export const sourceOrigin = z.enum(['internal', 'external']);

export const sourceCategory = z.enum([
  'sales',
  'service',
  'member',
  'website',
  'market',
  'public',
  'social',
  'partner',
  'other',
]);

/** `unset`: nobody said how often it should come. `never`: it should, and nothing has come yet. */
export const sourceState = z.enum(['fresh', 'overdue', 'never', 'unset', 'archived']);

const said = {
  name: z.string().trim().min(1).max(60),
  origin: sourceOrigin.nullable(),
  category: sourceCategory.nullable(),
  /** In the words of whoever delivers: "CSV, GB18030", "REST". */
  format: z.string().trim().min(1).max(60).nullable(),
  /** New records are expected at least every so many days; null: whenever they come. */
  expectedDays: z.number().int().min(1).max(366).nullable(),
  responsibleId: z.string().max(64).nullable(),
  note: z.string().trim().min(1).max(300).nullable(),
  archived: z.boolean(),
};

export const registeredSource = z.object({
  ...said,
  code: z.string(),
  responsibleName: z.string().nullable(),
  state: sourceState,
  /** The later of the last file that was applied and the last call. */
  lastAt: instant.nullable(),
  /** The day until which something should come. */
  dueOn: day.nullable(),
  /** Whole days past `dueOn`. */
  daysOver: z.number().int().nullable(),
  lastBatch: z
    .object({
      batchId: id,
      fileName: z.string(),
      kind: z.string(),
      /** How the file itself was written: csv or xlsx. */
      format: z.string(),
      rows: z.number().int(),
      refused: z.number().int(),
      finishedAt: instant,
    })
    .nullable(),
  /** Files applied within the last 90 days, with their rows. */
  batches90d: z.number().int(),
  rows90d: z.number().int(),
  refused90d: z.number().int(),
  /** Records told by calls within the last 90 days, repeated ones included. */
  called90d: z.number().int(),
  /** Rows of all files that were taken, and records of all calls. */
  brought: z.number().int(),
});
export type RegisteredSource = z.infer<typeof registeredSource>;

export const listSources = endpoint({
  method: 'GET',
  path: '/api/sources',
  summary: 'Where records come from: how often they should, when they last did, what is overdue and who sees to it',
  permission: 'ingest.sources',
  scope: 'none',
  response: z.object({ rows: z.array(registeredSource) }),
});

export const saveSource = endpoint({
  method: 'PUT',
  path: '/api/sources/:code',
  summary: 'Register a source, or change what is said of it',
  permission: 'ingest.register',
  scope: 'none',
  idempotency: 'sets values by code',
  params: z.object({ code: z.string().trim().min(1).max(60) }),
  body: z.object({
    ...said,
    origin: said.origin.default(null),
    category: said.category.default(null),
    format: said.format.default(null),
    expectedDays: said.expectedDays.default(null),
    responsibleId: said.responsibleId.default(null),
    note: said.note.default(null),
    archived: said.archived.default(false),
  }),
  response: registeredSource,
});

export const listOverdueSources = endpoint({
  method: 'GET',
  path: '/api/sources/overdue',
  summary:
    'Sources from which nothing came in time and whoever asks is responsible for; for the administrator and leads all',
  permission: 'signed-in',
  scope: 'none',
  response: z.object({
    rows: z.array(registeredSource.pick({ code: true, name: true, lastAt: true, dueOn: true, daysOver: true })),
  }),
});
