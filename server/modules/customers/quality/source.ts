/** The customers behind the numbers of quality, as filters of the customer list that links set. */
import { sql, type RawBuilder } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { InvalidError } from '#platform/errors.ts';
import type { CustomerFieldSource } from '#platform/fields.ts';
import { dayOf } from '#shared/days.ts';
import type { CustomField } from '../custom-contract.ts';
import { listCustomFields } from '../custom-fields.ts';
import {
  appliesTo,
  columnOf,
  customAges,
  customInvalid,
  findProfileField,
  PROFILE_FIELDS,
  type ProfileField,
} from './fields.ts';
import { getQualitySettings, staleBefore } from './settings.ts';

type Id = RawBuilder<unknown>;
type Looked = { today: string; limit: Date; custom: readonly CustomField[] };

async function look(ctx: Ctx, staleMonths: number): Promise<Looked> {
  const { timeZone } = await getOrganisation(ctx);
  return {
    today: dayOf(ctx.now, timeZone),
    limit: staleBefore(ctx.now, staleMonths),
    custom: (await listCustomFields(ctx)).filter((field) => !field.archived),
  };
}

/**
 * For later modules: the condition that a field of the customer was last confirmed longer ago than so many months, or
 * with `missing` that there is none and nobody has looked for so long. Throws on a field there is not.
 */
export async function flawOf(
  ctx: Ctx,
  id: Id,
  { field, months, missing }: { field: string; months: number; missing: boolean },
): Promise<RawBuilder<boolean>> {
  const looked = await look(ctx, months);
  const stale = flawed(id, `stale.${field}`, looked);
  if (!missing) return stale;
  const unseen = sql`not exists (select from customers.field_checks k
    where k.customer_id = ${id} and k.field = ${field} and k.checked_at >= ${looked.limit})`;
  return sql`(${stale} or (${flawed(id, `missing.${field}`, looked)} and ${unseen}))`;
}

/** The fields that go out of date, added ones by the name a business gave them. */
export async function listAgingFields(ctx: Ctx): Promise<{ field: string; name: string | null }[]> {
  const custom = (await listCustomFields(ctx)).filter((field) => !field.archived && customAges(field.type));
  return [
    ...PROFILE_FIELDS.filter((one) => one.ages).map(({ field }) => ({ field, name: null })),
    ...custom.map(({ code, name }) => ({ field: `custom.${code}`, name })),
  ];
}

/** `customers.quality:is:missing.phone`, `invalid.email`, `stale.custom.skin_type`; `customers.source:is:shop`. */
export async function qualitySource(ctx: Ctx): Promise<CustomerFieldSource> {
  const looked = await look(ctx, (await getQualitySettings(ctx)).staleMonths);
  const link = { column: 'customer_id', type: 'choice', filterable: true } as const;
  return {
    table: 'customers.customers',
    fields: [
      {
        ...link,
        code: 'customers.quality',
        chooses: (id, values) => anyOf(values.map((one) => flawed(id, one, looked))),
      },
      {
        ...link,
        code: 'customers.source',
        chooses: (id, values) => sql`exists (select from customers.known_identities i
          where i.customer_id = ${id} and i.kind = 'external' and i.namespace = any(${values}::text[]))`,
      },
    ],
  };
}

const anyOf = (tests: readonly RawBuilder<boolean>[]): RawBuilder<boolean> => sql`(${sql.join(tests, sql` or `)})`;

function flawed(id: Id, value: string, looked: Looked): RawBuilder<boolean> {
  const [, flaw = '', field = ''] = /^(missing|invalid|stale)\.(.+)$/.exec(value) ?? [];
  const profile = findProfileField(field);
  if (profile && flaw) return profileFlawed(id, profile, flaw, looked);
  const custom = looked.custom.find((one) => `custom.${one.code}` === field);
  if (custom && flaw) return customFlawed(id, custom, flaw, looked);
  throw new InvalidError('customers.filter_value', `"${value}" is no flaw of a field.`);
}

function profileFlawed(id: Id, one: ProfileField, flaw: string, { today, limit }: Looked): RawBuilder<boolean> {
  const column = columnOf('q');
  const filled = one.filled(column, today);
  const tests: Record<string, RawBuilder<unknown>> = {
    missing: sql`not ${filled}`,
    invalid: one.invalid ? sql`${filled} and ${one.invalid(column, today)}` : sql`false`,
    stale: one.ages
      ? sql`${filled} and q.created_at < ${limit} and not exists (select from customers.field_checks k
          where k.customer_id = q.customer_id and k.field = ${one.field} and k.checked_at >= ${limit})`
      : sql`false`,
  };
  return sql`exists (select from customers.customers q
    where q.customer_id = ${id} and ${appliesTo(one, column)} and ${tests[flaw] ?? sql`false`})`;
}

function customFlawed(
  id: Id,
  { fieldId, code, type }: CustomField,
  flaw: string,
  { limit }: Looked,
): RawBuilder<boolean> {
  const values = (test: RawBuilder<unknown>) => sql<boolean>`exists (
    select from customers.field_values v join customers.fields f using (field_id)
    where v.customer_id = ${id} and v.field_id = ${fieldId} and ${test})`;
  const living = sql`exists (select from customers.customers q where q.customer_id = ${id} and q.erased_at is null)`;
  if (flaw === 'missing') return sql`(${living} and not ${values(sql`true`)})`;
  if (flaw === 'invalid') return sql`(${living} and ${values(customInvalid)})`;
  if (!customAges(type)) return sql`false`;
  const stale = values(sql`v.changed_at < ${limit} and not exists (select from customers.field_checks k
    where k.customer_id = v.customer_id and k.field = ${`custom.${code}`} and k.checked_at >= ${limit})`);
  return sql`(${living} and ${stale})`;
}
