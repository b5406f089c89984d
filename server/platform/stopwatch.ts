/** How long work takes, for reports. It does not say what time it is, so any day can still be replayed. */
export function startStopwatch(): () => number {
  const started = performance.now();
  /** Seconds since, to the millisecond. */
  return () => Math.round(performance.now() - started) / 1_000;
}
