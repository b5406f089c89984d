/** Every field of customers is a rule of its own: what lists can show, segments can choose by. */
import { sql, type RawBuilder } from 'kysely';
import type { PlacedField } from '#modules/customers/index.ts';
import {
  comparison,
  ruleKind,
  type RuleKind,
  type Scene,
  type ValueKind,
  type Words,
} from '#platform/segment-rules.ts';
import { addCalendar, dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { startOfDay } from '#shared/days.ts';
import type { Choice, MomentTest, Slot, TextTest } from '#shared/rule-slots.ts';

/** `inverted`: the condition names those who do not fit. */
type Test = { fits: (column: RawBuilder<unknown>) => RawBuilder<boolean>; inverted: boolean };

export function fieldRule(field: PlacedField, name: Words): RuleKind {
  const slot = slotOf(field);
  return ruleKind({
    code: field.code,
    name,
    slots: { is: slot },
    sentence: { zh: `${name.zh}{is}`, en: `${name.en} {is}` },
    valueKind: valueKinds[field.type],
    judge: ({ is }, scene) => {
      const { fits, inverted } = testOf(field, is, scene);
      return {
        rows: {
          key: rowsKey(field, is),
          from: sql`${sql.table(field.table)}`,
          single: !field.many,
          where: (alias) => sql`${fits(sql.ref(`${alias}.${field.column}`))} ${rowsOfField(field, alias)}`,
        },
        inverted,
        value: (customerId) =>
          sql`(select ${field.many ? sql`json_agg(${sql.ref(`v.${field.column}`)})` : sql.ref(`v.${field.column}`)}
            from ${sql.table(field.table)} as v where v.customer_id = ${customerId} ${rowsOfField(field, 'v')})`,
      };
    },
  });
}

/** Conditions on one row of a customer are one condition; of several rows each may fit one, so each is looked for alone. */
const rowsKey = ({ table, among, many }: PlacedField, is: unknown): string =>
  many ? JSON.stringify([table, among, is]) : among ? JSON.stringify([table, among]) : table;

/** Which rows of a table that several fields share are this field's. */
export const rowsOfField = ({ among = {} }: Pick<PlacedField, 'among'>, alias: string): RawBuilder<unknown> =>
  sql.join(
    Object.entries(among).map(([column, value]) => sql`and ${sql.ref(`${alias}.${column}`)} = ${value}`),
    sql` `,
  );

const valueKinds: Record<PlacedField['type'], ValueKind> = {
  text: 'text',
  number: 'number',
  money: 'money',
  instant: 'instant',
  day: 'day',
  choice: 'choice',
};

/** Shares of one are read as percent. */
const SHARES = new Set(['scoring.probAlive']);

function slotOf(field: PlacedField): Omit<Slot, 'name'> {
  switch (field.type) {
    case 'number':
      return {
        type: 'compare',
        unit: SHARES.has(field.code) ? 'share' : (field.unit ?? 'number'),
        blank: true,
        ...(field.range && { min: field.range[0], max: field.range[1] }),
      };
    case 'money':
      return { type: 'compare', unit: 'money', blank: true };
    case 'day':
    case 'instant':
      return { type: 'moment', blank: true };
    case 'choice':
      return { type: 'choice', field: field.code, blank: true, ...namedChoices(field) };
    default:
      return { type: 'text', field: field.code, blank: true };
  }
}

/** Choices a business named itself carry their names; all others are translated. */
const namedChoices = ({ choiceNames }: PlacedField): Pick<Slot, 'choices'> =>
  choiceNames ? { choices: Object.entries(choiceNames).map(([code, name]) => ({ code, zh: name, en: name })) } : {};

function testOf(field: PlacedField, is: unknown, scene: Scene): Test {
  const { op } = is as { op: string };
  if (op === 'empty') return { fits: (column) => sql`${column} is not null`, inverted: true };
  if (op === 'known') return { fits: (column) => sql`${column} is not null`, inverted: false };
  switch (field.type) {
    case 'number':
    case 'money':
      return { fits: (column) => comparison(column, is as never), inverted: false };
    case 'day':
    case 'instant':
      return { fits: momentFits(field.type, is as MomentTest, scene), inverted: false };
    case 'choice':
      return choiceTest(field, is as Choice);
    default:
      return textTest(is as TextTest);
  }
}

/** Whoever has no value is not one of those values: "is not" holds for them too. */
function choiceTest(field: PlacedField, { op, values }: Choice): Test {
  const numbers = values.map(Number);
  const among = field.numeric ? sql`${numbers}::int[]` : sql`${values}::text[]`;
  return { fits: (column) => sql`${column} = any(${among})`, inverted: op === 'not' };
}

function textTest({ op, values }: TextTest): Test {
  const literal = values.map((value) => value.replace(/[\\%_]/g, String.raw`\$&`));
  if (op === 'contains')
    return { fits: (column) => sql`${column} ilike any(${literal.map((v) => `%${v}%`)}::text[])`, inverted: false };
  if (op === 'starts')
    return { fits: (column) => sql`${column} like any(${literal.map((v) => `${v}%`)}::text[])`, inverted: false };
  return { fits: (column) => sql`${column} = any(${values}::text[])`, inverted: op === 'not' };
}

/** Days are the organisation's; an instant is held against the beginnings of days. */
function momentFits(type: 'day' | 'instant', test: MomentTest, scene: Scene): Test['fits'] {
  if (test.op === 'anniversary') return anniversaryFits(type, test.n ?? 0, scene);
  const { from, to } = boundsOf(test, scene.today);
  const start = (day: string) => startOfDay(day, scene.timeZone);
  return (column) => {
    const first = from && (type === 'day' ? sql`${column} >= ${from}::date` : sql`${column} >= ${start(from)}`);
    const last =
      to && (type === 'day' ? sql`${column} <= ${to}::date` : sql`${column} < ${start(addCalendar(to, 1, 'day'))}`);
    return sql`${sql.join([first, last].filter(Boolean), sql` and `)}`;
  };
}

function boundsOf({ op, n = 1, unit = 'day', from, to }: MomentTest, today: string): { from?: string; to?: string } {
  switch (op) {
    case 'last':
      return { from: addCalendar(today, -n, unit, 1), to: today };
    case 'earlier':
      return { to: addCalendar(today, -n, unit) };
    case 'next':
      return { from: today, to: addCalendar(today, n, unit) };
    case 'later':
      return { from: addCalendar(today, n, unit, 1) };
    default:
      return { from, to };
  }
}

/** Today or within the next n days. Who was born on 29 February has the day on the 28th in other years. */
function anniversaryFits(type: 'day' | 'instant', n: number, { today, timeZone }: Scene): Test['fits'] {
  const first = dayNumber(today);
  const days = Array.from({ length: Math.min(n, 365) + 1 }, (_, i) => dayFromNumber(first + i));
  const keys = new Set(days.map((day) => Number(day.slice(5, 7)) * 100 + Number(day.slice(8))));
  for (const day of days) if (day.endsWith('-02-28') && addCalendar(day, 1, 'day').endsWith('-03-01')) keys.add(229);
  return (column) => {
    const day = type === 'day' ? column : sql`(${column} at time zone ${timeZone})`;
    return sql`(extract(month from ${day}) * 100 + extract(day from ${day}))::int = any(${[...keys]}::int[])`;
  };
}
