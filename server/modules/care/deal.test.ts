import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dealOut, type Group, type Taker } from './deal.ts';

const stores = [null, 1, 2, 3];
const groups = fc
  .array(fc.nat(60), { minLength: 4, maxLength: 4 })
  .map((counts) => counts.map((customers, n): Group => ({ storeId: stores[n] ?? null, customers })));
const takers = fc
  .array(fc.record({ storeIds: fc.subarray([1, 2, 3]), has: fc.nat(100) }), { maxLength: 6 })
  .map((list) => list.map((taker, n): Taker => ({ ...taker, ownerId: `p${n}` })));

test('everybody is dealt once, to somebody of the own store where somebody works there', () => {
  fc.assert(
    fc.property(groups, takers, (groups, takers) => {
      const shares = dealOut(groups, takers);
      for (const { storeId, customers } of groups) {
        const ofStore = shares.filter((share) => share.storeId === storeId);
        expect(ofStore.reduce((sum, { gets }) => sum + gets, 0)).toBe(takers.length > 0 ? customers : 0);
        const local = takers.filter(({ storeIds }) => storeId !== null && storeIds.includes(storeId));
        const strangers = ofStore.filter(({ ownerId }) => !local.some((taker) => taker.ownerId === ownerId));
        expect(local.length > 0 ? strangers : []).toEqual([]);
      }
    }),
  );
});

test('among people with the same choice nobody gets one who has more than another already', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.array(fc.nat(50), { minLength: 1, maxLength: 6 }), (customers, loads) => {
      const takers = loads.map((has, n): Taker => ({ ownerId: `p${n}`, storeIds: [], has }));
      const shares = dealOut([{ storeId: null, customers }], takers);
      const after = new Map(takers.map(({ ownerId, has }) => [ownerId, has]));
      for (const { ownerId, gets } of shares) after.set(ownerId, (after.get(ownerId) ?? 0) + gets);
      const least = Math.min(...after.values());
      for (const { ownerId } of shares) expect((after.get(ownerId) ?? 0) - least).toBeLessThanOrEqual(1);
    }),
  );
});
