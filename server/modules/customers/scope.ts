import { sql, type RawBuilder } from 'kysely';
import { scopeOf, type Ctx } from '#platform/context.ts';

/**
 * Which customers the actor may know of, as a condition on `customers.customers` under the name `alias`. Every read goes
 * through it; for whoever is outside a customer does not exist.
 */
export function visibleCustomers(ctx: Ctx, alias = 'c'): RawBuilder<boolean> {
  const scope = scopeOf(ctx);
  if (scope.kind === 'all') return sql`true`;
  const [owner, store] = [sql.ref(`${alias}.owner_id`), sql.ref(`${alias}.store_id`)];
  return sql`(${owner} = ${scope.userId} or (${owner} is null and ${store} = any(${scope.storeIds}::int[])))`;
}
