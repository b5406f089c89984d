import type { TimelineSource } from '#platform/fields.ts';
import { readRelations } from './relations.ts';

/** When the relations of today were noted, to customers whom whoever asks may know of. A customer has a handful. */
export const relationTimeline: TimelineSource = {
  kinds: ['relation'],
  list: async (ctx, customerId, before, limit) => {
    const relations = await readRelations(ctx, customerId);
    return relations
      .filter(({ addedAt }) => before === null || addedAt < before)
      .toSorted((a, b) => b.addedAt.getTime() - a.addedAt.getTime())
      .slice(0, limit)
      .map(({ kind, way, note, addedAt, customer: { customerId: otherId, name } }) => ({
        key: `relation-${kind}-${way}-${otherId}`,
        at: addedAt,
        kind: 'relation',
        detail: { kind, way, note, customerId: otherId, name },
      }));
  },
};
