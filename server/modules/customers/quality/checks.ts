/** When what is known of a customer was last looked at: said by somebody, or seen in an edit, a file, a call. */
import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { InvalidError } from '#platform/errors.ts';
import { emit } from '#platform/events.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import { listCustomFields } from '../custom-fields.ts';
import { refuseForgotten } from '../forgotten.ts';
import type * as contract from '../quality-contract.ts';
import type { FieldCheck } from '../quality-contract.ts';
import { requireCustomer } from '../scope.ts';
import { columnOf, customAges, PROFILE_FIELDS } from './fields.ts';
import { keepFormerChecks } from './former-checks.ts';
import { getQualitySettings, staleBefore } from './settings.ts';

/** The fields that these columns or values of added fields belong to. */
export const fieldsTouched = (columns: Iterable<string>, custom: Iterable<string> = []): string[] => {
  const changed = new Set(columns);
  return [
    ...PROFILE_FIELDS.filter((one) => one.columns.some((column) => changed.has(column))).map((one) => one.field),
    ...[...custom].map((code) => `custom.${code}`),
  ];
};

export async function noteChecked(
  ctx: Ctx,
  customerId: number,
  fields: readonly string[],
  how: 'confirmed' | 'edited',
): Promise<void> {
  await sql`
    insert into customers.field_checks (customer_id, field, checked_at, how, checked_by)
    select ${customerId}, field, ${ctx.now}, ${how}, ${ctx.actor.kind === 'user' ? ctx.actor.id : null}
    from unnest(${fields}::text[]) as field
    on conflict (customer_id, field) do update
    set checked_at = excluded.checked_at, how = excluded.how, checked_by = excluded.checked_by, batch_id = excluded.batch_id
    where customers.field_checks.checked_at <= excluded.checked_at`.execute(ctx.db);
}

/** For work that was about confirming: what it asked for is right as of the moment it ended. Repeated, it changes nothing. */
export async function noteConfirmed(
  ctx: Ctx,
  done: readonly { customerId: number; fields: readonly string[]; at: Date; by: string | null }[],
): Promise<void> {
  const rows = done.flatMap(({ customerId, fields, at, by }) =>
    fields.map((field) => ({ customer_id: customerId, field, at: at.toISOString(), by })),
  );
  await sql`
    insert into customers.field_checks (customer_id, field, checked_at, how, checked_by)
    select distinct on (customer_id, field) customer_id, field, at, 'confirmed', by
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as said (customer_id bigint, field text, at timestamptz, by text)
    order by customer_id, field, at desc
    on conflict (customer_id, field) do update
    set checked_at = excluded.checked_at, how = excluded.how, checked_by = excluded.checked_by, batch_id = excluded.batch_id
    where customers.field_checks.checked_at < excluded.checked_at`.execute(ctx.db);
}

/**
 * Of `changed_customers` (see `profiles.ts`), before it is written: what the file or call brings that was another before.
 * One pass over those who change.
 */
export async function noteBrought(ctx: Ctx, columns: readonly string[]): Promise<void> {
  const fields = PROFILE_FIELDS.flatMap((one) => {
    const own = one.columns.filter((column) => column === 'phone' || column === 'email' || columns.includes(column));
    return own.length > 0 ? [{ field: one.field, own }] : [];
  });
  const differing = fields.map(({ field, own }) => {
    const pairs = own.map((column) => sql`${sql.ref(`n.${column}`)} is distinct from ${sql.ref(`c.${column}`)}`);
    return sql`(${field}::text, ${sql.join(pairs, sql` or `)})`;
  });
  const brought = sql`
    select n.customer_id, f.field from changed_customers n join customers.customers c using (customer_id)
    cross join lateral (values ${sql.join(differing)}) as f (field, differs) where f.differs`;
  await keepFormerChecks(ctx, brought);
  await sql`
    insert into customers.field_checks (customer_id, field, checked_at, how)
    select customer_id, field, ${ctx.now}, 'brought' from (${brought}) as brought
    on conflict (customer_id, field) do update
    set checked_at = excluded.checked_at, how = excluded.how, checked_by = null, batch_id = excluded.batch_id
    where customers.field_checks.checked_at <= excluded.checked_at`.execute(ctx.db);
}

