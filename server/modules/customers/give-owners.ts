import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { emit } from '#platform/events.ts';

/**
 * Gives customers to the people a rule found for them, each change on record with its reason. `dealt` selects
 * `customer_id`, `before` and `owner_id`, null for nobody; whoever got another owner meanwhile keeps that one. One
 * statement, however many there are; answers whom it changed.
 */
export async function giveOwners(ctx: Ctx, dealt: RawBuilder<unknown>, reason: string): Promise<number[]> {
  const { rows } = await sql<{ customer_id: number }>`
    with dealt as materialized (${dealt}),
    changed as (
      update customers.customers c set owner_id = d.owner_id, updated_at = ${ctx.now}
      from dealt d
      where d.customer_id = c.customer_id and c.owner_id is not distinct from d.before
        and d.owner_id is distinct from d.before
      returning c.customer_id, d.before, d.owner_id)
    insert into customers.owner_changes (customer_id, at, from_id, to_id, by_name, reason)
    select customer_id, ${ctx.now}, before, owner_id, ${ctx.actor.name}, ${reason} from changed
    returning customer_id`.execute(ctx.db);
  const customerIds = rows.map((row) => row.customer_id);
  await emit(ctx, 'customers.recorded', customerIds);
  return customerIds;
}
