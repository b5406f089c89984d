/** What people and other programs may do to five records, in any order. */
import fc from 'fast-check';

export const RECORDS = 5;
const who = fc.nat(RECORDS - 1);

export type Deed =
  | { do: 'order'; who: number; no: number; cents: number }
  | { do: 'event'; who: number; no: number }
  | { do: 'edit'; who: number; city: string }
  | { do: 'wish'; who: number; what: string; strength: number }
  | { do: 'relate'; who: number; other: number; kind: 'friend' | 'parent' }
  | { do: 'unrelate'; who: number; other: number; kind: 'friend' | 'parent' }
  | { do: 'house'; who: number; other: number }
  | { do: 'renew'; who: number }
  | { do: 'merge'; survivor: number; losers: number[] }
  | { do: 'undo'; which: number };

export const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('order' as const),
      who,
      no: fc.nat(7),
      cents: fc.integer({ min: 1, max: 9_999 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('event' as const), who, no: fc.nat(7) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('edit' as const), who, city: fc.constantFrom('上海', '杭州', '成都') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wish' as const),
      who,
      what: fc.constantFrom('a', 'b'),
      strength: fc.nat(9),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('relate' as const, 'relate' as const, 'unrelate' as const),
      who,
      other: who,
      kind: fc.constantFrom('friend' as const, 'parent' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('house' as const), who, other: who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('renew' as const), who }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('merge' as const),
      survivor: who,
      losers: fc.uniqueArray(who, { minLength: 1, maxLength: 2 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('undo' as const), which: fc.nat(9) }) },
);
