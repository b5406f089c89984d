/** How long a delivery waits after each attempt that failed: seconds at first, then hours; given up after three days. */
const DELAYS_SECONDS = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800, 28_800, 28_800, 28_800, 28_800];

/** The next attempt; null when it was the last. Spread by a tenth, by its id, so that a crowd does not come back at once. */
export function nextAttempt(now: Date, attempts: number, deliveryId: number): Date | null {
  const seconds = DELAYS_SECONDS[attempts - 1];
  if (seconds === undefined) return null;
  return new Date(now.getTime() + seconds * (1_000 + ((deliveryId * 7_919) % 100)));
}
