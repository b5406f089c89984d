/**
 * The blanks of a rule's sentence ("in the last {window} placed {count} orders") and what may stand in them. A rule names
 * its slots; from the names follow the schema its arguments are parsed by, the control the console shows, and the words.
 */
import { z } from 'zod';
import { day } from './wire.ts';

export const calendarUnit = z.enum(['day', 'week', 'month', 'year']);
export type CalendarUnit = z.infer<typeof calendarUnit>;

const span = z.number().int().min(1).max(3_650);

/** Days of the organisation. `last` 7 days is today and the six days before; `earlier` is everything before that. */
export const windowSlot = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ever') }),
  z.object({ kind: z.literal('last'), n: span, unit: calendarUnit }),
  z.object({ kind: z.literal('earlier'), n: span, unit: calendarUnit }),
  z.object({ kind: z.literal('between'), from: day, to: day }),
]);
export type Window = z.infer<typeof windowSlot>;

export const compareOps = ['ge', 'gt', 'le', 'lt', 'eq', 'between'] as const;
const amount = z.number().min(-1e15).max(1e15);

/** A figure held against one or two others; money in minor units, shares from 0 to 1. */
export const compareSlot = z.object({
  op: z.enum([...compareOps, 'empty', 'known']),
  value: amount.optional(),
  to: amount.optional(),
});
export type Compare = z.infer<typeof compareSlot>;

export const momentOps = ['last', 'earlier', 'next', 'later', 'between', 'anniversary', 'empty', 'known'] as const;

/** A day held against today. `anniversary`: its month and day come round within the next n days. */
export const momentSlot = z.object({
  op: z.enum(momentOps),
  n: span.optional(),
  unit: calendarUnit.optional(),
  from: day.optional(),
  to: day.optional(),
});
export type MomentTest = z.infer<typeof momentSlot>;

const texts = z.array(z.string().trim().min(1).max(200)).max(200);

export const choiceSlot = z.object({ op: z.enum(['is', 'not', 'empty', 'known']), values: texts.default([]) });
export type Choice = z.infer<typeof choiceSlot>;

export const textSlot = z.object({
  op: z.enum(['is', 'not', 'contains', 'starts', 'empty', 'known']),
  values: texts.default([]),
});
export type TextTest = z.infer<typeof textSlot>;

/** Products, by themselves, by their categories, or by a part of their name. */
export const goodsSlot = z.discriminatedUnion('by', [
  z.object({ by: z.literal('any') }),
  z.object({ by: z.literal('product'), ids: z.array(z.number().int().positive()).min(1).max(200) }),
  z.object({ by: z.literal('category'), ids: z.array(z.number().int().positive()).min(1).max(200) }),
  z.object({ by: z.literal('name'), text: z.string().trim().min(1).max(60) }),
]);
export type Goods = z.infer<typeof goodsSlot>;

/** In a pick of `choices`: whichever it is. */
export const ANY_CHOICE = '*';

/** One or several of a list that lives in the database, or (`choices`) of the values of a field. */
export const pickSlot = z
  .array(z.union([z.string().min(1).max(200), z.number().int()]))
  .min(1)
  .max(200);
/** One of a fixed few. */
export const oneSlot = z.string().min(1).max(60);
export const numberSlot = z.number().int().min(0).max(1_000_000);
export const saltSlot = z.string().trim().min(1).max(40);

export const slotSchemas = {
  window: windowSlot,
  compare: compareSlot,
  moment: momentSlot,
  choice: choiceSlot,
  text: textSlot,
  goods: goodsSlot,
  pick: pickSlot,
  one: oneSlot,
  number: numberSlot,
  salt: saltSlot,
} as const;
export type SlotType = keyof typeof slotSchemas;

/** What a figure is counted in: decides how it is written. */
export const slotUnit = z.enum(['count', 'money', 'days', 'share', 'score', 'times', 'number']);

const words = z.object({ zh: z.string(), en: z.string() });

