/** Who is in a segment, and why. */
import { z } from 'zod';
import { exportReason } from '#modules/access/exports-contract.ts';
import { endpoint } from '#shared/endpoint.ts';
import { pageOf, pageQuery } from '#shared/page.ts';
import { id, idParam, instant } from '#shared/wire.ts';
import {
  count,
  customerIds,
  group,
  params,
  ruleKind,
  sample,
  segmentKind,
  trigger,
  words,
  type RuleKindRow,
} from './contract.ts';

export const changeMembers = endpoint({
  method: 'POST',
  path: '/api/segments/:segmentId/members',
  summary: 'Put customers into a static segment, or take them out',
  permission: 'segments.write',
  scope: 'customers',
  idempotency: 'who is in already stays in; who is not in is not taken out',
  params,
  body: z.object({ add: customerIds.default([]), remove: customerIds.default([]) }),
  response: z.object({ entered: count, left: count }),
});

export const listMembers = endpoint({
  method: 'GET',
  path: '/api/segments/:segmentId/members',
  summary: 'Who is in, the newest first',
  permission: 'segments.read',
  scope: 'customers',
  params,
  query: pageQuery,
  response: pageOf(
    sample.extend({
      since: instant,
      cause: trigger,
      orders: count.nullable(),
      netCents: z.number().int().nullable(),
      lastOrderAt: instant.nullable(),
      ownerName: z.string().nullable(),
    }),
  ),
});

export const exportMembers = endpoint({
  method: 'GET',
  path: '/api/segments/:segmentId/export',
  summary: 'The members as CSV, for a reason that is kept with the number in every row',
  permission: 'segments.export',
  scope: 'customers',
  params,
  query: z.object({ reason: exportReason }),
  response: 'file',
});

/** A condition with the customer's own figure; a group with what is in it. */
export type Reason =
  | {
      rule: string;
      sentence: z.infer<typeof words>;
      valueKind: RuleKindRow['valueKind'];
      value: unknown;
      not: boolean;
      holds: boolean;
    }
  | { join: 'all' | 'any'; not: boolean; holds: boolean; items: Reason[] };

const reasonRule = z.object({
  rule: z.string(),
  sentence: words,
  valueKind: ruleKind.shape.valueKind,
  value: z.unknown(),
  not: z.boolean(),
  holds: z.boolean(),
});
export const reasonGroup = z.object({
  join: z.enum(['all', 'any']),
  not: z.boolean(),
  holds: z.boolean(),
  get items(): z.ZodArray<z.ZodUnion<readonly [typeof reasonRule, typeof reasonGroup]>> {
    return z.array(z.union([reasonRule, reasonGroup]));
  },
});

export const explainMembership = endpoint({
  method: 'GET',
  path: '/api/segments/:segmentId/why/:customerId',
  summary: 'Why one customer is in or out: each condition with the customer’s own figure',
  permission: 'segments.read',
  scope: 'customers',
  params: params.extend({ customerId: idParam }),
  response: z.object({
    customer: sample,
    member: z.object({ since: instant, cause: trigger, version: z.number().int() }).nullable(),
    /** By the definition of today; null for a segment chosen by hand. */
    reason: reasonGroup.nullable(),
  }),
});

export const explainPreview = endpoint({
  method: 'POST',
  path: '/api/segments/preview/why',
  summary: 'Why one customer fits a definition or not, before it is kept',
  permission: 'segments.read',
  scope: 'customers',
  idempotency: 'writes nothing',
  body: z.object({ definition: group, customerId: id }),
  response: z.object({ customer: sample, reason: reasonGroup }),
});

export const listCustomerSegments = endpoint({
  method: 'GET',
  path: '/api/customers/:customerId/segments',
  summary: 'The segments one customer is in',
  permission: 'segments.read',
  scope: 'customers',
  params: z.object({ customerId: idParam }),
  response: z.object({
    rows: z.array(
      z.object({
        segmentId: id,
        name: z.string(),
        kind: segmentKind,
        since: instant,
        cause: trigger,
        sentence: words.nullable(),
      }),
    ),
  }),
});
