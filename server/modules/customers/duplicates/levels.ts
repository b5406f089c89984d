/** Where a comparison has nothing to compare. */
export const NOTHING = -1;

const COST = [-3, -2, -1, 0, 2];

/** How far two sides are apart over several comparisons: for telling which of one side's parts belongs to which of the other's. */
export const costOf = (levels: readonly number[]): number =>
  levels.reduce((sum, level) => sum + (level < 0 ? 0 : (COST[level] ?? 2)), 0);
