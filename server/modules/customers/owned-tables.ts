import type { OwnedTable, PersonalColumn } from '#platform/owned-tables.ts';

const emptied = (column: string): PersonalColumn => ({ column, erase: 'null' });

/** The profile itself is merged field by field and kept as a tombstone; identities follow their customer. */
export const ownedTables: readonly OwnedTable[] = [
  {
    table: 'customers.customers',
    key: [],
    onMerge: 'unite',
    personal: [
      ...['name', 'phone', 'email', 'gender', 'birthday', 'province', 'city', 'address', 'occupation', 'note'].map(
        emptied,
      ),
      { column: 'code', erase: 'empty' },
    ],
    impersonal: ['kind', 'industry', 'company_size', 'channel', 'owner_id'],
  },
  {
    table: 'customers.identities',
    key: ['kind', 'namespace', 'value'],
    onMerge: 'move',
    personal: ['value', 'original'].map((column) => ({ column, erase: 'row' })),
    impersonal: ['kind', 'namespace'],
  },
];
