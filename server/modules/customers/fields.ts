/** The columns of the customer list: our own and those later modules hand down. */
import { InvalidError } from '#platform/errors.ts';
import type { OwnedTable } from '#platform/owned-tables.ts';
import type { Ctx } from '#platform/context.ts';
import type { CustomerField, CustomerFieldSource, FieldUse, TimelineSource } from '#platform/fields.ts';
import type { ListField } from './contract.ts';
import { customFieldSource } from './custom-source.ts';
import { dateSource } from './date-source.ts';
import { qualitySource } from './quality/source.ts';
import { tagSource } from './tags.ts';
import type { HandOver } from '#platform/module.ts';

/** What later modules know of customers; asked late, because they come later. */
export type LaterSources = () => {
  fields: readonly CustomerFieldSource[];
  timeline: readonly TimelineSource[];
  /** Of every module, our own included. */
  ownedTables: readonly OwnedTable[];
  fieldUses: readonly FieldUse[];
  handOvers: readonly HandOver[];
};

export const CUSTOMERS_TABLE = 'customers.customers';

const ownFields: CustomerFieldSource = {
  table: CUSTOMERS_TABLE,
  fields: [
    { code: 'customers.registeredAt', column: 'registered_at', type: 'instant', sortable: true, filterable: true },
    { code: 'customers.kind', column: 'kind', type: 'choice', filterable: true, choices: ['person', 'company'] },
    { code: 'customers.email', column: 'email', type: 'text' },
    {
      code: 'customers.gender',
      column: 'gender',
      type: 'choice',
      filterable: true,
      choices: ['female', 'male', 'other'],
    },
    { code: 'customers.birthday', column: 'birthday', type: 'day', filterable: true },
    { code: 'customers.province', column: 'province', type: 'text', filterable: true },
    { code: 'customers.city', column: 'city', type: 'text', filterable: true },
    { code: 'customers.occupation', column: 'occupation', type: 'text' },
    { code: 'customers.channel', column: 'channel', type: 'text', filterable: true },
    { code: 'customers.store', column: 'store_id', type: 'choice', filterable: true, numeric: true },
    { code: 'customers.owner', column: 'owner_id', type: 'choice', filterable: true },
  ],
};

type SortedCopy = { table: string; column: string; leads: readonly string[] };

/** `sortedCopies`: tables where a sortable field stands too, behind columns they are filtered by. */
export type PlacedField = CustomerField & { table: string; sortedCopies: readonly SortedCopy[] };

export type Fields = ReadonlyMap<string, PlacedField>;

export function fieldsOf(sources: readonly CustomerFieldSource[]): Fields {
  return new Map(
    [ownFields, ...sources].flatMap(({ table, fields }) =>
      fields.map((field) => [field.code, { ...field, table, sortedCopies: copiesOf(field.code, sources) }] as const),
    ),
  );
}

const copiesOf = (code: string, sources: readonly CustomerFieldSource[]): SortedCopy[] =>
  sources.flatMap(({ table, sortedCopies }) =>
    (sortedCopies ?? []).filter(({ of }) => of === code).map((copy) => ({ table, ...copy })),
  );

/** With tags, dates, and what the business has added itself: as many as the actor may see. */
export async function knownFields(ctx: Ctx, sources: readonly CustomerFieldSource[]): Promise<Fields> {
  return fieldsOf([
    await tagSource(ctx),
    dateSource,
    ...sources,
    await customFieldSource(ctx),
    await qualitySource(ctx),
  ]);
}

export function findField(fields: Fields, code: string, able: 'sortable' | 'filterable' | 'shown'): PlacedField {
  const field = fields.get(code);
  if (!field || (able === 'shown' ? field.chooses : !field[able]))
    throw new InvalidError('customers.unknown_field', `"${code}" is no ${able} field of customers.`);
  return field;
}

export const describeFields = (fields: Fields): ListField[] =>
  [...fields.values()].map((field) => ({
    code: field.code,
    type: field.type,
    sortable: field.sortable ?? false,
    filterable: field.filterable ?? false,
    choices: field.choices ? [...field.choices] : null,
    byLink: field.chooses !== undefined,
    name: field.name ?? null,
    choiceNames: field.choiceNames ?? null,
  }));
