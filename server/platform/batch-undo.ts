/**
 * How a module takes back what an import brought, whichever kind of file it was. Every module plans and undoes its own rows,
 * the latest module first, so that a module finds gone what stood on its rows. The rule is docs/adr/0090.
 */
import type { Ctx } from './context.ts';
import type { OwnedTable } from './owned-tables.ts';

export type UndoScope = {
  batchId: number;
  kind: string;
  /** What applying counted, by the kind's own words. */
  counts: Readonly<Record<string, number>>;
  ownedTables: readonly OwnedTable[];
};

/** By what they are to people (`orders`, `customers`, `values` …). */
export type UndoCounts = Readonly<Record<string, number>>;

export type Undone = {
  /** Brought by the import and gone with it. */
  removed: UndoCounts;
  /** Changed by the import, and as it was before. */
  restored: UndoCounts;
  /** Stays: somebody or something else changed it since, or stands on it. */
  kept: UndoCounts;
  /** Why customers stay, by table (`orders.orders`); `changed` and `merged` for what happened to themselves. */
  because: UndoCounts;
};

export type BatchUndo = {
  /** What undoing would do, counted. Makes temporary tables; writes nothing else. */
  foresee: (ctx: Ctx, scope: UndoScope) => Promise<Partial<Undone>>;
  /** In the caller's transaction; emits the module's events. */
  undo: (ctx: Ctx, scope: UndoScope) => Promise<Partial<Undone>>;
};
