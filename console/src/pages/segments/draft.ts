/** A definition while somebody edits it: every part has a key of its own, so that rows keep what is typed in them. */
import type { Group, RuleKindRow, WireGroup } from '#modules/segments/contract.ts';
import { emptySlot } from '#shared/rule-slots.ts';
import { parseFilters } from '../customers/filters.ts';

export type DraftRule = { key: string; rule: string; args: Record<string, unknown>; not: boolean };
export type DraftGroup = { key: string; join: 'all' | 'any'; not: boolean; items: DraftNode[] };
export type DraftNode = DraftRule | DraftGroup;

export const isDraftGroup = (node: DraftNode): node is DraftGroup => 'join' in node;

let made = 0;
const newKey = (): string => `k${(made += 1)}`;

export const emptyGroup = (): DraftGroup => ({ key: newKey(), join: 'all', not: false, items: [] });

export const emptyRule = (kind: RuleKindRow): DraftRule => ({
  key: newKey(),
  rule: kind.code,
  args: Object.fromEntries(kind.slots.map((slot) => [slot.name, emptySlot(slot)])),
  not: false,
});

/** The same condition once more, to change a part of it. */
export const copyOf = (rule: DraftRule): DraftRule => ({ ...rule, key: newKey() });

/** In a group of its own, to which others can be put. */
export const wrapped = (rule: DraftRule): DraftGroup => ({ ...emptyGroup(), join: 'any', items: [rule] });

export const draftOf = (group: WireGroup): DraftGroup => ({
  key: newKey(),
  join: group.join,
  not: group.not ?? false,
  items: group.items.map((node) =>
    'join' in node ? draftOf(node) : { key: newKey(), rule: node.rule, args: node.args ?? {}, not: node.not ?? false },
  ),
});

export const definitionOf = ({ join, not, items }: DraftGroup): Group => ({
  join,
  ...(not && { not }),
  items: items.map((node) =>
    isDraftGroup(node) ? definitionOf(node) : { rule: node.rule, args: node.args, ...(node.not && { not: true }) },
  ),
});

type FieldTypes = ReadonlyMap<string, string>;

/** The filters of the customer list as conditions: what a list shows can be kept as a segment. */
export function definitionOfFilters(texts: readonly string[], types: FieldTypes): Group {
  return {
    join: 'all',
    items: parseFilters(texts).flatMap(({ field, is, min, max, empty }) => {
      const slot = types.get(field);
      if (!slot) return [];
      const rule = (is: object) => [{ rule: field, args: { is } }];
      if (empty !== undefined) return rule({ op: empty ? 'empty' : 'known' });
      if (is) return rule({ op: 'is', values: is });
      if (slot === 'moment') return rule({ op: 'between', from: min ?? '1900-01-01', to: max ?? '2999-12-31' });
      if (min && max) return rule({ op: 'between', value: Number(min), to: Number(max) });
      return rule(min ? { op: 'ge', value: Number(min) } : { op: 'le', value: Number(max) });
    }),
  };
}
