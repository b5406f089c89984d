/**
 * What modules tell `customers` about the customer-owned tables they keep, so that lists and pages can show, filter and
 * sort by totals and scores that `customers` itself knows nothing of.
 */
import type { RawBuilder } from 'kysely';
import type { Ctx } from './context.ts';
import type { Named } from './errors.ts';

export type FieldType = 'text' | 'number' | 'money' | 'instant' | 'day' | 'choice';

export type CustomerField = {
  /** `module.name`, also the key of its translation. */
  code: string;
  column: string;
  type: FieldType;
  /** Sortable fields have an index (column desc nulls last, customer_id desc); a table sorted by has a row for every customer. */
  sortable?: boolean;
  filterable?: boolean;
  /** What a number is counted in, where its name does not say so, and between which ends it lies. */
  unit?: 'score' | 'times';
  range?: readonly [least: number, most: number];
  /** The sum over several customers says something: what a household has spent. */
  adds?: boolean;
  /** An instant of which the latest of several customers says something: when a household last bought. */
  latest?: boolean;
  choices?: readonly string[];
  /**
   * For what no column holds: a condition on the customer's id, made from the values of `is`. Throws on values that mean
   * nothing. Such a filter is set by links from numbers to the customers behind them; it is no column and not offered by hand.
   */
  chooses?: (customerId: RawBuilder<unknown>, values: readonly string[], timeZone: string) => RawBuilder<boolean>;
  /** What people call the field and its choices, where they have named them themselves; else both are translated. */
  name?: string;
  choiceNames?: Readonly<Record<string, string>>;
  /** Choices are numbers (ids) in `column`. */
  numeric?: boolean;
  /**
   * The table holds more than this field: its rows are those with these values in these columns. Not sortable. Shown by a
   * lookup per row, filtered by `exists`; an index should begin with these columns and `column`.
   */
  among?: Readonly<Record<string, string | number>>;
  /** A customer may have several such rows: several values, shown as a list. */
  many?: boolean;
};

export type CustomerFieldSource = {
  /** Keyed by `customer_id`, at most one row each. */
  table: string;
  fields: readonly CustomerField[];
  /**
   * What other sources' sortable fields hold, kept in this table too, with an index (lead, column desc nulls last,
   * customer_id desc) for each of the `leads`: whoever is filtered by one value of a lead and sorted by that field is read
   * off one index, wherever they stand.
   */
  sortedCopies?: readonly { of: string; column: string; leads: readonly string[] }[];
};

/** Who builds on a field of customers (`custom.skin_type`), by names people know; such a field cannot be deleted. */
export type FieldUse = (ctx: Ctx, code: string) => Promise<{ kind: string; name: Named }[]>;

export type TimelineItem = { key: string; at: Date; kind: string; detail: Record<string, unknown> };

/** A kind of thing on a customer's timeline: a page of it, newest first, strictly before a moment. */
export type TimelineSource = {
  kinds: readonly string[];
  list: (
    ctx: Ctx,
    customerId: number,
    before: Date | null,
    limit: number,
    /** The kinds asked for; items of others are thrown away. */
    kinds?: ReadonlySet<string>,
  ) => Promise<TimelineItem[]>;
};
