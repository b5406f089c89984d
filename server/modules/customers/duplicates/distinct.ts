/** Pairs that somebody said are two customers: never suggested again, also after one of them took in a third. */
import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { holdCustomers } from '../holding.ts';
import { requireCustomer } from '../scope.ts';

/** Each pair from both sides as "a b", by who they are today. */
export async function readDistinct(ctx: Ctx, customerIds: readonly number[] | 'all'): Promise<Set<string>> {
  const whose = customerIds === 'all' ? sql`true` : sql`d.customer_id = any(${[...customerIds]}::bigint[])`;
  const { rows } = await sql<{ a: number; b: number }>`
    select d.customer_id as a, coalesce(t.customer_id, d.other_id) as b
    from customers.distinct_pairs d left join customers.tombstones t on t.merged_id = d.other_id
    where ${whose}`.execute(ctx.db);
  return new Set(rows.flatMap(({ a, b }) => [`${a} ${b}`, `${b} ${a}`]));
}

/** None of them is another of them. Takes their suggestions away. */
export async function tellApart(ctx: Ctx, customerIds: readonly number[]): Promise<{ pairs: number }> {
  await holdCustomers(ctx);
  for (const customerId of customerIds) await requireCustomer(ctx, customerId);
  const ids = [...new Set(customerIds)];
  const said = ctx.actor.kind === 'user' ? ctx.actor.id : null;
  const { rows } = await sql`
    insert into customers.distinct_pairs (customer_id, other_id, said_at, said_by)
    select a, b, ${ctx.now}, ${said}
    from unnest(${ids}::bigint[]) as one (a), unnest(${ids}::bigint[]) as other (b) where a <> b
    on conflict do nothing returning 1`.execute(ctx.db);
  await sql`
    delete from customers.duplicate_pairs
    where customer_id = any(${ids}::bigint[]) and other_id = any(${ids}::bigint[])`.execute(ctx.db);
  await recordAudit(
    ctx,
    ids.map((id) => ({
      action: 'customers.told_apart',
      subjectType: 'customer',
      subjectId: id,
      after: { others: ids.filter((other) => other !== id) },
    })),
  );
  return { pairs: rows.length / 2 };
}
