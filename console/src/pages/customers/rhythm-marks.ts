/** Where purchases stand on the strip: pure geometry. */
type Order = { orderId: number; placedAt: string; status: string; grossCents: number; returnedCents: number };
export type Mark = { key: number; at: string; x: number; radius: number; cents: number; returned: boolean };

export type Rhythm = {
  marks: Mark[];
  years: { x: number; label: string }[];
  today: number;
  /** When the next purchase would have been, or would be, due by the usual gap; null where not known. */
  expected: number | null;
  lastX: number | null;
};

const DAY = 86_400_000;
/** Radii in pixels. With many purchases they shrink, so that neighbours can be told apart. */
const LARGEST = 18;
const SMALLEST = 3;
/** A customer of yesterday still gets a strip of three months, so that one gap does not fill it. */
const SHORTEST = 90 * DAY;

export function placeRhythm(
  orders: readonly Order[],
  { now, width, gapDays }: { now: number; width: number; gapDays: number | null },
): Rhythm {
  const counted = orders.filter((order) => order.status !== 'cancelled');
  const times = counted.map((order) => Date.parse(order.placedAt));
  const purchases = times.filter((_, index) => (counted[index]?.grossCents ?? 0) > 0);
  const last = purchases.length > 0 ? Math.max(...purchases) : null;
  const due = last !== null && gapDays !== null ? last + gapDays * DAY : null;
  const end = Math.max(now, due !== null && due < now + 180 * DAY ? due : now);
  const start = Math.min(...times, end - SHORTEST);
  const pad = LARGEST;
  const most = Math.min(LARGEST, Math.max(7, (2.2 * width) / Math.max(1, counted.length) / 2));
  const place = (time: number) => pad + ((time - start) / (end - start)) * (width - 2 * pad);
  const largest = Math.max(1, ...counted.map(sizeOf));
  return {
    marks: counted.map((order, index) => ({
      key: order.orderId,
      at: order.placedAt,
      x: place(times[index] ?? now),
      // Area, not radius, grows with the money.
      radius: Math.max(SMALLEST, most * Math.sqrt(sizeOf(order) / largest)),
      cents: order.grossCents > 0 ? order.grossCents : -order.returnedCents,
      returned: order.grossCents <= 0 && order.returnedCents > 0,
    })),
    years: yearsBetween(start, end).map((year) => ({ x: place(Date.UTC(year, 0)), label: String(year) })),
    today: place(now),
    expected: due !== null && due <= end ? place(due) : null,
    lastX: last === null ? null : place(last),
  };
}

const sizeOf = (order: Order): number => (order.grossCents > 0 ? order.grossCents : order.returnedCents);

function yearsBetween(start: number, end: number): number[] {
  const first = new Date(start).getUTCFullYear() + 1;
  const count = Math.max(0, new Date(end).getUTCFullYear() - first + 1);
  return Array.from({ length: count }, (_, index) => first + index);
}
