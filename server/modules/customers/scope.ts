import { sql, type RawBuilder } from 'kysely';
import { scopeOf, type Ctx } from '#platform/context.ts';
import { NotFoundError } from '#platform/errors.ts';
import { holdCustomers } from './holding.ts';

export const seesEverybody = (ctx: Ctx): boolean => scopeOf(ctx).kind === 'all';

/**
 * Which customers the actor may know of, as a condition on `customers.customers` under the name `alias`. Every read goes
 * through it; for whoever is outside, a customer does not exist.
 */
export function visibleCustomers(ctx: Ctx, alias = 'c'): RawBuilder<boolean> {
  const scope = scopeOf(ctx);
  if (scope.kind === 'all') return sql`true`;
  const [owner, store] = [sql.ref(`${alias}.owner_id`), sql.ref(`${alias}.store_id`)];
  if (scope.kind === 'stores') return sql`(${owner} = ${scope.userId} or ${store} = any(${scope.storeIds}::int[]))`;
  const owners = scope.kind === 'team' ? scope.memberIds : [scope.userId];
  return sql`(${owner} = any(${owners}::text[]) or (${owner} is null and ${store} = any(${scope.storeIds}::int[])))`;
}

/**
 * Throws unless the customer exists and the actor may know of it; the two cases look the same. In a transaction the
 * customer also stays who it is until the end, so rows may be written for it.
 */
export async function requireCustomer(ctx: Ctx, customerId: number): Promise<void> {
  if (ctx.db.isTransaction) await holdCustomers(ctx);
  const { rows } = await sql`
    select from customers.customers c where c.customer_id = ${customerId} and ${visibleCustomers(ctx)}`.execute(ctx.db);
  if (rows.length === 0) throw new NotFoundError('customers.not_found', 'There is no such customer.');
}
