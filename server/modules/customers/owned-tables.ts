import type { OwnedTable, PersonalColumn } from '#platform/owned-tables.ts';
import { tablesAround } from './owned-around.ts';

const emptied = (column: string): PersonalColumn => ({ column, erase: 'null' });
const withItsRow = (column: string): PersonalColumn => ({ column, erase: 'row' });

/** The profile itself is merged field by field (`merge-profile.ts`); identities follow their customer. */
export const ownedTables: readonly OwnedTable[] = [
  ...tablesAround,
  {
    table: 'customers.customers',
    title: { zh: '基本资料', en: 'Profile' },
    key: [],
    onMerge: 'itself',
    personal: [
      ...['name', 'phone', 'email', 'gender', 'birthday', 'province', 'city', 'address', 'occupation', 'note'].map(
        emptied,
      ),
      { column: 'code', erase: 'pseudonym' },
    ],
    impersonal: ['kind', 'industry', 'company_size', 'channel', 'owner_id'],
  },
  {
    table: 'customers.identities',
    title: { zh: '识别标识（手机、邮箱、会员号等）', en: 'Identifiers (phone, e-mail, member number …)' },
    key: ['kind', 'namespace', 'value'],
    onMerge: 'move',
    broughtBy: ['batch_id'],
    counted: 'identities',
    personal: ['value', 'original'].map(withItsRow),
    impersonal: ['kind', 'namespace'],
  },
  {
    table: 'customers.claimed_identities',
    title: { zh: '也登记在他人名下的标识', en: 'Identifiers another customer is known by as well' },
    key: ['kind', 'namespace', 'value'],
    onMerge: 'move',
    personal: ['value', 'original'].map(withItsRow),
    impersonal: ['kind', 'namespace'],
  },
  {
    table: 'customers.search_keys',
    key: [],
    onMerge: 'recompute',
    personal: ['spelled', 'given', 'initials', 'digits', 'near'].map(withItsRow),
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
  // Of the one record: while it is merged its values are not given back, and it has them again when it is taken out.
  {
    table: 'customers.former_values',
    key: ['batch_id', 'field'],
    onMerge: 'aside',
    broughtBy: ['batch_id'],
    holds: 'true',
    personal: ['before', 'after'].map(withItsRow),
    impersonal: ['field'],
  },
  // Unreadable, and what keeps the forgotten from coming back.
  { table: 'customers.suppressions', key: ['digest'], onMerge: 'move', personal: [], impersonal: ['digest'] },
  // What a merge leaves of these is made anew of the survivor; pairs are taken out on the other side too (`suggest.ts`).
  {
    table: 'customers.linkage_keys',
    key: [],
    onMerge: 'recompute',
    personal: [withItsRow('keys')],
  },
  {
    table: 'customers.duplicate_pairs',
    key: ['other_id'],
    onMerge: 'recompute',
    personal: [withItsRow('reasons')],
  },
  // Who was told apart from one of the records is told apart from the customer they make.
  {
    table: 'customers.distinct_pairs',
    key: ['other_id'],
    onMerge: 'move',
    personal: [],
    impersonal: ['said_by'],
  },
];
