import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NotFoundError } from '#platform/errors.ts';
import type { TimelineItem, TimelineSource } from '#platform/fields.ts';
import { testDatabase } from '#test/database.ts';
import { recordCustomers } from './record.ts';
import { listTimeline, ownTimeline } from './timeline.ts';

const { ctx } = await testDatabase();
const [made] = await recordCustomers(ctx, [
  { externalId: 'T-1', channel: '小程序', registeredAt: '2025-03-01T10:00:00Z' },
]);
const customerId = made?.customerId ?? 0;

/** A later module's source over a plain list, newest first, ties in the order of the list. */
function sourceOf(kind: string, hours: readonly number[]): TimelineSource {
  const items: TimelineItem[] = hours
    .toSorted((a, b) => b - a)
    .map((hour, n) => ({ key: `${kind}-${n}`, at: new Date(Date.UTC(2025, 5, 1, hour)), kind, detail: { hour } }));
  return {
    kinds: [kind],
    list: async (_ctx, _customerId, before, limit) =>
      items.filter((item) => before === null || item.at < before).slice(0, limit),
  };
}

async function walkAll(sources: readonly TimelineSource[], limit: number, kinds?: string): Promise<TimelineItem[]> {
  const seen: TimelineItem[] = [];
  let after: string | undefined;
  do {
    const { rows, next } = await listTimeline(ctx, sources, customerId, { limit, after, kinds });
    seen.push(...rows);
    after = next ?? undefined;
  } while (after);
  return seen;
}

test('pages of the timeline hold every item of every source once, newest first, however many fall on one moment', async () => {
  const hours = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(hours, hours, fc.integer({ min: 1, max: 9 }), async (orders, moves, limit) => {
      const seen = await walkAll([sourceOf('order', orders), sourceOf('stage', moves), ownTimeline], limit);
      expect(new Set(seen.map((item) => item.key)).size).toBe(orders.length + moves.length + 1);
      expect(seen).toHaveLength(orders.length + moves.length + 1);
      const moments = seen.map((item) => item.at.getTime());
      expect(moments).toEqual(moments.toSorted((a, b) => b - a));
    }),
    { numRuns: 40 },
  );
});

test('a timeline can be asked for some kinds only and says which there are', async () => {
  const sources = [sourceOf('order', [1, 2, 3]), sourceOf('stage', [2]), ownTimeline];
  expect((await walkAll(sources, 2, 'stage,registered')).map((item) => item.kind)).toEqual(['stage', 'registered']);
  const { kinds, rows } = await listTimeline(ctx, sources, customerId, { limit: 10 });
  expect(kinds).toEqual(['order', 'stage', 'registered']);
  expect(rows.at(-1)).toMatchObject({ kind: 'registered', detail: { channel: '小程序' } });
});

test('the timeline of somebody out of sight does not exist', async () => {
  const scope = { kind: 'own' as const, userId: 'somebody', storeIds: [] };
  const actor = { kind: 'user' as const, id: 'somebody', name: '周宁', role: 'account_manager', scope };
  await expect(listTimeline({ ...ctx, actor }, [ownTimeline], customerId, { limit: 10 })).rejects.toThrow(
    NotFoundError,
  );
});
