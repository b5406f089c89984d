/** The telephone and e-mail of one customer in the directory: taken, let go, and claimed where somebody unseen has it. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { ConflictError } from '#platform/errors.ts';
import { notForgotten, refuseSuppressed } from './forgotten.ts';
import { seesEverybody, visibleCustomers } from './scope.ts';

export type Contact = { kind: 'phone' | 'email'; value: string };

/**
 * Refused where a customer has it whom the actor may know of, or somebody who was forgotten had it. Whom somebody unseen has it from is answered like nobody:
 * the directory stays, and this customer claims it (`out-of-sight.ts`).
 */
export async function takeContact(
  ctx: Ctx,
  customerId: number,
  contact: Contact & { original: string },
): Promise<void> {
  const { kind, value, original } = contact;
  await refuseSuppressed(ctx, kind, value);
  await sql`
    insert into customers.identities (kind, namespace, value, customer_id, original, added_at)
    select k.kind, k.namespace, k.value, ${customerId}, ${original}, ${ctx.now}
    from (select ${kind}::text as kind, '' as namespace, ${value}::text as value) as k
    on conflict do nothing`.execute(ctx.db);
  const holder = await findHolder(ctx, contact);
  if (holder !== null && holder !== customerId)
    throw new ConflictError(`customers.${kind}_taken`, `Another customer is known by this ${kind}.`);
  if (seesEverybody(ctx)) return;
  await sql`
    insert into customers.claimed_identities (customer_id, kind, namespace, value, original, added_at)
    select ${customerId}, ${kind}, '', ${value}, ${original}, ${ctx.now}
    where not exists (
      select from customers.identities i
      where i.kind = ${kind} and i.namespace = '' and i.value = ${value} and i.customer_id = ${customerId})
    on conflict do nothing`.execute(ctx.db);
}

/** The directory before claims, as far as the actor may know. */
async function findHolder(ctx: Ctx, { kind, value }: Contact): Promise<number | null> {
  const named = sql`k.kind = ${kind} and k.namespace = '' and k.value = ${value}`;
  const claimed = sql`union all select k.customer_id, 2 from customers.claimed_identities k where ${named}`;
  const { rows } = await sql<{ customer_id: number }>`
    select c.customer_id
    from (select k.customer_id, 1 as place from customers.identities k where ${named}
          ${seesEverybody(ctx) ? sql`` : claimed}) as held
    join customers.customers c using (customer_id)
    where ${visibleCustomers(ctx)} order by place, c.customer_id limit 1`.execute(ctx.db);
  return rows[0]?.customer_id ?? null;
}

export async function letGo(ctx: Ctx, customerId: number, { kind, value }: Contact): Promise<void> {
  const named = sql`kind = ${kind} and namespace = '' and value = ${value} and customer_id = ${customerId}`;
  await sql`delete from customers.identities where ${named}`.execute(ctx.db);
  await sql`delete from customers.claimed_identities where ${named}`.execute(ctx.db);
}

/** Whatever the directory gives to nobody any more is given to the first who claimed it. */
export async function settleClaims(ctx: Ctx): Promise<void> {
  await sql`
    insert into customers.identities (kind, namespace, value, customer_id, original, added_at)
    select distinct on (q.kind, q.namespace, q.value) q.kind, q.namespace, q.value, q.customer_id, q.original, q.added_at
    from customers.claimed_identities q join customers.customers c using (customer_id)
    where c.erased_at is null and ${await notForgotten(ctx, 'q')} and not exists (
      select from customers.identities i where (i.kind, i.namespace, i.value) = (q.kind, q.namespace, q.value))
    order by q.kind, q.namespace, q.value, q.added_at, q.customer_id
    on conflict do nothing`.execute(ctx.db);
}
