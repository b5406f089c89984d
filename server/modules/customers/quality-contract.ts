import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { day, id, idParam, instant } from '#shared/wire.ts';

/** A field of the profile, or `custom.<code>` of an added one. */
const fieldCode = z.string().max(60);

const counts = z.object({
  /** To whom the field applies. */
  customers: z.number().int(),
  filled: z.number().int(),
  /** Of those filled, what cannot be right. */
  invalid: z.number().int(),
  /** Of those filled, what was last confirmed too long ago; of fields that do not age, 0. */
  stale: z.number().int(),
});

/** Null where there is nothing to divide by. */
const share = z.number().nullable();
const shares = z.object({ completeness: share, validity: share, freshness: share });

export const qualityField = counts.extend({
  field: z.string(),
  /** What a business calls its own field; null where it is translated. */
  name: z.string().nullable(),
  ages: z.boolean(),
  /** Whether anything says when a value cannot be right. */
  judged: z.boolean(),
});
export type QualityField = z.infer<typeof qualityField>;

export const qualitySettings = z.object({
  /** A value last confirmed longer ago is stale. */
  staleMonths: z.number().int().min(1).max(120),
});
export type QualitySettings = z.infer<typeof qualitySettings>;

export const getQuality = endpoint({
  method: 'GET',
  path: '/api/customers/quality',
  summary: 'How complete, valid and fresh the archive is: by field, by source, day by day; measured once a night',
  permission: 'customers.quality',
  scope: 'none',
  query: z.object({
    /** Of one source; else of everybody. */
    source: z.string().max(60).optional(),
    /** The trend of one field; else of all together. */
    field: fieldCode.optional(),
    days: z.coerce.number().int().min(7).max(400).default(90),
  }),
  response: qualitySettings.extend({
    /** Null: not measured yet. */
    measured: z.object({ day, at: instant, customers: z.number().int(), staleMonths: z.number().int() }).nullable(),
    overall: shares,
    fields: z.array(qualityField),
    sources: z.array(shares.extend({ source: z.string(), name: z.string(), customers: z.number().int() })),
    trend: z.array(shares.extend({ day })),
    /** Groups of records that looked like one customer when it was measured; null where that was not kept. */
    duplicateGroups: z.number().int().nullable(),
    waiting: z.boolean(),
    /** The keys of docs/metrics.md behind the numbers. */
    definitions: z.record(z.string(), z.string()),
  }),
});

export const measureQuality = endpoint({
  method: 'POST',
  path: '/api/customers/quality/measure',
  summary: 'Measure today’s quality now, in the background',
  permission: 'customers.configure_quality',
  scope: 'none',
  idempotency: 'one that waits already is enough; the day’s numbers are replaced',
  response: z.object({ waiting: z.boolean() }),
});

export const saveQualitySettings = endpoint({
  method: 'PUT',
  path: '/api/customers/quality/settings',
  summary: 'After how many months a value counts as stale',
  permission: 'customers.configure_quality',
  scope: 'none',
  idempotency: 'sets the value; holds from the next measurement on',
  body: qualitySettings,
  response: qualitySettings,
});

export const fieldCheck = z.object({
  field: z.string(),
  checkedAt: instant,
  how: z.enum(['confirmed', 'edited', 'brought', 'recorded']),
  byName: z.string().nullable(),
  /** The value is there, ages, and was last confirmed too long ago. */
  stale: z.boolean(),
});
export type FieldCheck = z.infer<typeof fieldCheck>;

const ofCustomer = z.object({ customerId: idParam });

export const listFieldChecks = endpoint({
  method: 'GET',
  path: '/api/customers/:customerId/field-checks',
  summary: 'When each filled field that ages was last confirmed, and how',
  permission: 'customers.read',
  scope: 'customers',
  params: ofCustomer,
  response: qualitySettings.extend({ customerId: id, rows: z.array(fieldCheck) }),
});

export const confirmFields = endpoint({
  method: 'POST',
  path: '/api/customers/:customerId/field-checks',
  summary: 'Say that values are still right',
  permission: 'customers.write',
  scope: 'customers',
  idempotency: 'confirming again moves the moment',
  params: ofCustomer,
  body: z.object({ fields: z.array(fieldCode).min(1).max(50) }),
  response: z.object({ confirmed: z.array(z.string()) }),
});
