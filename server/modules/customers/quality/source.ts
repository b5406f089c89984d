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
 * For later modules: the condition on the row `alias` of `customers.customers` that a field was last confirmed longer ago
 * than so many months, or with `missing` that there is none and nobody has looked for so long. Throws on a field there is
 * not. Of the row itself, so that many such conditions cost one pass.
 */
export async function flawOf(
  ctx: Ctx,
  alias: string,
  { field, months, missing }: { field: string; months: number; missing: boolean },
): Promise<RawBuilder<boolean>> {
  const looked = await look(ctx, months);
  const flaw = (value: string) => flawed({ id: sql.ref(`${alias}.customer_id`), alias }, value, looked);
  const stale = flaw(`stale.${field}`);
  if (!missing) return stale;
  const unseen = sql`not exists (select from customers.field_checks k
    where k.customer_id = ${sql.ref(`${alias}.customer_id`)} and k.field = ${field} and k.checked_at >= ${looked.limit})`;
  return sql`(${stale} or (${flaw(`missing.${field}`)} and ${unseen}))`;
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
        chooses: (id, values) => anyOf(values.map((one) => flawed({ id, alias: null }, one, looked))),
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

/** `alias`: of the row of `customers.customers` where the statement has it; else it is looked up by the id. */
type Whose = { id: Id; alias: string | null };

function flawed(whose: Whose, value: string, looked: Looked): RawBuilder<boolean> {
  const [, flaw = '', field = ''] = /^(missing|invalid|stale)\.(.+)$/.exec(value) ?? [];
  const profile = findProfileField(field);
  if (profile && flaw) return profileFlawed(whose, profile, flaw, looked);
  const custom = looked.custom.find((one) => `custom.${one.code}` === field);
  if (custom && flaw) return customFlawed(whose, custom, flaw, looked);
  throw new InvalidError('customers.filter_value', `"${value}" is no flaw of a field.`);
}

function ofCustomer({ id, alias }: Whose, test: (row: string) => RawBuilder<boolean>): RawBuilder<boolean> {
  if (alias !== null) return test(alias);
  return sql`exists (select from customers.customers q where q.customer_id = ${id} and ${test('q')})`;
}

const profileFlawed = (whose: Whose, one: ProfileField, flaw: string, { today, limit }: Looked): RawBuilder<boolean> =>
  ofCustomer(whose, (row) => {
    const column = columnOf(row);
    const filled = one.filled(column, today);
    const tests: Record<string, RawBuilder<unknown>> = {
      missing: sql`not ${filled}`,
      invalid: one.invalid ? sql`${filled} and ${one.invalid(column, today)}` : sql`false`,
      stale: one.ages
        ? sql`${filled} and ${column('created_at')} < ${limit} and not exists (select from customers.field_checks k
            where k.customer_id = ${column('customer_id')} and k.field = ${one.field} and k.checked_at >= ${limit})`
        : sql`false`,
    };
    return sql`(${appliesTo(one, column)} and ${tests[flaw] ?? sql`false`})`;
  });

function customFlawed(
  whose: Whose,
  { fieldId, code, type }: CustomField,
  flaw: string,
  { limit }: Looked,
): RawBuilder<boolean> {
  const values = (test: RawBuilder<unknown>) => sql<boolean>`exists (
    select from customers.field_values v join customers.fields f using (field_id)
    where v.customer_id = ${whose.id} and v.field_id = ${fieldId} and ${test})`;
  const living = ofCustomer(whose, (row) => sql`${columnOf(row)('erased_at')} is null`);
  if (flaw === 'missing') return sql`(${living} and not ${values(sql`true`)})`;
  if (flaw === 'invalid') return sql`(${living} and ${values(customInvalid)})`;
  if (!customAges(type)) return sql`false`;
  const stale = values(sql`v.changed_at < ${limit} and not exists (select from customers.field_checks k
    where k.customer_id = v.customer_id and k.field = ${`custom.${code}`} and k.checked_at >= ${limit})`);
  return sql`(${living} and ${stale})`;
}
