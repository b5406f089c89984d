import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { pageOf, pageQuery } from '#shared/page.ts';
import { id, idParam, instant, listParam } from '#shared/wire.ts';
import { customer } from './contract.ts';
import { MERGE_FIELD_NAMES } from './merge-fields.ts';

/**
 * Whose value a field takes where nobody chooses: `newest` the record changed last that has one, `complete` the record
 * with most fields filled, `source` the record known to the best source.
 */
export const mergeRule = z.enum(['newest', 'complete', 'source']);
export type MergeRule = z.infer<typeof mergeRule>;

export const mergeField = z.enum(MERGE_FIELD_NAMES as [(typeof MERGE_FIELD_NAMES)[number]]);

/** The record whose value stands; `all` joins the notes of all records. */
export const mergeChoice = z.union([id, z.literal('all')]);

export const MOST_RECORDS = 20;
const records = z.array(id).min(2).max(MOST_RECORDS);

export const previewMerge = endpoint({
  method: 'GET',
  path: '/api/customers/merges/preview',
  summary: 'What merging these records would do: the profile field by field, and what goes over',
  permission: 'customers.merge',
  scope: 'customers',
  query: z.object({
    /** Ids, comma-separated. */
    customers: listParam.pipe(z.array(z.string()).min(2).max(MOST_RECORDS)).transform((texts, refuse) => {
      const ids = texts.map(Number);
      if (ids.every((one) => Number.isSafeInteger(one) && one > 0)) return ids;
      refuse.addIssue({ code: 'custom', message: 'not ids' });
      return z.NEVER;
    }),
    survivorId: idParam.optional(),
    rule: mergeRule.optional(),
  }),
  response: z.object({
    survivorId: id,
    rule: mergeRule,
    /** The survivor first, the others in the order in which the rule prefers them. */
    records: z.array(customer),
    fields: z.array(
      z.object({
        field: mergeField,
        choice: mergeChoice,
        /** The records say different things. */
        differs: z.boolean(),
        /** Whether joining all is possible. */
        joinable: z.boolean(),
      }),
    ),
    /** Rows that go over to the survivor, by what they are (orders, identities …) and by record. */
    moves: z.array(z.object({ what: z.string(), customerId: id, rows: z.number().int() })),
  }),
});

export const mergeCustomers = endpoint({
  method: 'POST',
  path: '/api/customers/merges',
  summary: 'Merge records of one customer into one of them',
  permission: 'customers.merge',
  scope: 'customers',
  idempotency: 'the same records into the same survivor again change nothing and answer the merge there was',
  body: z.object({
    customerIds: records,
    survivorId: id,
    rule: mergeRule.optional(),
    /** Fields not named follow the rule. */
    choices: z.partialRecord(mergeField, mergeChoice).default({}),
  }),
  response: z.object({ mergeId: id, customerId: id, mergedIds: z.array(id), repeated: z.boolean() }),
});

export const undoMerge = endpoint({
  method: 'POST',
  path: '/api/customers/merges/:mergeId/undo',
  summary: 'Take a merge apart again, wholly or for some of its records',
  permission: 'customers.merge',
  scope: 'customers',
  idempotency: 'records that stand by themselves again stay as they are',
  params: z.object({ mergeId: idParam }),
  body: z.object({ customerIds: z.array(id).min(1).max(MOST_RECORDS).optional() }),
  response: z.object({ restoredIds: z.array(id) }),
});

export const mergeEntry = z.object({
  mergeId: id,
  mergedAt: instant,
  mergedByName: z.string(),
  rule: mergeRule,
  /** The record they were merged into, and whose it is today. */
  survivor: z.object({ customerId: id, code: z.string(), name: z.string().nullable() }),
  records: z.array(
    z.object({
      customerId: id,
      code: z.string(),
      name: z.string().nullable(),
      undoneAt: instant.nullable(),
      undoneByName: z.string().nullable(),
      /** False once it is undone, or its data have been erased. */
      undoable: z.boolean(),
    }),
  ),
  moved: z.array(z.object({ what: z.string(), rows: z.number().int() })),
});
export type MergeEntry = z.infer<typeof mergeEntry>;

export const listMerges = endpoint({
  method: 'GET',
  path: '/api/customers/merges',
  summary: 'Merges, the newest first, of everybody or of one customer',
  permission: 'customers.read',
  scope: 'customers',
  query: pageQuery.extend({ customerId: idParam.optional() }),
  response: pageOf(mergeEntry),
});

export const mergeRules = z.object({
  rule: mergeRule,
  /** Codes of sources, the most trusted first; the others come after them. */
  sources: z.array(z.string().min(1).max(60)).max(100),
});
export type MergeRules = z.infer<typeof mergeRules>;

export const getMergeRules = endpoint({
  method: 'GET',
  path: '/api/customers/merge-rules',
  summary: 'Whose values a merged record takes where nobody chooses',
  permission: 'customers.merge',
  scope: 'none',
  response: mergeRules,
});

export const saveMergeRules = endpoint({
  method: 'PUT',
  path: '/api/customers/merge-rules',
  summary: 'Change whose values a merged record takes where nobody chooses',
  permission: 'customers.merge_rules',
  scope: 'none',
  idempotency: 'sets values',
  body: mergeRules,
  response: mergeRules,
});
