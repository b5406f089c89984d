/** Customers of whom one claims an identifier that the directory gives to the other (`out-of-sight.ts`). */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { pairName } from './judge.ts';

type Clash = { a: number; b: number; kinds: string[] };

export async function readClashes(ctx: Ctx, customerIds: readonly number[] | 'all'): Promise<Clash[]> {
  const ids = customerIds === 'all' ? null : sql`${[...customerIds]}::bigint[]`;
  const among = ids ? sql`q.customer_id = any(${ids}) or i.customer_id = any(${ids})` : sql`true`;
  const { rows } = await sql<Clash>`
    select least(q.customer_id, i.customer_id) as a, greatest(q.customer_id, i.customer_id) as b,
      array_agg(distinct q.kind) as kinds
    from customers.claimed_identities q join customers.identities i using (kind, namespace, value)
    where q.customer_id <> i.customer_id and (${among})
    group by 1, 2`.execute(ctx.db);
  return rows;
}

export const clashesByPair = (clashes: readonly Clash[]) =>
  new Map(clashes.map(({ a, b, kinds }) => [pairName(a, b), kinds]));
