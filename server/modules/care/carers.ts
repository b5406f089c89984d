import { sql } from 'kysely';
import { listPeople } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';

/**
 * Who looks after each of the customers: the owner, else an account manager of the customer's store, else a lead. Several
 * managers of one store share its customers by their number, so that a scan repeated gives the same answer.
 */
export async function carersOf(ctx: Ctx, customerIds: readonly number[]): Promise<Map<number, string | null>> {
  const people = (await listPeople(ctx)).filter((person) => person.active);
  const leads = people.filter((person) => person.role === 'retention_lead');
  const active = new Set(people.map((person) => person.id));
  const { rows } = await sql<{ customer_id: number; owner_id: string | null; store_id: number | null }>`
    select customer_id, owner_id, store_id from customers.customers where customer_id = any(${customerIds}::bigint[])`.execute(
    ctx.db,
  );
  return new Map(
    rows.map(({ customer_id: customerId, owner_id: ownerId, store_id: storeId }) => {
      if (ownerId && active.has(ownerId)) return [customerId, ownerId];
      const managers = people.filter(
        (person) => person.role === 'account_manager' && storeId !== null && person.storeIds.includes(storeId),
      );
      const carers = managers.length > 0 ? managers : leads;
      return [customerId, carers[customerId % Math.max(1, carers.length)]?.id ?? null];
    }),
  );
}
