import { expect, it } from 'vitest';
import { designMatrix, designRow, fitDesign, tableRows } from '#analytics/design-matrix.ts';

const table = { tenure: [1, 3, 5], senior: [0, 1, 1], plan: ['b', 'a', 'c'] };
const recipe = fitDesign(table, { standardised: ['tenure'], raw: ['senior'], categorical: ['plan'] });

it('standardises with the population deviation, keeps raw columns, leaves the first level out', () => {
  expect(recipe.features.map((feature) => feature.name)).toEqual(['tenure', 'senior', 'plan=b', 'plan=c']);
  const sd = Math.sqrt(8 / 3);
  const expected = [-2 / sd, 0, 1, 0, 0, 1, 0, 0, 2 / sd, 1, 0, 1];
  const { values } = designMatrix(recipe, table);
  expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 12));
});

it('sorts levels by code unit, capitals first', () => {
  const letters = fitDesign({ x: ['b', 'B', 'a', 'A'] }, { categorical: ['x'] });
  expect(letters.features.map((feature) => feature.name)).toEqual(['x=B', 'x=a', 'x=b']);
});

it('gives one customer the same numbers as the matrix', () => {
  const row = designRow(recipe, { tenure: 5, senior: 1, plan: 'c' });
  expect(row).toEqual(designMatrix(recipe, table).values.subarray(8, 12));
});

it('reads a level never seen as the level left out, and a missing number as the mean', () => {
  expect(Array.from(designRow(recipe, { tenure: null, senior: Number.NaN, plan: 'new' }))).toEqual([0, 2 / 3, 0, 0]);
  expect(designRow(recipe, {})[0]).toBe(0);
});

it('turns a constant column into zeros', () => {
  const constant = fitDesign({ x: [7, 7] }, { standardised: ['x'] });
  expect(Array.from(designMatrix(constant, { x: [7, 7] }).values)).toEqual([0, 0]);
});

it('names the column a table lacks', () => {
  expect(() => fitDesign({}, { raw: ['tenure'] })).toThrow('no column tenure');
  expect(() => fitDesign(tableRows(table, []), { raw: ['tenure'] })).toThrow('column tenure has no rows');
});
