/** How a segment went, and two of them side by side. */
import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { day, id, idParam, instant } from '#shared/wire.ts';
import { count, group, params, words } from './contract.ts';

export const getHistory = endpoint({
  method: 'GET',
  path: '/api/segments/:segmentId/history',
  summary: 'Size by day, and the versions of the definition',
  permission: 'segments.history',
  scope: 'none',
  params,
  response: z.object({
    days: z.array(z.object({ day, size: count, entered: count, departed: count, seconds: z.number().nullable() })),
    versions: z.array(
      z.object({
        version: z.number().int(),
        sentence: words.nullable(),
        definition: group.nullable(),
        changedBy: z.string(),
        changedAt: instant,
      }),
    ),
  }),
});

const compared = z.object({
  segmentId: id,
  name: z.string(),
  customers: count,
  netCents: z.number().int(),
  meanNetCents: z.number().int().nullable(),
  meanOrders: z.number().nullable(),
  /** Bought within the last 90 days, of those who had bought before them. */
  retention: z.object({ customers: count, of: count }),
  sizes: z.array(z.object({ day, size: count })),
});

export const compareSegments = endpoint({
  method: 'GET',
  path: '/api/segments/:segmentId/compare/:otherId',
  summary: 'Two segments side by side: overlap, value, retention, size over time',
  permission: 'segments.history',
  scope: 'none',
  params: params.extend({ otherId: idParam }),
  response: z.object({ one: compared, other: compared, both: count }),
});
