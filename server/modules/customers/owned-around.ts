/** The tables around the profile: what a business adds to its customers. */
import type { OwnedTable, PersonalColumn } from '#platform/owned-tables.ts';

const withItsRow = (column: string): PersonalColumn => ({ column, erase: 'row' });

export const tablesAround: readonly OwnedTable[] = [
  {
    table: 'customers.field_values',
    key: ['field_id', 'item'],
    onMerge: 'unite',
    personal: [withItsRow('text_value')],
    impersonal: ['item'],
  },
];
