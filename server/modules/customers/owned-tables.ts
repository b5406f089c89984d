import type { OwnedTable, PersonalColumn } from '#platform/owned-tables.ts';

const emptied = (column: string): PersonalColumn => ({ column, erase: 'null' });
const withItsRow = (column: string): PersonalColumn => ({ column, erase: 'row' });

/** The profile itself is merged field by field (`merge-profile.ts`); identities follow their customer. */
export const ownedTables: readonly OwnedTable[] = [
  {
    table: 'customers.customers',
    key: [],
    onMerge: 'itself',
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
    counted: 'identities',
    personal: ['value', 'original'].map(withItsRow),
    impersonal: ['kind', 'namespace'],
  },
  {
    table: 'customers.tombstones',
    key: ['merged_id'],
    onMerge: 'itself',
    personal: [{ column: 'code', erase: 'empty' }],
  },
  {
    table: 'customers.merged_profiles',
    key: ['origin_id'],
    onMerge: 'itself',
    personal: [withItsRow('image')],
    impersonal: ['choices'],
  },
  {
    table: 'customers.merged_rows',
    key: ['table_name', 'key', 'origin_id'],
    onMerge: 'itself',
    personal: ['key', 'image'].map(withItsRow),
    impersonal: ['table_name'],
  },
];
