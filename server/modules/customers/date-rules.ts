/** What segments choose by important dates: the days that come, and the days that are past, both kept beside the dates. */
import { sql, type RawBuilder } from 'kysely';
import { amongst, ruleKind, type RuleKind, type Scene } from '#platform/segment-rules.ts';
import { addCalendar } from '#shared/day-numbers.ts';
import type { CalendarUnit } from '#shared/rule-slots.ts';

const comingRule = ruleKind({
  code: 'customers.dateComing',
  name: { zh: '重要日期将近', en: 'A date comes' },
  slots: {
    kinds: { type: 'pick', of: 'dates' },
    days: { type: 'number', unit: 'days', min: 1, max: 365, initial: 30 },
  },
  sentence: { zh: '{kinds}在未来{days}天内', en: '{kinds} comes within {days} days' },
  valueKind: 'day',
  byTime: true,
  judge: ({ kinds, days }, { today }) => {
    const chosen = sql`${kinds.map(String)}::text[]`;
    return {
      rows: {
        key: `customers.next_dates ${JSON.stringify([kinds, days])}`,
        from: sql`customers.next_dates`,
        single: false,
        where: (alias) => sql`(${sql.ref(`${alias}.kind`)} = any(${chosen})
          and ${sql.ref(`${alias}.next_on`)} between ${today}::date and ${today}::date + ${days}::int)`,
      },
      inverted: false,
      value: (customerId) =>
        sql`(select min(next_on) from customers.next_dates
          where customer_id = ${customerId} and kind = any(${chosen}) and next_on >= ${today}::date)`,
    };
  },
});

/**
 * First and last day since which so many units have gone by in full: "1 to 3 months" holds until the day before the
 * fourth is full. The two figures may stand either way round.
 */
export function daysGoneBy(today: string, a: number, b: number, unit: CalendarUnit): { first: string; last: string } {
  const [least, most] = a < b ? [a, b] : [b, a];
  return { first: addCalendar(today, -(most + 1), unit, 1), last: addCalendar(today, -least, unit) };
}

/**
 * The day itself, with its year: when a plan ended, when a child was born, and not the day that comes round every year.
 * A range of one index; birthdays of profiles are looked through only where birthdays are asked for.
 */
const pastRule = ruleKind({
  code: 'customers.datePast',
  name: { zh: '重要日期已过去多久', en: 'How long ago a date was' },
  slots: {
    kinds: { type: 'pick', of: 'dates' },
    from: { type: 'number', min: 0, max: 3_650 },
    to: { type: 'number', min: 0, max: 3_650, initial: 30 },
    unit: {
      type: 'one',
      choices: [
        { code: 'day', zh: '天', en: 'days' },
        { code: 'week', zh: '周', en: 'weeks' },
        { code: 'month', zh: '个月', en: 'months' },
        { code: 'year', zh: '年', en: 'years' },
      ],
    },
  },
  sentence: { zh: '距{kinds}那天已有{from}至{to}{unit}', en: 'the day of {kinds} was {from} to {to} {unit} ago' },
  valueKind: 'day',
  byTime: true,
  judge: ({ kinds, from, to, unit }, scene) => {
    const { first, last } = daysGoneBy(scene.today, from, to, unit as CalendarUnit);
    const chosen = kinds.map(String);
    return {
      rows: {
        key: `customers.date_days ${JSON.stringify([kinds, first, last])}`,
        from: sql`(${datedOf(chosen, scene)})`,
        single: false,
        where: (alias) => sql`${sql.ref(`${alias}.on_day`)} between ${first}::date and ${last}::date`,
      },
      inverted: false,
      value: (customerId) =>
        sql`(select max(on_day) from (${datedOf(chosen, { ...scene, among: [customerId] })}) as v
          where on_day <= ${scene.today}::date)`,
    };
  },
});

/** `customer_id` and `on_day` of these kinds; the birthday of the profile counts where no other is remembered. */
function datedOf(kinds: readonly string[], scene: Scene): RawBuilder<unknown> {
  const dated = sql`select d.customer_id, d.on_day from customers.date_days d
    where d.kind = any(${kinds}::text[]) ${amongst(scene, 'd.customer_id')}`;
  if (!kinds.includes('birthday')) return dated;
  return sql`${dated} union all select c.customer_id, c.birthday from customers.customers c
    where c.birthday is not null ${amongst(scene, 'c.customer_id')} and not exists (
      select from customers.dates b where b.customer_id = c.customer_id and b.kind = 'birthday')`;
}

export const dateRules: readonly RuleKind[] = [comingRule, pastRule];
