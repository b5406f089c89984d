/** The tables around the profile: what a business adds to its customers. */
import type { OwnedTable, PersonalColumn } from '#platform/owned-tables.ts';

const withItsRow = (column: string): PersonalColumn => ({ column, erase: 'row' });

export const tablesAround: readonly OwnedTable[] = [
  {
    table: 'customers.field_values',
    key: ['field_id', 'item'],
    onMerge: 'unite',
    broughtBy: ['batch_id'],
    personal: [withItsRow('text_value')],
    impersonal: ['item'],
  },
  {
    table: 'customers.refused_values',
    key: ['field_id'],
    onMerge: 'recompute',
    personal: [],
  },
  // Who bears a tag of either record bears it afterwards.
  {
    table: 'customers.customer_tags',
    key: ['tag_id'],
    onMerge: 'unite',
    broughtBy: ['batch_id'],
    personal: [],
    impersonal: ['added_by'],
  },
  {
    table: 'customers.dates',
    key: ['date_id'],
    onMerge: 'move',
    broughtBy: ['batch_id'],
    personal: ['year', 'month', 'day', 'label'].map(withItsRow),
    impersonal: ['kind', 'calendar'],
  },
  {
    table: 'customers.past_terms',
    title: { zh: '套餐往期', en: 'Past terms of plans' },
    key: ['term_id'],
    onMerge: 'move',
    broughtBy: ['batch_id'],
    personal: ['label', 'ends_on'].map(withItsRow),
    impersonal: ['kind', 'how'],
  },
  {
    table: 'customers.next_dates',
    key: ['date_key'],
    onMerge: 'recompute',
    personal: [withItsRow('label')],
    impersonal: ['date_key', 'kind'],
  },
  {
    table: 'customers.date_days',
    key: ['date_id'],
    onMerge: 'recompute',
    personal: [withItsRow('on_day')],
    impersonal: ['kind'],
  },
  {
    table: 'customers.relations',
    title: { zh: '与其他客户的关系', en: 'Relations to other customers' },
    key: ['kind', 'way', 'own_id', 'other_id'],
    onMerge: 'move',
    broughtBy: ['batch_id'],
    refersTo: 'other_id',
    personal: [withItsRow('note')],
    impersonal: ['kind', 'way', 'added_by'],
  },
  // Whoever lived with either record lives with the customer they make.
  {
    table: 'customers.household_members',
    title: { zh: '同住家庭', en: 'Households' },
    key: ['household_id'],
    onMerge: 'unite',
    personal: [withItsRow('household_id')],
    impersonal: ['added_by'],
  },
  // Whoever looked later knows better, whichever record they looked at.
  {
    table: 'customers.field_checks',
    title: { zh: '资料核对', en: 'When data were last checked' },
    key: ['field'],
    onMerge: 'unite',
    broughtBy: ['batch_id'],
    holds: `t.how = 'confirmed'`,
    resolve: (a, b) => (String(a.checked_at) >= String(b.checked_at) ? a : b),
    personal: [],
    impersonal: ['field', 'how', 'checked_by'],
  },
  {
    table: 'customers.former_checks',
    key: ['batch_id', 'field'],
    onMerge: 'move',
    broughtBy: ['former_batch_id'],
    holds: `t.how = 'confirmed'`,
    heldAs: 'customers.field_checks',
    personal: [],
    impersonal: ['field', 'how', 'checked_by'],
  },
  {
    table: 'customers.owner_changes',
    key: ['change_id'],
    onMerge: 'move',
    // Whoever gives an owner by hand takes the customer over from the import that made it.
    holds: false,
    personal: [{ column: 'reason', erase: 'null' }],
    impersonal: ['from_id', 'to_id', 'by_name'],
  },
];
