/**
 * How modules tell `segments` what customers can be chosen by, without `segments` knowing their tables. A rule kind is
 * one small object: a code, slots (from which follow the schema of its arguments and the controls of the console), a
 * sentence in both languages, the rows that make a customer fit, and the customer's own figure for "why".
 */
import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import { addCalendar } from '#shared/day-numbers.ts';
import { schemaOf, type Compare, type Slot, type slotSchemas, type Window } from '#shared/rule-slots.ts';

export type Words = { zh: string; en: string };

/** By which day and for whom a rule is judged. `among` null: for everybody. */
export type Scene = { now: Date; today: string; timeZone: string; among: readonly number[] | null };

/** Rows with a `customer_id` that make a set of customers. */
export type RuleRows = {
  /** Rules of one key look at the same rows and share them. */
  key: string;
  /** A table, or a query in parentheses; narrowed to `scene.among` by `amongst` where it aggregates. */
  from: RawBuilder<unknown>;
  /** At most one row per customer; otherwise being there once is enough. */
  single: boolean;
  where: (alias: string) => RawBuilder<boolean>;
};

export type Judged = {
  rows: RuleRows;
  /** The rows name those who do not fit: "never bought" is everybody without an order. */
  inverted: boolean;
  /** This customer's own figure, as a scalar expression. */
  value: (customerId: number) => RawBuilder<unknown>;
};

export type ValueKind = 'count' | 'money' | 'number' | 'share' | 'day' | 'instant' | 'text' | 'choice' | 'none';

export type RuleKind = {
  /** `module.name` */
  code: string;
  group: string;
  name: Words;
  slots: readonly Slot[];
  args: z.ZodType<Readonly<Record<string, unknown>>>;
  /** Slots stand in braces. */
  sentence: Words;
  valueKind: ValueKind;
  judge: (args: never, scene: Scene) => Judged;
  /** Whether time alone can change who fits: such segments are looked at every night. */
  byTime: boolean;
};

type SlotSpec = Omit<Slot, 'name'>;
type ArgsOf<S extends Record<string, SlotSpec>> = {
  [Name in keyof S]: z.output<(typeof slotSchemas)[S[Name]['type']]>;
};

type Spec<S extends Record<string, SlotSpec>> = {
  code: string;
  group?: string;
  name: Words;
  slots: S;
  sentence: Words;
  valueKind: ValueKind;
  byTime?: boolean;
  judge: (args: ArgsOf<S>, scene: Scene) => Judged;
};

export function ruleKind<const S extends Record<string, SlotSpec>>(spec: Spec<S>): RuleKind {
  const { slots, ...rest } = spec;
  const list = Object.entries(slots).map(([name, slot]) => ({ ...slot, name }));
  const shape = Object.fromEntries(list.map((slot) => [slot.name, schemaOf(slot)]));
  return {
    group: spec.code.split('.')[0] ?? '',
    byTime: list.some(({ type }) => type === 'window' || type === 'moment'),
    ...rest,
    slots: list,
    args: z.strictObject(shape),
    judge: spec.judge,
  };
}

/** Narrows rows to the customers a judgement is about; nothing where it is about everybody. */
export const amongst = ({ among }: Scene, column: string): RawBuilder<unknown> =>
  among ? sql`and ${sql.ref(column)} = any(${[...among]}::bigint[])` : sql``;

/** First and last day of a window; null where it is open. Nothing lies after today. */
export function daysOf(window: Window, today: string): { from: string | null; to: string } {
  if (window.kind === 'last') return { from: addCalendar(today, -window.n, window.unit, 1), to: today };
  if (window.kind === 'earlier') return { from: null, to: addCalendar(today, -window.n, window.unit) };
  if (window.kind === 'between') return { from: window.from, to: window.to < today ? window.to : today };
  return { from: null, to: today };
}

export function comparison(figure: RawBuilder<unknown>, { op, value, to }: Compare): RawBuilder<boolean> {
  if (op === 'empty') return sql`${figure} is null`;
  if (op === 'known') return sql`${figure} is not null`;
  if (op === 'between') return sql`${figure} between ${bound(value)} and ${bound(to)}`;
  return sql`${figure} ${OPERATORS[op]} ${bound(value)}`;
}

/** Whole figures take the type of the column, so that its index serves; others are compared as they are. */
const bound = (value = 0): RawBuilder<unknown> => (Number.isInteger(value) ? sql`${value}` : sql`${value}::float8`);

const OPERATORS = { ge: sql`>=`, gt: sql`>`, le: sql`<=`, lt: sql`<`, eq: sql`=` } as const;

/** Whether a figure of nothing at all fits: then the rule is about everybody but those whose figure does not. */
export function zeroFits({ op, value = 0, to = 0 }: Compare): boolean {
  if (op === 'between') return value <= 0 && 0 <= to;
  if (op === 'empty' || op === 'known') return false;
  return { ge: 0 >= value, gt: 0 > value, le: 0 <= value, lt: 0 < value, eq: value === 0 }[op];
}

/** "At least one", which asks whether there is any and needs no counting. */
export const asksForAny = ({ op, value }: Compare): boolean =>
  (op === 'ge' && value === 1) || (op === 'gt' && value === 0);

/** "None at all". */
export const asksForNone = ({ op, value, to }: Compare): boolean =>
  (op === 'eq' && value === 0) ||
  (op === 'le' && value === 0) ||
  (op === 'lt' && value === 1) ||
  (op === 'between' && value === 0 && to === 0);
