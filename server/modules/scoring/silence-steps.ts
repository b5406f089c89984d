/**
 * Silence as scores see it. Whatever hangs on the days since the last purchase would change for everybody every night; so
 * it is reckoned for the middle of a step, and a customer's scores are written only when the next step is reached: a week
 * at first, later an eighth of the silence. About one customer in twelve a night on a base that buys every few months.
 */
const NARROWEST = 7;
const GROWTH = 1 / 8;
/** A hundred years of silence; nobody lies beyond. */
const LONGEST = 36_500;

/** First day of each step. */
const STEPS: readonly number[] = (() => {
  const steps = [0];
  for (let at = 0; at < LONGEST; steps.push(at)) at += Math.max(NARROWEST, Math.round(at * GROWTH));
  return steps;
})();

/** Number of the step a silence lies in, from 0. */
export function silenceStep(days: number): number {
  let low = 0;
  let high = STEPS.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (STEPS[middle]! <= days) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The silence scores are reckoned for: the middle of the step. */
export function settledSilence(days: number): number {
  const step = silenceStep(days);
  const next = STEPS[step + 1] ?? LONGEST;
  return Math.floor((STEPS[step]! + next - 1) / 2);
}
