import type { Kysely } from 'kysely';
import type { DB } from '#db/types.ts';
import type { Log } from './log.ts';

/** Who acts. People and keys carry the data scope that lists, pages, searches and exports are cut by. */
export type Actor =
  /** `owesSecondFactor`: may do nothing before two-factor sign-in is set up. */
  | { kind: 'user'; id: string; name: string; role: string; scope: Scope; owesSecondFactor?: true }
  /** Another program, by the key it was given; `perMinute` limits its calls. */
  | { kind: 'key'; id: string; name: string; permissions: readonly string[]; perMinute: number; scope: Scope }
  | { kind: 'system'; name: string };

/**
 * Which customers an actor may know of. `own`: the own ones, and those of the own stores nobody owns yet. `team`: the
 * same for all members of the own teams, the actor among them. `stores`: the own ones and all of the own stores.
 */
export type Scope =
  | { kind: 'all' }
  | { kind: 'own' | 'stores'; userId: string; storeIds: number[] }
  | { kind: 'team'; userId: string; storeIds: number[]; memberIds: string[] };

/** First argument of everything below the edge: the handle, the moment, and who acts. */
export type Ctx = {
  db: Kysely<DB>;
  now: Date;
  actor: Actor;
  log: Log;
  /** Joins the log lines and the audit entries of one request or job. */
  requestId?: string;
};

export const systemActor = (name: string): Actor => ({ kind: 'system', name });

/** What the actor may see; the system sees everything. */
export function scopeOf(ctx: Ctx): Scope {
  return ctx.actor.kind === 'system' ? { kind: 'all' } : ctx.actor.scope;
}

/** Runs `work` in one transaction (or in the one already open) and hands it a context bound to it. */
export async function inTransaction<Result>(ctx: Ctx, work: (ctx: Ctx) => Promise<Result>): Promise<Result> {
  if (ctx.db.isTransaction) return work(ctx);
  return ctx.db.transaction().execute((db) => work({ ...ctx, db }));
}
