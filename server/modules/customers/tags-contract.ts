import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { done, id, idParam } from '#shared/wire.ts';

const name = z.string().trim().min(1).max(40);
const color = z.string().regex(/^#[0-9a-f]{6}$/i);

export const tag = z.object({
  tagId: id,
  name: z.string(),
  groupId: id.nullable(),
  color: z.string().nullable(),
});
export type Tag = z.infer<typeof tag>;

export const tagGroup = z.object({ groupId: id, name: z.string() });
export type TagGroup = z.infer<typeof tagGroup>;

export const listTags = endpoint({
  method: 'GET',
  path: '/api/customers/tags',
  summary: 'Tags and their groups, with how many of the customers one may know of bear each',
  permission: 'customers.read',
  scope: 'customers',
  response: z.object({
    groups: z.array(tagGroup),
    rows: z.array(tag.extend({ customers: z.number().int() })),
  }),
});

const tagDraft = z.object({ name, groupId: id.nullable().default(null), color: color.nullable().default(null) });
export type TagDraft = z.infer<typeof tagDraft>;

export const createTag = endpoint({
  method: 'POST',
  path: '/api/customers/tags',
  summary: 'Make a tag',
  permission: 'customers.configure',
  scope: 'none',
  idempotency: 'a name that exists is refused',
  body: tagDraft,
  response: tag,
});

export const updateTag = endpoint({
  method: 'PUT',
  path: '/api/customers/tags/:tagId',
  summary: 'Rename a tag, colour it, or put it into another group',
  permission: 'customers.configure',
  scope: 'none',
  idempotency: 'sets values',
  params: z.object({ tagId: idParam }),
  body: tagDraft,
  response: tag,
});

export const mergeTags = endpoint({
  method: 'POST',
  path: '/api/customers/tags/:tagId/merge',
  summary: 'Give all who bear a tag another one instead; the tag itself goes',
  permission: 'customers.configure',
  scope: 'none',
  idempotency: 'a tag that is gone is not found',
  params: z.object({ tagId: idParam }),
  body: z.object({ intoId: id }),
  response: z.object({ changed: z.number().int() }),
});

export const deleteTag = endpoint({
  method: 'DELETE',
  path: '/api/customers/tags/:tagId',
  summary: 'Delete a tag that nobody bears and nothing uses',
  permission: 'customers.configure',
  scope: 'none',
  idempotency: 'deleting it again finds nothing',
  params: z.object({ tagId: idParam }),
  response: done,
});

export const saveTagGroup = endpoint({
  method: 'POST',
  path: '/api/customers/tag-groups',
  summary: 'Make a group of tags, or with its id rename it',
  permission: 'customers.configure',
  scope: 'none',
  idempotency: 'a name that exists is refused',
  body: z.object({ groupId: id.optional(), name }),
  response: tagGroup,
});

export const deleteTagGroup = endpoint({
  method: 'DELETE',
  path: '/api/customers/tag-groups/:groupId',
  summary: 'Dissolve a group; its tags stay',
  permission: 'customers.configure',
  scope: 'none',
  idempotency: 'dissolving it again finds nothing',
  params: z.object({ groupId: idParam }),
  response: done,
});

export const tagCustomers = endpoint({
  method: 'POST',
  path: '/api/customers/tags/assign',
  summary: 'Put tags on customers and take others off',
  permission: 'customers.write',
  scope: 'customers',
  idempotency: 'sets who bears what',
  body: z.object({
    customerIds: z.array(id).min(1).max(1_000),
    add: z.array(id).max(50).default([]),
    remove: z.array(id).max(50).default([]),
  }),
  response: z.object({ changed: z.number().int() }),
});
