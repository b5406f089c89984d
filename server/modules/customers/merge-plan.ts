/** Who survives, and whose value each field takes, where nobody has chosen. Pure. */
import { InvalidError } from '#platform/errors.ts';
import type { Customer } from './contract.ts';
import type { MergeRule, MergeRules } from './merge-contract.ts';
import { MERGE_FIELD_NAMES, type MergeField } from './merge-fields.ts';

export type Choice = number | 'all';
export type FieldChoices = Partial<Record<MergeField, Choice>>;

export type Plan = {
  survivorId: number;
  rule: MergeRule;
  /** The survivor first, the others in the order of the rule. */
  records: Customer[];
  choices: Record<MergeField, Choice>;
};

/** Streets without their town would be wrong: the place of one record is taken whole. */
const PLACE: readonly MergeField[] = ['province', 'city', 'address'];

/** As long as a note may be. */
const LONGEST_NOTE = 2_000;

export function planMerge(
  records: readonly Customer[],
  rules: MergeRules,
  wish: { survivorId?: number | undefined; rule?: MergeRule | undefined; choices?: FieldChoices },
): Plan {
  const rule = wish.rule ?? rules.rule;
  const preferred = records.toSorted(orders[rule](rules));
  const survivor = preferred.find((one) => one.customerId === (wish.survivorId ?? preferred[0]?.customerId));
  if (!survivor) throw new InvalidError('customers.survivor_not_among', 'The survivor is not one of the records.');
  const entries = MERGE_FIELD_NAMES.map((field) => [
    field,
    wish.choices?.[field] ?? usualChoice(field, preferred, survivor),
  ]);
  const choices = Object.fromEntries(entries) as Record<MergeField, Choice>;
  for (const [field, choice] of Object.entries(choices) as [MergeField, Choice][]) refuse(records, field, choice);
  return {
    survivorId: survivor.customerId,
    rule,
    records: [survivor, ...preferred.filter((one) => one !== survivor)],
    choices,
  };
}

type Order = (a: Customer, b: Customer) => number;

const newest: Order = (a, b) => b.updatedAt.getTime() - a.updatedAt.getTime() || a.customerId - b.customerId;

const orders: Readonly<Record<MergeRule, (rules: MergeRules) => Order>> = {
  newest: () => newest,
  complete: () => (a, b) => filled(b) - filled(a) || newest(a, b),
  source: (rules) => (a, b) => rankOf(a, rules) - rankOf(b, rules) || newest(a, b),
};

const filled = (one: Customer) => MERGE_FIELD_NAMES.filter((field) => one[field] !== null).length;

function rankOf(one: Customer, { sources }: MergeRules): number {
  const ranks = one.identities
    .filter(({ kind }) => kind === 'external')
    .map(({ namespace }) => sources.indexOf(namespace))
    .filter((rank) => rank >= 0);
  return Math.min(sources.length, ...ranks);
}

function usualChoice(field: MergeField, preferred: readonly Customer[], survivor: Customer): Choice {
  const having = preferred.filter((one) => one[field] !== null);
  if (field === 'code') return survivor.customerId;
  if (field === 'note' && isJoinable(field, preferred)) return 'all';
  if (field === 'registeredAt') {
    const earliest = having.toSorted((a, b) => Number(a.registeredAt) - Number(b.registeredAt))[0];
    return (earliest ?? survivor).customerId;
  }
  if (PLACE.includes(field)) {
    const placed = preferred.find((one) => PLACE.some((part) => one[part] !== null));
    return (placed ?? survivor).customerId;
  }
  return (having[0] ?? survivor).customerId;
}

/** Several notes, and together no longer than a note may be. */
export function isJoinable(field: MergeField, records: readonly Customer[]): boolean {
  if (field !== 'note') return false;
  const notes = [...new Set(records.map((one) => one.note).filter((note) => note !== null))];
  return notes.length > 1 && notes.join('\n').length <= LONGEST_NOTE;
}

function refuse(records: readonly Customer[], field: MergeField, choice: Choice): void {
  if (choice === 'all' ? isJoinable(field, records) : records.some((one) => one.customerId === choice)) return;
  const message = choice === 'all' ? 'cannot be joined' : 'names a record that is not merged';
  throw new InvalidError('customers.merge_choice', `${field} ${message}`, [
    { path: `choices.${field}`, code: 'customers.merge_choice', message },
  ]);
}

export function differs(field: MergeField, records: readonly Customer[]): boolean {
  const values = records.map((one) => one[field]).filter((value) => value !== null);
  return new Set(values.map((value) => (value instanceof Date ? value.getTime() : value))).size > 1;
}
