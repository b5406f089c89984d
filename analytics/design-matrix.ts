/**
 * # Design matrix: from a customer's columns to the numbers a classifier reads
 *
 * Three kinds of column become features:
 *
 *     standardised   z = (x − mean) / sd, mean and population sd (divisor n) of the training rows           (1)
 *     raw            x as it is: counts of small range, flags 0/1
 *     categorical    one 0/1 feature per level, levels sorted by UTF-16 code unit, the first level left out (2)
 *
 * The recipe is fitted on training rows only and is plain JSON: the same numbers are then applied to everybody, so
 * nothing about the rows that are to be predicted leaks into the training. Leaving the first level out keeps the
 * features independent; its effect sits in the intercept.
 *
 * Failure modes, all harmless: a level never seen in training reads as the level left out; a missing number (null, NaN)
 * reads as the training mean; a column that is constant in training gives feature 0.
 */

/** What a customer has in a column; null is not known. */
export type Cell = number | string | null;

/** Columns of equal length; position i is the same customer in all of them. */
export type Table = Readonly<Record<string, ArrayLike<Cell>>>;

/** Which column is read how. A column not named is not used. */
export type DesignColumns = {
  readonly standardised?: readonly string[];
  readonly raw?: readonly string[];
  readonly categorical?: readonly string[];
};

/**
 * One number the classifier sees. `shift` and `scale` are mean and sd of (1), or 0 and 1; `mean` is the feature's own
 * mean over the training rows, the reference for reason codes (0 once standardised, the share for a level).
 */
export type Feature =
  | {
      readonly name: string;
      readonly column: string;
      readonly kind: 'number';
      readonly shift: number;
      readonly scale: number;
      readonly mean: number;
    }
  | {
      readonly name: string;
      readonly column: string;
      readonly kind: 'level';
      readonly level: string;
      readonly mean: number;
    };

/** Features in the order of the matrix: standardised, raw, then levels, each in the order the columns were named. */
export type DesignRecipe = { readonly features: readonly Feature[] };

/** Row-major: the features of row i are `values[i·width … i·width + width − 1]`. */
export type Matrix = { readonly rows: number; readonly width: number; readonly values: Float64Array };

/**
 * Learns means, deviations and levels. Throws RangeError when the table has no rows or lacks a column.
 *
 * Example: `fitDesign({ tenure: [1, 3], plan: ['a', 'b'] }, { standardised: ['tenure'], categorical: ['plan'] })` has
 * the features `tenure` (shift 2, scale 1) and `plan=b`.
 */
export function fitDesign(table: Table, columns: DesignColumns): DesignRecipe {
  const features = [
    ...(columns.standardised ?? []).map((name) => numberFeature(name, columnOf(table, name), true)),
    ...(columns.raw ?? []).map((name) => numberFeature(name, columnOf(table, name), false)),
    ...(columns.categorical ?? []).flatMap((name) => levelFeatures(name, columnOf(table, name))),
  ];
  return { features };
}

/** All rows, or those listed, as a matrix. O(rows × features). */
export function designMatrix(recipe: DesignRecipe, table: Table, only?: ArrayLike<number>): Matrix {
  const { features } = recipe;
  const columns = features.map((feature) => columnOf(table, feature.column));
  const rows = only?.length ?? columns[0]?.length ?? 0;
  const values = new Float64Array(rows * features.length);
  for (let i = 0; i < rows; i++) {
    const row = only?.[i] ?? i;
    for (let j = 0; j < features.length; j++) {
      values[i * features.length + j] = featureValue(features[j]!, columns[j]![row] ?? null);
    }
  }
  return { rows, width: features.length, values };
}

/** One customer's features, by the same rule as the matrix. */
export function designRow(recipe: DesignRecipe, customer: Readonly<Record<string, Cell>>): Float64Array {
  return Float64Array.from(recipe.features, (feature) => featureValue(feature, customer[feature.column] ?? null));
}

/** The rows of a table whose index is given, as a table; for a split into training and test rows. */
export function tableRows(table: Table, rows: readonly number[]): Table {
  return Object.fromEntries(
    Object.entries(table).map(([name, cells]) => [name, rows.map((row) => cells[row] ?? null)]),
  );
}

/** (1) or (2) for one cell; what is missing or unknown falls back as the page says. */
function featureValue(feature: Feature, cell: Cell): number {
  if (feature.kind === 'level') return cell !== null && String(cell) === feature.level ? 1 : 0;
  const x = cell === null ? Number.NaN : Number(cell);
  return Number.isFinite(x) ? (x - feature.shift) / feature.scale : feature.mean;
}

/** Equation (1), or the raw number with shift 0 and scale 1. */
function numberFeature(name: string, cells: ArrayLike<Cell>, standardise: boolean): Feature {
  const known = Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell))).filter(Number.isFinite);
  const mean = known.reduce((sum, x) => sum + x, 0) / Math.max(known.length, 1);
  if (!standardise) return { name, column: name, kind: 'number', shift: 0, scale: 1, mean };
  const variance = known.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(known.length, 1);
  return { name, column: name, kind: 'number', shift: mean, scale: Math.sqrt(variance) || 1, mean: 0 };
}

/** Equation (2). Levels are those of the training rows; missing cells belong to none. */
function levelFeatures(column: string, cells: ArrayLike<Cell>): Feature[] {
  const counts = new Map<string, number>();
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i] ?? null;
    if (cell !== null) counts.set(String(cell), (counts.get(String(cell)) ?? 0) + 1);
  }
  const levels = [...counts.keys()].sort().slice(1);
  return levels.map((level) => {
    const mean = counts.get(level)! / cells.length;
    return { name: `${column}=${level}`, column, kind: 'level', level, mean };
  });
}

function columnOf(table: Table, name: string): ArrayLike<Cell> {
  const cells = table[name];
  if (cells === undefined) throw new RangeError(`the table has no column ${name}`);
  if (cells.length === 0) throw new RangeError(`column ${name} has no rows`);
  return cells;
}
