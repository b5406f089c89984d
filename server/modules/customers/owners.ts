import { sql } from 'kysely';
import { listPeople, recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { InvalidError } from '#platform/errors.ts';
import { emit } from '#platform/events.ts';
import { visibleCustomers } from './scope.ts';

export type Owner = { ownerId: string; name: string; role: string };

export async function listOwners(ctx: Ctx): Promise<Owner[]> {
  const people = await listPeople(ctx);
  return people
    .filter((person) => person.active)
    .map((person) => ({ ownerId: person.id, name: person.name, role: person.role }));
}

/** Gives the customers to an owner, or with null to nobody. Customers the actor may not know of stay as they are. */
export async function assignOwner(
  ctx: Ctx,
  { customerIds, ownerId }: { customerIds: readonly number[]; ownerId: string | null },
): Promise<{ changed: number }> {
  if (ownerId !== null && !(await listOwners(ctx)).some((owner) => owner.ownerId === ownerId))
    throw new InvalidError('customers.owner_not_found', 'Nobody active has this id.');
  const { rows } = await sql<{ customer_id: number; before: string | null }>`
    update customers.customers c set owner_id = ${ownerId}, updated_at = ${ctx.now}, taken_over = true
    from (select customer_id, owner_id as before from customers.customers c
          where customer_id = any(${customerIds}) and ${visibleCustomers(ctx)}
          order by customer_id for update) as old
    where old.customer_id = c.customer_id and old.before is distinct from ${ownerId}
    returning c.customer_id, old.before`.execute(ctx.db);
  await recordAudit(
    ctx,
    rows.map((row) => ({
      action: 'customers.owner_assigned',
      subjectType: 'customer',
      subjectId: row.customer_id,
      before: { ownerId: row.before },
      after: { ownerId },
    })),
  );
  await sql`
    insert into customers.owner_changes (customer_id, at, from_id, to_id, by_name)
    select customer_id, ${ctx.now}, before, ${ownerId}, ${ctx.actor.name}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as changed (customer_id bigint, before text)`.execute(
    ctx.db,
  );
  await emit(
    ctx,
    'customers.recorded',
    rows.map((row) => row.customer_id),
  );
  return { changed: rows.length };
}
