/**
 * What modules tell about the tables that hold something of single customers. With it `customers` merges two records and
 * takes them apart again, and `privacy` copies and erases everywhere, without knowing any of these tables.
 * `test/architecture` fails when a customer-owned or directory table is not described exactly once.
 */

/** A column that may hold something personal, and what stands there once the customer is forgotten. */
export type PersonalColumn = {
  column: string;
  /** `row`: the whole row goes. Amounts and dates that reports count are no personal columns. */
  erase: 'null' | 'empty' | 'row';
};

export type OwnedTable = {
  /** `schema.table`, with a column `customer_id`. */
  table: string;
  /** The columns that, beside `customer_id`, name one row; empty where a customer has one row at most. */
  key: readonly string[];
  /**
   * What becomes of the rows of the customer who is merged into another.
   * `move`: a fact; it belongs to the survivor from now on. Keys never collide (ids of a sequence).
   * `unite`: one row per key; the survivor's stands where both have one, the other's moves or is kept aside for undo.
   * `recompute`: derived; deleted, and made anew by the reactions to the event.
   */
  onMerge: 'move' | 'unite' | 'recompute';
  personal: readonly PersonalColumn[];
};
