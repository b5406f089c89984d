import { z } from 'zod';
import { exportReason } from '#modules/access/exports-contract.ts';
import { endpoint } from '#shared/endpoint.ts';
import { pageOf, pageQuery } from '#shared/page.ts';
import { slot } from '#shared/rule-slots.ts';
import { day, done, id, idParam, instant } from '#shared/wire.ts';

const words = z.object({ zh: z.string(), en: z.string() });
const count = z.number().int().min(0);

/** One condition: a rule of the catalogue with its blanks filled. `not` turns it round. */
export const rule = z.object({
  rule: z.string().max(80),
  args: z.record(z.string(), z.unknown()).default({}),
  not: z.boolean().optional(),
});
export type Rule = z.infer<typeof rule>;

/** Conditions and groups of which all or any must hold; at most 8 deep and 100 conditions in all. */
export type Group = { join: 'all' | 'any'; not?: boolean | undefined; items: Node[] };
export type Node = Rule | Group;

export const group = z.object({
  join: z.enum(['all', 'any']),
  not: z.boolean().optional(),
  get items(): z.ZodArray<z.ZodUnion<readonly [typeof rule, typeof group]>> {
    return z.array(z.union([rule, group])).max(50);
  },
});

/** As it travels: what has a default may be left out. */
export type WireGroup = z.input<typeof group>;

export const isGroup = (node: Node): node is Group => 'join' in node;

export const segmentKind = z.enum(['dynamic', 'snapshot', 'static']);
export type SegmentKind = z.infer<typeof segmentKind>;

export const trigger = z.enum(['first', 'definition', 'event', 'night', 'hand', 'scores']);
export type Trigger = z.infer<typeof trigger>;

// ——— the catalogue —————————————————————————————————————————————————————————————————————————————————————————————————

export const ruleKind = z.object({
  code: z.string(),
  group: z.string(),
  name: words,
  /** Slots stand in braces: `{window}下单{count}次`. */
  sentence: words,
  slots: z.array(slot),
  valueKind: z.enum(['count', 'money', 'number', 'share', 'day', 'instant', 'text', 'choice', 'none']),
});
export type RuleKindRow = z.infer<typeof ruleKind>;

export const listRules = endpoint({
  method: 'GET',
  path: '/api/segments/rules',
  summary: 'The conditions segments can be made of, with their blanks',
  permission: 'segments.read',
  scope: 'none',
  response: z.object({ rows: z.array(ruleKind) }),
});

export const template = z.object({
  code: z.string(),
  name: words,
  why: words,
  sentence: words,
  definition: group,
});
export type Template = z.infer<typeof template>;

export const listTemplates = endpoint({
  method: 'GET',
  path: '/api/segments/templates',
  summary: 'Segments ready to use, built of the same conditions',
  permission: 'segments.read',
  scope: 'none',
  response: z.object({ rows: z.array(template) }),
});

export const listChoices = endpoint({
  method: 'GET',
  path: '/api/segments/choices',
  summary: 'What customers have as values of a text field, or orders as channels, the most frequent first',
  permission: 'segments.read',
  scope: 'customers',
  query: z.object({ of: z.string().max(80) }),
  response: z.object({ rows: z.array(z.object({ value: z.string(), customers: count })) }),
});

// ——— looking before saving ————————————————————————————————————————————————————————————————————————————————————————

const sample = z.object({ customerId: id, code: z.string(), name: z.string().nullable() });

export const previewSegment = endpoint({
  method: 'POST',
  path: '/api/segments/preview',
  summary: 'How many customers fit a definition, some of them, and the definition as a sentence',
  permission: 'segments.read',
  scope: 'customers',
  idempotency: 'writes nothing',
  body: z.object({ definition: group, samples: z.number().int().min(0).max(20).default(10) }),
  response: z.object({
    customers: count,
    /** Of all the customers the viewer may know of. */
    of: count,
    samples: z.array(sample),
    sentence: words,
  }),
});

