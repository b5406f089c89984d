import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { pageOf, pageQuery } from '#shared/page.ts';
import { day, done, id, idParam } from '#shared/wire.ts';

export const dateCalendar = z.enum(['solar', 'lunar']);
const kindCode = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);

export const dateKind = z.object({
  code: z.string(),
  /** Null for the kinds every house has: they are translated. */
  name: z.string().nullable(),
  /** Comes again every year; else its day is the one it names. */
  yearly: z.boolean(),
  archived: z.boolean(),
});
export type DateKind = z.infer<typeof dateKind>;

/** A date as it is said. Without a year no years are told; what does not come again needs one. */
export const dateDraft = z.object({
  kind: kindCode,
  calendar: dateCalendar.default('solar'),
  year: z.number().int().min(1900).max(2200).nullable().default(null),
  month: z.number().int().min(1).max(12),
  day: z.number().int().min(1).max(31),
  /** By the moon: in the leap month of that number. */
  leap: z.boolean().default(false),
  /** Whose or what: the baby's name, the product under warranty. */
  label: z.string().trim().min(1).max(60).nullable().default(null),
});
export type DateDraft = z.infer<typeof dateDraft>;

const next = z.object({ nextOn: day.nullable(), years: z.number().int().nullable() });

export const customerDate = dateDraft
  .extend({
    calendar: dateCalendar,
    year: z.number().int().nullable(),
    leap: z.boolean(),
    label: z.string().nullable(),
    /** Null for the birthday of the profile. */
    dateId: id.nullable(),
  })
  .extend(next.shape);
export type CustomerDate = z.infer<typeof customerDate>;

const ofCustomer = z.object({ customerId: idParam });

export const listDates = endpoint({
  method: 'GET',
  path: '/api/customers/:customerId/dates',
  summary: 'A customer’s dates worth remembering, each with its next day, the nearest first',
  permission: 'customers.read',
  scope: 'customers',
  params: ofCustomer,
  response: z.object({ rows: z.array(customerDate) }),
});

export const addDate = endpoint({
  method: 'POST',
  path: '/api/customers/:customerId/dates',
  summary: 'Remember a date of a customer',
  permission: 'customers.write',
  scope: 'customers',
  idempotency: 'the same kind, day and label again is the same date',
  params: ofCustomer,
  body: dateDraft,
  response: customerDate,
});

/**
 * What a later end of a plan is. `renewal`: the term that ended is kept and counts as renewed. `correction`: the end was never
 * right, or is put off without a renewal (a pause). `auto`: a renewal when the end had stood for 7 days and the next lies 7
 * days or more behind it, else a correction.
 */
export const endMeaning = z.enum(['auto', 'renewal', 'correction']);

export const changeDate = endpoint({
  method: 'PUT',
  path: '/api/customers/:customerId/dates/:dateId',
  summary: 'Say another day of a date; a plan whose end moves to a later day is renewed, and its term kept',
  permission: 'customers.write',
  scope: 'customers',
  idempotency: 'sets values; the same day again changes nothing',
  params: ofCustomer.extend({ dateId: idParam }),
  body: dateDraft.omit({ kind: true }).extend({ meaning: endMeaning.default('auto') }),
  response: customerDate,
});

export const removeTerm = endpoint({
  method: 'DELETE',
  path: '/api/customers/:customerId/terms/:termId',
  summary: 'Forget a past term of a plan that was kept by mistake',
  permission: 'customers.write',
  scope: 'customers',
  idempotency: 'a term that is gone stays gone',
  params: ofCustomer.extend({ termId: idParam }),
  response: done,
});

export const removeDate = endpoint({
  method: 'DELETE',
  path: '/api/customers/:customerId/dates/:dateId',
  summary: 'Forget a date of a customer',
  permission: 'customers.write',
  scope: 'customers',
  idempotency: 'a date that is gone stays gone',
  params: ofCustomer.extend({ dateId: idParam }),
  response: done,
});

export const upcomingDate = z.object({
  customerId: id,
  code: z.string(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  ownerName: z.string().nullable(),
  dateKey: z.string(),
  kind: z.string(),
  label: z.string().nullable(),
  nextOn: day,
  years: z.number().int().nullable(),
});

export const listUpcoming = endpoint({
  method: 'GET',
  path: '/api/customers/upcoming-dates',
  summary: 'Whose dates come within some days, the nearest first',
  permission: 'customers.read',
  scope: 'customers',
  query: pageQuery.extend({
    days: z.coerce.number().int().min(0).max(366).default(30),
    kind: kindCode.optional(),
  }),
  response: pageOf(upcomingDate),
});

export const listDateKinds = endpoint({
  method: 'GET',
  path: '/api/customers/date-kinds',
  summary: 'Kinds of dates worth remembering',
  permission: 'customers.read',
  scope: 'none',
  response: z.object({ rows: z.array(dateKind) }),
});

export const saveDateKind = endpoint({
  method: 'PUT',
  path: '/api/customers/date-kinds/:code',
  summary: 'Add a kind of date, rename or archive one',
  permission: 'customers.configure',
  scope: 'none',
  idempotency: 'sets values by code; whether it comes again stays as it was made',
  params: z.object({ code: kindCode }),
  body: z.object({
    name: z.string().trim().min(1).max(40).nullable(),
    yearly: z.boolean().default(true),
    archived: z.boolean().default(false),
  }),
  response: dateKind,
});
