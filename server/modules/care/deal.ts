/** Deals customers out to people: pure, so that every promise it makes can be tested. */

/** Customers of one store, or of none. */
export type Group = { storeId: number | null; customers: number };
export type Taker = { ownerId: string; storeIds: readonly number[]; has: number };
export type Share = { storeId: number | null; ownerId: string; gets: number };

/**
 * Each customer goes to whoever has the fewest, among those who work in the customer's store, or among all where nobody
 * does. Stores with the fewest takers are dealt first, since their people have no choice. Nothing is dealt without takers.
 */
export function dealOut(groups: readonly Group[], takers: readonly Taker[]): Share[] {
  const load = new Map(takers.map(({ ownerId, has }) => [ownerId, has]));
  return groups
    .map((group) => ({ ...group, among: takersOf(group, takers) }))
    .toSorted((a, b) => a.among.length - b.among.length || (a.storeId ?? 0) - (b.storeId ?? 0))
    .flatMap(({ storeId, customers, among }) =>
      [...fill(customers, among, load)].map(([ownerId, gets]) => ({ storeId, ownerId, gets })),
    );
}

function takersOf({ storeId }: Group, takers: readonly Taker[]): string[] {
  const local = takers.filter(({ storeIds }) => storeId !== null && storeIds.includes(storeId));
  return (local.length > 0 ? local : takers).map(({ ownerId }) => ownerId).toSorted();
}

function fill(customers: number, among: readonly string[], load: Map<string, number>): Map<string, number> {
  const shares = new Map<string, number>();
  const loadOf = (ownerId: string) => load.get(ownerId) ?? 0;
  for (let dealt = 0; dealt < customers && among.length > 0; dealt += 1) {
    const least = among.reduce((a, b) => (loadOf(b) < loadOf(a) ? b : a));
    load.set(least, loadOf(least) + 1);
    shares.set(least, (shares.get(least) ?? 0) + 1);
  }
  return shares;
}
