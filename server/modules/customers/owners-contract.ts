import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { id } from '#shared/wire.ts';

/** What changes hands when somebody leaves: the customers the caller may know of, and work that hangs on the person. */
export const previewHandOver = endpoint({
  method: 'GET',
  path: '/api/customers/hand-over',
  summary: 'What a person looks after, and how many customers each of those who could take over has already',
  permission: 'customers.assign',
  scope: 'customers',
  query: z.object({ fromId: z.string().min(1).max(64) }),
  response: z.object({
    customers: z.number().int(),
    stores: z.array(z.object({ storeId: id.nullable(), name: z.string().nullable(), customers: z.number().int() })),
    /** Work of later modules, by its kind (`tasks`). */
    work: z.array(z.object({ kind: z.string(), count: z.number().int() })),
    takers: z.array(
      z.object({
        ownerId: z.string(),
        name: z.string(),
        role: z.string(),
        customers: z.number().int(),
        stores: z.array(id),
      }),
    ),
  }),
});

export const handOver = endpoint({
  method: 'POST',
  path: '/api/customers/hand-over',
  summary: 'Give all customers of a person to others, in equal shares, and the work that hangs on the person with them',
  permission: 'customers.assign',
  scope: 'customers',
  idempotency: 'a second time there is nobody left to hand over',
  body: z.object({
    fromId: z.string().min(1).max(64),
    toIds: z.array(z.string().min(1).max(64)).min(1).max(100),
    /** First to takers who work in the customer's store; shares stay equal as far as that allows. */
    keepStores: z.boolean().default(true),
    reason: z.string().trim().max(200).nullable().default(null),
  }),
  response: z.object({
    customers: z.number().int(),
    shares: z.array(z.object({ ownerId: z.string(), customers: z.number().int() })),
    work: z.array(z.object({ kind: z.string(), count: z.number().int() })),
  }),
});