/** Every filled field that ages, the longest unconfirmed first. */
export async function listFieldChecks(
  ctx: Ctx,
  customerId: number,
): Promise<AnswerOf<typeof contract.listFieldChecks>> {
  await requireCustomer(ctx, customerId);
  const settings = await getQualitySettings(ctx);
  const filled = await agingFields(ctx, customerId);
  const { rows } = await sql<{ field: string; at: Date; how: FieldCheck['how']; by: string | null }>`
    select field, checked_at as at, how, u.name as by
    from customers.field_checks k left join access.users u on u.id = k.checked_by
    where k.customer_id = ${customerId}`.execute(ctx.db);
  const checks = new Map(rows.map((row) => [row.field, row]));
  const limit = staleBefore(ctx.now, settings.staleMonths);
  const told = filled.map(({ field, since }): FieldCheck => {
    const check = checks.get(field);
    const later = check && check.at >= since ? check : null;
    const checkedAt = later?.at ?? since;
    return { field, checkedAt, how: later?.how ?? 'recorded', byName: later?.by ?? null, stale: checkedAt < limit };
  });
  return { ...settings, customerId, rows: told.toSorted((a, b) => a.checkedAt.getTime() - b.checkedAt.getTime()) };
}

type Aging = { field: string; since: Date };

/** With the moment since when the value has stood, as far as nobody said more. */
async function agingFields(ctx: Ctx, customerId: number): Promise<Aging[]> {
  const column = columnOf('c');
  const aging = PROFILE_FIELDS.filter((one) => one.ages);
  const filled = aging.map((one) => sql`(${one.field}::text, ${one.filled(column, '')})`);
  const { rows } = await sql<Aging>`
    select f.field, c.created_at as since
    from customers.customers c cross join lateral (values ${sql.join(filled)}) as f (field, filled)
    where c.customer_id = ${customerId} and c.erased_at is null and f.filled`.execute(ctx.db);
  const custom = (await listCustomFields(ctx)).filter((one) => !one.archived && customAges(one.type));
  if (custom.length === 0) return rows;
  const { rows: values } = await sql<{ id: number; since: Date }>`
    select v.field_id as id, max(v.changed_at) as since
    from customers.field_values v join customers.customers c using (customer_id)
    where v.customer_id = ${customerId} and c.erased_at is null group by v.field_id`.execute(ctx.db);
  const sinceOf = new Map(values.map((row) => [row.id, row.since]));
  return [
    ...rows,
    ...custom.flatMap(({ fieldId, code }) => {
      const since = sinceOf.get(fieldId);
      return since ? [{ field: `custom.${code}`, since }] : [];
    }),
  ];
}

/** Only what is filled can be confirmed. */
export function confirmFields(ctx: Ctx, customerId: number, fields: readonly string[]): Promise<string[]> {
  return inTransaction(ctx, async (ctx) => {
    await requireCustomer(ctx, customerId);
    await refuseForgotten(ctx, customerId);
    const filled = new Set((await agingFields(ctx, customerId)).map((one) => one.field));
    const unknown = fields.find((field) => !filled.has(field));
    if (unknown !== undefined)
      throw new InvalidError('quality.not_filled', `There is nothing to confirm in "${unknown}".`);
    await noteChecked(ctx, customerId, fields, 'confirmed');
    await recordAudit(ctx, [
      { action: 'customers.fields_confirmed', subjectType: 'customer', subjectId: customerId, after: { fields } },
    ]);
    await emit(ctx, 'customers.recorded', [customerId]);
    return [...new Set(fields)];
  });
}
