/** When a field was looked at last, as it was known before a file brought another value: an undone import looked at nothing. */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { currentBatch } from '#platform/provenance.ts';

/** `brought` selects `customer_id, field`; before it is noted. Fields nobody had looked at before leave nothing. */
export async function keepFormerChecks(ctx: Ctx, brought: RawBuilder<unknown>): Promise<void> {
  await sql`
    insert into customers.former_checks (customer_id, batch_id, field, former_batch_id, checked_at, how, checked_by)
    select k.customer_id, ${currentBatch}, k.field, k.batch_id, k.checked_at, k.how, k.checked_by
    from (${brought}) as brought join customers.field_checks k using (customer_id, field)
    where ${currentBatch} is not null and k.checked_at <= ${ctx.now} and k.batch_id is distinct from ${currentBatch}
    on conflict do nothing`.execute(ctx.db);
}

/** Of an import that is undone; what somebody confirmed, edited or brought since stays. `untouchable` is a condition on `k`. */
export async function takeBackChecks(ctx: Ctx, batchId: number, untouchable: RawBuilder<unknown>): Promise<void> {
  const own = sql`k.batch_id = ${batchId} and not ${untouchable}`;
  const same = (alias: string) =>
    sql`(${sql.ref(`${alias}.customer_id`)}, ${sql.ref(`${alias}.field`)}) = (f.customer_id, f.field)`;
  await sql`
    update customers.field_checks k
    set checked_at = f.checked_at, how = f.how, checked_by = f.checked_by, batch_id = f.former_batch_id
    from customers.former_checks f where ${own} and f.batch_id = ${batchId} and ${same('k')}`.execute(ctx.db);
  await sql`delete from customers.field_checks k where ${own}`.execute(ctx.db);
  await sql`
    update customers.former_checks above
    set former_batch_id = f.former_batch_id, checked_at = f.checked_at, how = f.how, checked_by = f.checked_by
    from customers.former_checks f
    where above.former_batch_id = ${batchId} and f.batch_id = ${batchId} and ${same('above')}`.execute(ctx.db);
  await sql`
    delete from customers.former_checks where former_batch_id = ${batchId} or batch_id = ${batchId}`.execute(ctx.db);
}
