/**
 * Which worker processes live (docs/adr/0161). A killed worker leaves its jobs locked, and the queue would wait four hours
 * for it. Each process holds a lock by the name of each of its pools, on a connection that dies with it; jobs locked by a
 * name nobody holds are free for the others.
 */
import { sql } from 'kysely';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Ctx } from './context.ts';

export type Presence = {
  /** From now on this pool lives as long as the process. */
  announce: (pool: string) => Promise<void>;
  end: () => Promise<void>;
};

/** Any constant; the other half of the lock is the pool's name. */
const PRESENCE = 721_800_411;
const PAUSE_BEFORE_RETURN_MS = 500;
/** A machine that loses its power says no goodbye: the database asks after it and has no answer within half a minute. */
const NOTICED_SOON = 'set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3';

/** A connection that is lost with its database is made anew, with all that was announced. */
export async function openPresence(connectionString: string): Promise<Presence> {
  const pools = new Set<string>();
  const state = { ended: false, returning: false };
  let client = await connect();

  async function connect(): Promise<pg.Client> {
    const next = new pg.Client({ connectionString, application_name: 'liuke presence' });
    next.on('error', () => undefined);
    await next.connect();
    await next.query(NOTICED_SOON);
    next.once('end', () => void comeBack());
    for (const pool of pools) await hold(next, pool);
    return next;
  }

  async function comeBack(): Promise<void> {
    if (state.ended || state.returning) return;
    state.returning = true;
    for (let back: pg.Client | null = null; back === null && !state.ended;) {
      await sleep(PAUSE_BEFORE_RETURN_MS, undefined, { ref: false });
      back = await connect().catch(() => null);
      if (back) client = back;
    }
    state.returning = false;
  }

  return {
    announce: async (pool) => {
      pools.add(pool);
      // Should the connection be away just now, whoever comes back announces it.
      await hold(client, pool).catch(() => undefined);
    },
    end: async () => {
      state.ended = true;
      await client.end();
    },
  };
}

const hold = (client: pg.Client, pool: string) =>
  client.query('select pg_advisory_lock_shared($1::int, hashtext($2))', [PRESENCE, pool]);

/** Frees what processes that are gone have locked. On a house where nobody died it is one look at the running jobs. */
export async function freeDeadJobs(ctx: Ctx): Promise<void> {
  await sql`
    with names as materialized (
      select distinct locked_by as name from graphile_worker.jobs where locked_by is not null
    ), dead as materialized (
      select name from names where pg_try_advisory_xact_lock(${PRESENCE}::int, hashtext(name))
    )
    select graphile_worker.force_unlock_workers(array_agg(name)) from dead having count(*) > 0`.execute(ctx.db);
}