/** A slot as the console is told of it. */
export const slot = z.object({
  name: z.string(),
  type: z.enum(Object.keys(slotSchemas) as [SlotType, ...SlotType[]]),
  unit: slotUnit.optional(),
  /** The field of customers whose values a choice takes, or a pick of `choices`. */
  field: z.string().optional(),
  /** The list a `pick` takes from. */
  of: z.enum(['stores', 'segments', 'channels', 'interactions', 'relations', 'choices', 'dates']).optional(),
  choices: z.array(words.extend({ code: z.string() })).optional(),
  /** Whether "not known" and "known" can be asked for. */
  blank: z.boolean().optional(),
  /** Whether a goods slot may say "anything". */
  anything: z.boolean().optional(),
  /** Between which a number lies. */
  min: z.number().optional(),
  max: z.number().optional(),
  /** What a number begins with, where that is not the least. */
  initial: z.number().optional(),
});
export type Slot = z.infer<typeof slot>;

/** The schema of what stands in a slot, with what the bare type cannot say. */
export function schemaOf(slot: Slot): z.ZodType {
  const schema: z.ZodType = slotSchemas[slot.type];
  const refuse = refusals[slot.type];
  if (!refuse) return schema;
  return schema.superRefine((value, issues) => {
    const message = refuse(value as never, slot);
    if (message) issues.addIssue({ code: 'custom', message });
  });
}

/** Counted, or money in minor units. */
const WHOLE = new Set<string>(['count', 'money']);

const refusals: Partial<Record<SlotType, (value: never, slot: Slot) => string | null>> = {
  compare: ({ op, value, to }: Compare, slot) => {
    if (op === 'empty' || op === 'known') return slot.blank ? null : 'This figure is always known.';
    if (value === undefined) return 'A figure is missing.';
    if (WHOLE.has(slot.unit ?? '') && ![value, to ?? 0].every(Number.isInteger)) return 'This figure must be whole.';
    if (op === 'between' && (to === undefined || to < value)) return 'The second figure must not be below the first.';
    return null;
  },
  moment: ({ op, n, from, to }: MomentTest) => {
    if (op === 'empty' || op === 'known') return null;
    if (op === 'between')
      return !from || !to || to < from ? 'Two days are needed, the first not after the second.' : null;
    return n === undefined ? 'A number of days is missing.' : null;
  },
  choice: ({ op, values }: Choice) =>
    (op === 'is' || op === 'not') && values.length === 0 ? 'Nothing is chosen.' : null,
  text: ({ op, values }: TextTest) =>
    op !== 'empty' && op !== 'known' && values.length === 0 ? 'A text is missing.' : null,
  window: (value: Window) =>
    value.kind === 'between' && value.to < value.from ? 'The first day must not be after the second.' : null,
  goods: ({ by }: Goods, slot) => (by === 'any' && !slot.anything ? 'Products are missing.' : null),
  one: (value: string, slot) =>
    slot.choices && !slot.choices.some(({ code }) => code === value) ? 'This is no choice here.' : null,
  number: (value: number, { min = 0, max = 1_000_000 }) =>
    value < min || value > max ? `The number must lie between ${min} and ${max}.` : null,
};

/** What stands in a slot that was just added; null where only a person can say. */
export function emptySlot(slot: Slot): unknown {
  switch (slot.type) {
    case 'window':
      return { kind: 'last', n: 90, unit: 'day' };
    case 'compare':
      return { op: 'ge', ...(slot.unit === 'count' && { value: 1 }) };
    case 'moment':
      return { op: 'last', n: 30, unit: 'day' };
    case 'choice':
    case 'text':
      return { op: 'is', values: [] };
    case 'goods':
      return slot.anything ? { by: 'any' } : { by: 'category', ids: [] };
    case 'pick':
      return [];
    case 'one':
      return slot.choices?.[0]?.code ?? null;
    case 'number':
      return slot.initial ?? slot.min ?? 1;
    default:
      return null;
  }
}
