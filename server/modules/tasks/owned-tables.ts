import type { OwnedTable } from '#platform/owned-tables.ts';

/** Titles and notes are written by people and may name anybody; reasons hold figures of the customer. */
export const ownedTables: readonly OwnedTable[] = [
  {
    table: 'tasks.tasks',
    key: ['task_id'],
    onMerge: 'move',
    // A task the house made by itself and nobody has touched goes with its customer.
    holds: `t.created_by is not null or t.closed_by is not null or t.delegated_by is not null or t.snoozed_until is not null
      or t.notes is not null`,
    counted: 'tasks',
    personal: [
      { column: 'title_zh', erase: 'empty' },
      { column: 'title_en', erase: 'empty' },
      { column: 'reason_zh', erase: 'null' },
      { column: 'reason_en', erase: 'null' },
      { column: 'notes', erase: 'null' },
      { column: 'cause', erase: 'null' },
    ],
    impersonal:
      'state kind template_code owner_id delegated_by recurs outcome result reason_code created_by closed_by'.split(
        ' ',
      ),
  },
  {
    table: 'tasks.causes',
    key: ['cause_key'],
    onMerge: 'unite',
    holds: false,
    personal: [],
    impersonal: ['cause_key'],
  },
];
