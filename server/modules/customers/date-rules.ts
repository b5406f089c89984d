/** What segments choose by important dates: the days that come next, kept beside the dates themselves. */
import { sql } from 'kysely';
import { ruleKind, type RuleKind } from '#platform/segment-rules.ts';

const comingRule = ruleKind({
  code: 'customers.dateComing',
  name: { zh: '重要日期将近', en: 'A date comes' },
  slots: { kinds: { type: 'pick', of: 'dates' }, days: { type: 'number', unit: 'days', min: 1, max: 365 } },
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

export const dateRules: readonly RuleKind[] = [comingRule];
