import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { slot } from '#shared/rule-slots.ts';
import { done, id, idParam, instant } from '#shared/wire.ts';

export const words = z.object({ zh: z.string(), en: z.string() });
export const count = z.number().int().min(0);

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
  /** What it is for. */
  group: z.enum(['win_back', 'newcomers', 'grow', 'moments', 'watch']),
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

export const sample = z.object({ customerId: id, code: z.string(), name: z.string().nullable() });

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
  /** Members at the end of each evaluated day of the last 90, oldest first; empty for whoever sees some customers only. */
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

export const params = z.object({ segmentId: idParam });

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
export const customerIds = z.array(id).max(10_000);

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
