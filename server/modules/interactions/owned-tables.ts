import type { OwnedTable, PersonalColumn } from '#platform/owned-tables.ts';

/** What was said, the page with its query, and whatever the sender tells may all name somebody; that it happened does not. */
const said: readonly PersonalColumn[] = ['page', 'content', 'detail'].map((column) => ({ column, erase: 'null' }));

export const ownedTables: readonly OwnedTable[] = [
  // Both may hold the same event, when it was sent once for each of two records of one person: it is kept aside once.
  {
    table: 'interactions.interactions',
    key: ['event_id'],
    onMerge: 'move',
    broughtBy: ['batch_id'],
    namedBy: { column: 'named_by', recordedAt: 'recorded_at' },
    counted: 'interactions',
    personal: [...said, { column: 'named_by', erase: 'null' }],
    impersonal: ['actor_id'],
  },
  // What lies in it is the interaction again when the file above is undone; unless another way has told it since.
  {
    table: 'interactions.former',
    key: ['batch_id', 'event_id'],
    onMerge: 'move',
    broughtBy: ['former_batch_id'],
    holds: `(exists (select from interactions.interactions i
        where (i.customer_id, i.event_id, i.batch_id) = (t.customer_id, t.event_id, t.batch_id))
      or exists (select from interactions.former above
        where (above.customer_id, above.event_id, above.former_batch_id) = (t.customer_id, t.event_id, t.batch_id)))`,
    heldAs: 'interactions.interactions',
    personal: [],
  },
  {
    table: 'interactions.touched_days',
    key: ['batch_id', 'kind_id', 'on_day'],
    onMerge: 'unite',
    holds: false,
    personal: [],
  },
  { table: 'interactions.days', key: ['kind_id', 'on_day'], onMerge: 'recompute', personal: [] },
  { table: 'interactions.past_days', key: ['kind_id', 'on_day', 'counted_for'], onMerge: 'move', personal: [] },
  { table: 'interactions.rollups', key: [], onMerge: 'recompute', personal: [] },
  {
    table: 'interactions.visitors',
    key: ['anonymous_id'],
    onMerge: 'move',
    personal: [{ column: 'anonymous_id', erase: 'row' }],
  },
];
