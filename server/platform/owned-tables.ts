/**
 * What modules tell about the tables that hold something of single customers. With it `customers` merges two records and
 * takes them apart again, and `privacy` copies and erases everywhere, without knowing any of these tables.
 * `test/architecture/owned.test.ts` fails when a customer-owned or directory table is not described exactly once, or a
 * column that could hold something personal is named neither `personal` nor `impersonal`.
 *
 * A column that names another customer (the other end of a relation) keeps the id it was written with, and is read
 * through `customers.tombstones`, so that neither a merge nor an undo has to look for it. Named in `refersTo`, its rows go
 * when the other customer is forgotten.
 */

/** A column that may hold something personal, and what stands there once the customer is forgotten. */
export type PersonalColumn = {
  column: string;
  /**
   * `row`: the whole row goes. `pseudonym`: `E00000012`, by the number of the customer, where something must stand.
   * Amounts and dates that reports count are no personal columns.
   */
  erase: 'null' | 'empty' | 'row' | 'pseudonym';
};

/** A row as PostgreSQL writes it in JSON, by the names of its columns. */
export type OwnedRow = Readonly<Record<string, unknown>>;

export type OwnedTable = {
  /** `schema.table`, with a column `customer_id`. */
  table: string;
  /** The columns that, beside `customer_id`, name one row; empty where a customer has one row at most. */
  key: readonly string[];
  /**
   * What becomes of the rows of the customer who is merged into another.
   * `move`: a fact; it belongs to the survivor from now on. Keys never collide (ids of a sequence).
   * `unite`: one row per key; where both have one, `resolve` says what stands, and an undo gives each its own again.
   * `aside`: said of the one record alone (judgements and their history): kept out of sight, given back by an undo.
   * `recompute`: derived; deleted, and made anew by the reactions to `customers.merged`.
   * `itself`: what merging itself is made of.
   */
  onMerge: 'move' | 'unite' | 'aside' | 'recompute' | 'itself';
  /** Of `unite`: what stands where both have a row of one key, from the two. The survivor's row when not given. */
  resolve?: (survivors: OwnedRow, losers: OwnedRow) => OwnedRow;
  /** Of `move`: goes wherever the row of `table` goes that has the same values in the columns `by`; both tables have them. */
  partOf?: { table: string; by: readonly string[] };
  /**
   * Of `move`: the columns with the `customers.identity_key` a fact came by and with the moment it was recorded. An undo
   * gives facts recorded after the merge to whoever gets that identity.
   */
  namedBy?: { column: string; recordedAt: string };
  /** The column with the id of another customer, with an index of its own: rows that name somebody forgotten go. */
  refersTo?: string;
  /** Of `move` and `unite`: what the rows are to people; the console says how many of them go over. */
  counted?: string;
  /**
   * Columns with the import a row came by (`platform/provenance.ts`). A row that came by an undone import keeps nobody.
   */
  broughtBy?: readonly string[];
  /**
   * Whether a row is a reason to keep the customer whom an import made, when that import is undone. Rows of `move`, `unite`
   * and `itself` are, if nothing is said. `false`: the house concludes them by itself; text: the condition, in SQL on `t`,
   * under which a person or another system had a hand in it.
   */
  holds?: false | string;
  /** The table as which its rows are told among the reasons, where they are what will lie there again. */
  heldAs?: string;
  /** What names products of `catalog` in a row, in SQL on `t`; may be several. */
  products?: string;
  personal: readonly PersonalColumn[];
  /** What stands above the rows in the copy that a customer may ask for; the name of the table where none is given. */
  title?: { zh: string; en: string };
  /** Columns of text or JSON that never hold anything personal: codes, kinds, words of our own. */
  impersonal?: readonly string[];
};
