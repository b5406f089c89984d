import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { done, id, idParam } from '#shared/wire.ts';

/** What an added field holds. `choice` takes one of its choices, `choices` any number of them. */
export const customType = z.enum([
  'text',
  'number',
  'money',
  'day',
  'instant',
  'yes_no',
  'choice',
  'choices',
  'phone',
  'url',
]);
export type CustomType = z.infer<typeof customType>;

const customCode = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);

/**
 * A value as it travels: text (also phones in E.164, addresses, days, instants), a number (money in minor units), yes or
 * no, a choice by its code, or a list of such codes. A choice may be sent by its name as well. Null clears it.
 */
export const customValue = z.union([
  z.string().max(2_000),
  z.number(),
  z.boolean(),
  z.array(z.string().max(120)).max(100),
]);
export type CustomValue = z.infer<typeof customValue>;

/** By the code of the field. Fields that are not named stay as they are. */
export const customChange = z.record(z.string().max(40), customValue.nullable());
export const customValues = z.record(z.string(), customValue);

export const customChoice = z.object({
  /** Stays when the choice is renamed. Made when it is left out. */
  code: z
    .string()
    .max(40)
    .regex(/^[\w-]+$/),
  name: z.string().trim().min(1).max(80),
  /** Still shown where it was chosen, offered no more. */
  archived: z.boolean(),
});
export type CustomChoice = z.infer<typeof customChoice>;

/** What a value must keep to. `min` and `max` are numbers, minor units or days; the pattern must fit the whole text. */
export const customRules = z.object({
  required: z.boolean().optional(),
  min: z.union([z.number(), z.iso.date()]).nullable().optional(),
  max: z.union([z.number(), z.iso.date()]).nullable().optional(),
  pattern: z.string().max(200).nullable().optional(),
  maxLength: z.number().int().min(1).max(500).nullable().optional(),
});
export type CustomRules = z.infer<typeof customRules>;

const fieldDraft = z.object({
  name: z.string().trim().min(1).max(60),
  section: z.string().trim().max(40),
  help: z.string().trim().max(300).nullable(),
  choices: z
    .array(customChoice.extend({ code: customChoice.shape.code.optional(), archived: z.boolean().default(false) }))
    .max(200),
  rules: customRules,
  /** Roles that see the field, and those that may fill it; null: whoever sees the customer, whoever may change it. */
  viewRoles: z.array(z.string().max(40)).max(10).nullable(),
  editRoles: z.array(z.string().max(40)).max(10).nullable(),
  archived: z.boolean(),
});
export type CustomFieldDraft = z.infer<typeof fieldDraft>;

export const customField = fieldDraft.extend({
  fieldId: id,
  code: z.string(),
  type: customType,
  choices: z.array(customChoice),
  place: z.number().int(),
  /** Whether whoever asks may fill it. */
  editable: z.boolean(),
});
export type CustomField = z.infer<typeof customField>;

export const listCustomFields = endpoint({
  method: 'GET',
  path: '/api/customers/custom-fields',
  summary: 'The fields this business has added to its customers, in their order; those the caller may see',
  permission: 'customers.read',
  scope: 'none',
  response: z.object({ rows: z.array(customField) }),
});

export const createCustomField = endpoint({
  method: 'POST',
  path: '/api/customers/custom-fields',
  summary: 'Add a field to customers',
  permission: 'customers.configure',
  scope: 'none',
  idempotency: 'a code or name that exists is refused',
  body: fieldDraft.partial().extend({ name: fieldDraft.shape.name, type: customType, code: customCode.optional() }),
  response: customField,
});

export const updateCustomField = endpoint({
  method: 'PATCH',
  path: '/api/customers/custom-fields/:fieldId',
  summary: 'Rename, describe, regulate, archive or bring back an added field; its type and code stay',
  permission: 'customers.configure',
  scope: 'none',
  idempotency: 'sets values',
  params: z.object({ fieldId: idParam }),
  body: fieldDraft.partial(),
  response: customField,
});

export const orderCustomFields = endpoint({
  method: 'PUT',
  path: '/api/customers/custom-fields/order',
  summary: 'Put the added fields into an order',
  permission: 'customers.configure',
  scope: 'none',
  idempotency: 'sets the order',
  body: z.object({ fieldIds: z.array(id).min(1).max(200) }),
  response: z.object({ rows: z.array(customField) }),
});

export const deleteCustomField = endpoint({
  method: 'DELETE',
  path: '/api/customers/custom-fields/:fieldId',
  summary: 'Delete an added field that nothing uses; one that is used can be archived',
  permission: 'customers.configure',
  scope: 'none',
  idempotency: 'deleting it again finds nothing',
  params: z.object({ fieldId: idParam }),
  response: done,
});
