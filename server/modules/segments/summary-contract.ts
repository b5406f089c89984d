/** What kind of customers a segment holds: worth, mix and who can be reached, beside everybody. */
import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { cents, currency } from '#shared/wire.ts';
import { count, group, params } from './contract.ts';

const worth = z.object({
  customers: count,
  /** Who ever bought. */
  buyers: count,
  netCents: cents,
  currentNetCents: cents,
  expectedNetCents: cents,
  /** Means over buyers; null where there are none. */
  meanNetCents: cents.nullable(),
  meanOrders: z.number().nullable(),
  medianSilenceDays: z.number().nullable(),
});

const mix = z.array(z.object({ code: z.string().nullable(), customers: count, everybody: count }));

export const reach = z.object({
  channel: z.enum(['wechat', 'sms', 'call', 'email']),
  allowed: count,
  notAsked: count,
  pending: count,
  refused: count,
  noAddress: count,
});

export const summary = z.object({
  inside: worth,
  everybody: worth,
  classes: mix,
  stages: mix,
  riskBands: mix,
  reach: z.array(reach),
  /** Who looks after them, those with most first; null is nobody. */
  owners: z.array(z.object({ ownerId: z.string().nullable(), name: z.string().nullable(), customers: count })),
  currency,
  definitions: z.record(z.string(), z.string()),
});
export type Summary = z.infer<typeof summary>;

export const getSummary = endpoint({
  method: 'GET',
  path: '/api/segments/:segmentId/summary',
  summary: 'What kind of customers a segment holds: worth, mix, who can be reached, beside everybody',
  permission: 'segments.read',
  scope: 'customers',
  params,
  response: summary,
});

export const previewSummary = endpoint({
  method: 'POST',
  path: '/api/segments/preview/summary',
  summary: 'The same of a definition that is not kept yet',
  permission: 'segments.read',
  scope: 'customers',
  idempotency: 'writes nothing',
  body: z.object({ definition: group }),
  response: summary,
});
