import type { OwnedTable } from '#platform/owned-tables.ts';

/** Sentences hold figures of the customer; what was said in an interview is the customer's own. */
export const ownedTables: readonly OwnedTable[] = [
  {
    table: 'care.alerts',
    key: ['rule', 'episode'],
    onMerge: 'unite',
    // Raised by a rule; whoever answered it had a hand in it.
    holds: `t.state in ('handled', 'dismissed')`,
    personal: [
      { column: 'reason_zh', erase: 'empty' },
      { column: 'reason_en', erase: 'empty' },
    ],
    impersonal: ['rule', 'episode', 'state', 'owner_id', 'outcome', 'result', 'reason_code'],
  },
  { table: 'care.win_back_members', key: ['plan_id'], onMerge: 'unite', personal: [] },
  {
    table: 'care.interviews',
    key: ['key'],
    onMerge: 'unite',
    personal: ['chose_for', 'left_for', 'uses_now', 'would_change'].map((column) => ({
      column,
      erase: 'null' as const,
    })),
    impersonal: ['key', 'held_by', 'reason_code', 'would_return'],
  },
  { table: 'care.rhythms', key: [], onMerge: 'unite', personal: [], impersonal: ['playbook', 'planned_by'] },
  { table: 'care.dismissals', key: ['action'], onMerge: 'unite', personal: [], impersonal: ['action', 'dismissed_by'] },
];
