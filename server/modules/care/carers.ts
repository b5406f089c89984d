import { sql } from 'kysely';
import { listPeople } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { policiesInForce } from './policies.ts';

type Row = { customer_id: number; owner_id: string | null; store_id: number | null; class4: string | null };

/** Classes whose work does not go to the store when nobody owns the customer. */
const WITH_THE_LEAD = new Set(['lead', 'nobody']);

/**
 * Who looks after each of the customers: the owner, else by the owner rule of the class an account manager of the
 * customer's store, or a lead. Several of them share the customers by their number, so that a scan repeated gives the
 * same answer.
 */
export async function carersOf(ctx: Ctx, customerIds: readonly number[]): Promise<Map<number, string | null>> {
  const people = (await listPeople(ctx)).filter((person) => person.active);
  const leads = people.filter((person) => person.role === 'retention_lead');
  const active = new Set(people.map((person) => person.id));
  const rules = new Map((await policiesInForce(ctx)).map(({ code, ownerRule }) => [code, ownerRule]));
  const { rows } = await sql<Row>`
    select customer_id, owner_id, store_id, class4
    from customers.customers left join scoring.scores using (customer_id)
    where customer_id = any(${customerIds}::bigint[])`.execute(ctx.db);
  return new Map(
    rows.map(({ customer_id: customerId, owner_id: ownerId, store_id: storeId, class4 }) => {
      if (ownerId && active.has(ownerId)) return [customerId, ownerId];
      const managers = people.filter(
        (person) => person.role === 'account_manager' && storeId !== null && person.storeIds.includes(storeId),
      );
      const withLead = WITH_THE_LEAD.has(rules.get(class4 ?? '') ?? '');
      const carers = managers.length > 0 && !withLead ? managers : leads;
      return [customerId, carers[customerId % Math.max(1, carers.length)]?.id ?? null];
    }),
  );
}