// ——— segments ——————————————————————————————————————————————————————————————————————————————————————————————————————

export const segment = z.object({
  segmentId: id,
  name: z.string(),
  note: z.string().nullable(),
  kind: segmentKind,
  definition: group.nullable(),
  sentence: words.nullable(),
  /** Why the definition cannot be evaluated any more, if so. */
  broken: z.string().nullable(),
  version: z.number().int(),
  priority: z.number().int().min(1).max(5).nullable(),
  createdBy: z.string(),
  createdAt: instant,
  updatedAt: instant,
  /** Of those the viewer may know of; null before the first evaluation. */
  size: count.nullable(),
  evaluation: z.object({
    /** The version the members are of. */
    version: z.number().int().nullable(),
    at: instant.nullable(),
    seconds: z.number().nullable(),
    trigger: trigger.nullable(),
    /** Asked for and not done yet. */
    waiting: z.boolean(),
    error: z.object({ code: z.string(), detail: z.string(), failures: count, at: instant }).nullable(),
  }),
  usedBy: z.array(z.object({ segmentId: id, name: z.string() })),
  /** Members at the end of the last days, oldest first; empty for whoever sees some customers only. */
  recent: z.array(count),
});
export type Segment = z.infer<typeof segment>;

export const listSegments = endpoint({
  method: 'GET',
  path: '/api/segments',
  summary: 'All segments, with size, change, state and what uses them',
  permission: 'segments.read',
  scope: 'customers',
  response: z.object({ rows: z.array(segment) }),
});

const params = z.object({ segmentId: idParam });

export const getSegment = endpoint({
  method: 'GET',
  path: '/api/segments/:segmentId',
  summary: 'One segment',
  permission: 'segments.read',
  scope: 'customers',
  params,
  response: segment,
});

const name = z.string().trim().min(1).max(80);
const note = z.string().trim().max(500).nullable();
const priority = z.number().int().min(1).max(5).nullable();
const customerIds = z.array(id).max(10_000);

export const createSegment = endpoint({
  method: 'POST',
  path: '/api/segments',
  summary: 'Make a segment: kept by its rules, chosen by rules once, or chosen by hand',
  permission: 'segments.write',
  scope: 'customers',
  idempotency: 'names are unique: a second one of the same name is refused',
  body: z.object({
    name,
    note: note.default(null),
    kind: segmentKind,
    definition: group.nullable().default(null),
    /** The members of a static segment. */
    customerIds: customerIds.default([]),
    priority: priority.default(null),
  }),
  response: z.object({ segmentId: id }),
});

export const updateSegment = endpoint({
  method: 'PATCH',
  path: '/api/segments/:segmentId',
  summary: 'Change a segment; another definition is a new version and evaluated at once',
  permission: 'segments.write',
  scope: 'customers',
  idempotency: 'sets values; the definition it has already makes no version',
  params,
  body: z.object({
    name: name.optional(),
    note: note.optional(),
    priority: priority.optional(),
    definition: group.optional(),
    /** The version that was edited: refused when somebody changed it in between. */
    version: z.number().int().optional(),
  }),
  response: done,
});

export const deleteSegment = endpoint({
  method: 'DELETE',
  path: '/api/segments/:segmentId',
  summary: 'Delete a segment that nothing uses',
  permission: 'segments.write',
  scope: 'none',
  idempotency: 'gone is gone: a second call finds nothing',
  params,
  response: done,
});

export const evaluateSegment = endpoint({
  method: 'POST',
  path: '/api/segments/:segmentId/evaluate',
  summary: 'Ask for a dynamic segment to be evaluated now',
  permission: 'segments.write',
  scope: 'none',
  idempotency: 'one request waits at most',
  params,
  response: done,
});

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

// ——— looking closer ————————————————————————————————————————————————————————————————————————————————————————————————

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
