import { sql } from 'kysely';
import type { CustomerFieldSource } from '#platform/fields.ts';

/** Being in a segment, as a filter of the customer list. It is no column: a customer may be in many. */
export const membershipField: CustomerFieldSource = {
  table: 'customers.customers',
  fields: [
    {
      code: 'segments.segment',
      column: 'customer_id',
      type: 'choice',
      filterable: true,
      chooses: (customerId, values) => sql`exists (
        select from segments.members m where m.customer_id = ${customerId}
          and m.segment_id = any(${values.map(Number).filter(Number.isSafeInteger)}::int[]))`,
    },
  ],
};
