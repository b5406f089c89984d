/** From `filter=<field>:<operator>:<value>` to conditions, one per filter, each on one table. */
import { sql, type RawBuilder } from 'kysely';
import { InvalidError } from '#platform/errors.ts';
import { startOfDay } from '#shared/days.ts';
import { CUSTOMERS_TABLE, findField, type Fields, type PlacedField } from './fields.ts';

/** `where` is about a row of `table` under the name `alias`. */
export type Condition = {
  table: string;
  where: (alias: string) => RawBuilder<boolean>;
  missingRowFits: boolean;
  /** Where a column must have one of a few values: that column, and the condition of each value by itself. */
  values: { column: string; each: readonly ((alias: string) => RawBuilder<boolean>)[] } | null;
};

export function parseFilters(
  fields: Fields,
  filters: string | readonly string[] | undefined,
  timeZone: string,
): Condition[] {
  return joinedBounds([filters ?? []].flat()).map((text) => parseFilter(fields, text, timeZone));
}

/** From 2 to 2 is 2: said so, an index can serve it. */
function joinedBounds(filters: readonly string[]): string[] {
  const said = new Set(filters);
  return [...said].flatMap((text) => {
    const [, code, bound, value] = /^([^:]+):(min|max):(\d+)$/.exec(text) ?? [];
    if (!code || !said.has(`${code}:${bound === 'min' ? 'max' : 'min'}:${value}`)) return [text];
    return bound === 'min' ? [`${code}:is:${value}`] : [];
  });
}

function parseFilter(fields: Fields, text: string, timeZone: string): Condition {
  const [code = '', operator = '', ...rest] = text.split(':');
  const field = findField(fields, code, 'filterable');
  const value = rest.join(':');
  if (field.chooses) return chosenBy(field, field.chooses, operator, value, timeZone);
  const compare = operators[operator];
  if (!compare || value === '')
    throw new InvalidError('customers.unknown_filter', `"${text}" is not <field>:<is|min|max|empty>:<value>.`);
  const condition = compare(field, value, timeZone);
  if (field.among) return amongRows(field, operator === 'empty' ? value : condition);
  return {
    table: field.table,
    where: (alias) => condition(sql.ref(`${alias}.${field.column}`)),
    missingRowFits: operator === 'empty' && value === 'yes',
    values: operator === 'is' ? valuesOf(field, value.split(','), (one) => compare(field, one, timeZone)) : null,
  };
}

/** More values are read faster together than one by one. */
const MOST_VALUES = 6;

function valuesOf(
  field: PlacedField,
  values: readonly string[],
  compare: (value: string) => ReturnType<Compare>,
): Condition['values'] {
  const given = values.filter((value) => value !== '');
  // 2 and 02 are one number: read twice, everybody who has it would be listed twice.
  const distinct = [...new Set(isText(field) ? given : given.map((value) => String(numberOf(field, value))))];
  if (distinct.length === 0 || distinct.length > MOST_VALUES) return null;
  const each = distinct.map((value) => {
    const condition = compare(value);
    return (alias: string) => condition(sql.ref(`${alias}.${field.column}`));
  });
  return { column: field.column, each };
}

/** A condition on the customer's id, made by the module that knows. */
function chosenBy(
  field: PlacedField,
  chooses: NonNullable<PlacedField['chooses']>,
  operator: string,
  value: string,
  timeZone: string,
): Condition {
  if (operator !== 'is') throw refused(field, value);
  const values = value.split(',');
  return {
    table: field.table,
    where: (alias) => chooses(sql.ref(`${alias}.customer_id`), values, timeZone),
    missingRowFits: false,
    values: null,
  };
}

/** About rows of a table that several fields share: whether a row of this field is there, and fits. */
function amongRows(field: PlacedField, condition: string | ReturnType<Compare>): Condition {
  const where = (alias: string) => sql<boolean>`exists (
    select from ${sql.table(field.table)} as v where v.customer_id = ${sql.ref(`${alias}.customer_id`)}
      ${rowsAmong(field, 'v')}
      and ${typeof condition === 'string' ? sql`true` : condition(sql.ref(`v.${field.column}`))})`;
  const not = condition === 'yes';
  return {
    table: CUSTOMERS_TABLE,
    where: not ? (alias) => sql`not ${where(alias)}` : where,
    missingRowFits: false,
    values: null,
  };
}

/** `and v.field_id = 7`, for each column that tells the field's rows from those of others. */
export const rowsAmong = ({ among = {} }: PlacedField, alias: string): RawBuilder<unknown> =>
  sql.join(
    Object.entries(among).map(([column, value]) => sql`and ${sql.ref(`${alias}.${column}`)} = ${value}`),
    sql` `,
  );

type Column = ReturnType<typeof sql.ref>;
type Compare = (field: PlacedField, value: string, timeZone: string) => (column: Column) => RawBuilder<boolean>;

const isText = (field: PlacedField): boolean => (field.type === 'text' || field.type === 'choice') && !field.numeric;

const operators: Readonly<Record<string, Compare>> = {
  is: (field, value) => {
    const values = value.split(',').filter((part) => part !== '');
    if (isText(field)) return oneOf(values);
    const numbers = values.map((part) => numberOf(field, part));
    return oneOf(numbers);
  },
  min: (field, value, timeZone) => {
    const bound = boundOf(field, value, timeZone, 'min');
    return (column) => sql`${column} >= ${bound}`;
  },
  max: (field, value, timeZone) => {
    const bound = boundOf(field, value, timeZone, 'max');
    return field.type === 'instant' ? (column) => sql`${column} < ${bound}` : (column) => sql`${column} <= ${bound}`;
  },
  empty: (field, value) => {
    if (value !== 'yes' && value !== 'no') throw refused(field, value);
    return (column) => (value === 'yes' ? sql`${column} is null` : sql`${column} is not null`);
  },
};

/** One value is compared as one: only then do the rows of an index stand in the order of its next column. */
function oneOf(values: readonly (string | number)[]): (column: Column) => RawBuilder<boolean> {
  return values.length === 1 ? (column) => sql`${column} = ${values[0]}` : (column) => sql`${column} = any(${values})`;
}

/** Days are those of the organisation, both ends included. */
function boundOf(field: PlacedField, value: string, timeZone: string, end: 'min' | 'max'): number | string | Date {
  if (field.type === 'number' || field.type === 'money') return numberOf(field, value);
  if (field.type !== 'instant' && field.type !== 'day') throw refused(field, value);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(Date.parse(value))) throw refused(field, value);
  if (field.type === 'day') return value;
  return startOfDay(end === 'min' ? value : dayAfter(value), timeZone);
}

const dayAfter = (day: string) => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

function numberOf(field: PlacedField, value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) && (field.type !== 'number' || !Number.isFinite(number)))
    throw refused(field, value);
  return number;
}

const refused = (field: PlacedField, value: string) =>
  new InvalidError('customers.filter_value', `"${value}" is no value to filter ${field.code} by.`);
