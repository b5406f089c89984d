import { wilsonInterval } from '#analytics/proportion.ts';
import type { LapseOrigin } from './lapse-training.ts';

/** Terms that ended, by what was known of their customer at the last month end before. */
export type LapseGroup = {
  by: 'use' | 'complaints';
  /** Days of use within 30, or complaints within a year; `to` is null where there is no end. */
  from: number;
  to: number | null;
  ended: number;
  renewed: number;
  /** Drawn towards everybody's by as much as the group is small. */
  rate: number;
  low: number;
  high: number;
};

const EDGES: readonly Pick<LapseGroup, 'by' | 'from' | 'to'>[] = [
  { by: 'use', from: 0, to: 0 },
  { by: 'use', from: 1, to: 3 },
  { by: 'use', from: 4, to: 11 },
  { by: 'use', from: 12, to: null },
  { by: 'complaints', from: 0, to: 0 },
  { by: 'complaints', from: 1, to: null },
];

/** As many terms at everybody's rate are added to each group: a group of ten is believed by a third. */
const DRAWN_BY = 20;

/** Empty where a feature tells nobody apart. */
export function lapseGroupsOf(origins: readonly LapseOrigin[]): LapseGroup[] {
  const rows = origins.flatMap(({ rows, last, left, useDays, complaints }) =>
    Array.from({ length: rows }, (_, i) => i)
      .filter((i) => last[i] === 1)
      .map((i) => ({ renewed: left[i] === 0, use: useDays[i]!, complaints: complaints[i]! })),
  );
  const overall = rows.filter(({ renewed }) => renewed).length / Math.max(1, rows.length);
  const groups = EDGES.map((edge) => {
    const inside = rows.filter((row) => row[edge.by] >= edge.from && (edge.to === null || row[edge.by] <= edge.to));
    const [ended, renewed] = [inside.length, inside.filter((row) => row.renewed).length];
    const [low, high] = wilsonInterval(renewed, Math.max(1, ended));
    return { ...edge, ended, renewed, rate: (renewed + DRAWN_BY * overall) / (ended + DRAWN_BY), low, high };
  }).filter(({ ended }) => ended > 0);
  return groups.filter(({ by }) => groups.filter((other) => other.by === by).length > 1);
}
