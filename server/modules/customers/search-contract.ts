import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { id, listParam } from '#shared/wire.ts';

/** Why somebody was found. The value itself is not told: it may be one this person does not see in full. */
export const searchMatch = z.enum([
  'code',
  'external',
  'phone',
  'email',
  'name',
  'sound',
  'initials',
  'phone_part',
  'merged',
  'tag',
  'similar',
]);
export type SearchMatch = z.infer<typeof searchMatch>;

const MOST_RECENT = 10;

export const searchCustomers = endpoint({
  method: 'GET',
  path: '/api/customers/search',
  summary: 'Whom a text may mean, the likeliest first, and why',
  permission: 'customers.read',
  scope: 'customers',
  query: z.object({
    search: z.string().trim().max(100).default(''),
    /** Ids whose customers are wanted instead, comma-separated, where there is no text: whom somebody looked at lately. */
    recent: listParam.optional(),
    limit: z.coerce.number().int().min(1).max(50).default(8),
  }),
  response: z.object({
    rows: z.array(
      z.object({
        customerId: id,
        code: z.string(),
        name: z.string().nullable(),
        phone: z.string().nullable(),
        by: searchMatch.nullable(),
      }),
    ),
    /** Names and phones that came just now are still being prepared: they are not found by sound or by a slip yet. */
    behind: z.boolean(),
  }),
});

export const mostRecent = (texts: readonly string[] | undefined): number[] =>
  (texts ?? [])
    .map(Number)
    .filter((one) => Number.isSafeInteger(one) && one > 0)
    .slice(0, MOST_RECENT);
