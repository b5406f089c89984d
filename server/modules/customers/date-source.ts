import type { CustomerFieldSource } from '#platform/fields.ts';

/** Next days as fields of the list: any date, and birthdays alone. */
export const dateSource: CustomerFieldSource = {
  table: 'customers.next_dates',
  fields: [
    { code: 'customers.nextDate', column: 'next_on', type: 'day', filterable: true, many: true, among: {} },
    { code: 'customers.nextBirthday', column: 'next_on', type: 'day', filterable: true, among: { kind: 'birthday' } },
  ],
};
