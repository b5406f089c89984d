import type { z } from 'zod';
import type { figure } from '#modules/insights/contract.ts';

export type FigureWire = z.input<typeof figure>;

/** Counts and money change by a share of what they were, rates by percentage points. Null: nothing to compare with. */
export type Change = { kind: 'share' | 'points'; value: number; tone: 'good' | 'bad' | 'even' };

/** Where less is better. */
const LESS_IS_BETTER: ReadonlySet<string> = new Set(['returned', 'return_rate']);

export function changeOf({
  key,
  unit,
  value,
  previous,
}: Pick<FigureWire, 'key' | 'unit' | 'value' | 'previous'>): Change | null {
  if (value === null || previous === null) return null;
  if (unit !== 'rate' && previous === 0) return null;
  const difference = unit === 'rate' ? value - previous : value / previous - 1;
  const better = LESS_IS_BETTER.has(key) ? -difference : difference;
  const even = Math.abs(difference) < 0.0005;
  return {
    kind: unit === 'rate' ? 'points' : 'share',
    value: difference,
    tone: even ? 'even' : better > 0 ? 'good' : 'bad',
  };
}
