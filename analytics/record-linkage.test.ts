import { expect, it } from 'vitest';
import { seededRandom } from './random.ts';
import { fieldWeights, fitLinkage, posterior, type Comparisons, type LinkageField } from './record-linkage.ts';

const field = (code: string, shared: LinkageField['shared'], m: number[], u: number[]): LinkageField => ({
  code,
  levels: m.length,
  shared,
  m,
  u,
});

const comparisons = (
  rows: readonly (readonly number[])[],
  terms: readonly (readonly number[])[] = [],
): Comparisons => ({
  count: rows.length,
  levels: Int8Array.from(rows.flat()),
  terms: Float32Array.from(rows.flatMap((row, pair) => row.map((_, k) => terms[pair]?.[k] ?? 0))),
});

/** Fellegi & Sunter (1969), equation 1 here: the log odds are the prior's and the sum of the fields'. */
it('adds up what the fields say, and leaves out those that say nothing', () => {
  const fields = [
    field('sex', 'person', [0.95, 0.05], [0.5, 0.5]),
    field('month', 'person', [0.9, 0.1], [1 / 12, 11 / 12]),
  ];
  const model = {
    m: fields.map((f) => f.m),
    u: fields.map((f) => f.u),
    matchRate: 0.01,
    householdRate: 1e-12,
    passes: 0,
  };
  const pairs = comparisons([
    [0, 0],
    [0, -1],
    [1, 1],
  ]);
  expect(fieldWeights(model, pairs, 0)).toEqual(
    [Math.log(0.95 / 0.5), Math.log(0.9 * 12)].map((w) => expect.closeTo(w, 10) as number),
  );
  const odds = (0.01 / 0.99) * 1.9 * 10.8;
  expect(posterior(fields, model, pairs, 0).match).toBeCloseTo(odds / (1 + odds), 8);
  expect(posterior(fields, model, pairs, 1).match).toBeCloseTo(0.019 / 0.99 / (1 + 0.019 / 0.99), 8);
  expect(posterior(fields, model, pairs, 2).match).toBeLessThan(0.001);
});

it('takes agreement on a rare value for more than on a common one', () => {
  const fields = [field('surname', 'mixed', [0.9, 0.1], [0.01, 0.99])];
  const model = { m: [[0.9, 0.1]], u: [[0.01, 0.99]], matchRate: 0.001, householdRate: 1e-9, passes: 0 };
  const pairs = comparisons([[0], [0]], [[0.07], [0.00002]]);
  expect(posterior(fields, model, pairs, 0).match).toBeLessThan(0.02);
  expect(posterior(fields, model, pairs, 1).match).toBeGreaterThan(0.95);
});

/** Pairs drawn from a known model; fitting must give it back. */
it('finds the parameters that pairs were drawn with, households told apart from persons', () => {
  const truth = {
    given: { m: [0.85, 0.1, 0.05], u: [0.005, 0.02, 0.975] },
    birthday: { m: [0.9, 0.1], u: [0.003, 0.997] },
    address: { m: [0.7, 0.3], u: [0.001, 0.999] },
    phone: { m: [0.8, 0.2], u: [0.0005, 0.9995] },
  };
  const flat = (levels: number) => Array.from({ length: levels }, () => 1 / levels);
  const shared = { given: 'person', birthday: 'person', address: 'shared', phone: 'shared' } as const;
  const codes = Object.keys(truth) as (keyof typeof truth)[];
  const fields = codes.map((code) =>
    field(
      code,
      shared[code],
      [...truth[code].m].map((p) => (p > 0.5 ? 0.6 : 0.4 / (truth[code].m.length - 1))),
      flat(truth[code].u.length),
    ),
  );
  const random = seededRandom(5);
  const draw = (chances: readonly number[]) => {
    let rest = random();
    return Math.max(
      0,
      chances.findIndex((chance) => (rest -= chance) < 0),
    );
  };
  const rowsOf = (kind: 'match' | 'household' | 'stranger', count: number) =>
    Array.from({ length: count }, () =>
      codes.map((code) =>
        draw(kind === 'match' || (kind === 'household' && shared[code] === 'shared') ? truth[code].m : truth[code].u),
      ),
    );
  const [matches, households, strangers] = [2_000, 1_000, 100_000];
  const candidates = comparisons([
    ...rowsOf('match', matches),
    ...rowsOf('household', households),
    ...rowsOf('stranger', strangers),
  ]);
  const model = fitLinkage(fields, comparisons(rowsOf('stranger', 100_000)), candidates, {
    allPairs: candidates.count,
    sampled: 1,
  });
  expect(model.matchRate * candidates.count).toBeCloseTo(matches, -2);
  expect(model.householdRate * candidates.count).toBeCloseTo(households, -2);
  for (const [k, code] of codes.entries())
    for (const [level, m] of truth[code].m.entries()) expect(model.m[k]?.[level]).toBeCloseTo(m, 1);
});

it('keeps to what is known from elsewhere where there is nothing to learn from', () => {
  const fields = [field('phone', 'shared', [0.7, 0.3], [0.00001, 0.99999])];
  const model = fitLinkage(fields, comparisons([]), comparisons([]), { allPairs: 1, sampled: 1 });
  expect(model.m[0]?.[0]).toBeCloseTo(0.7, 10);
  expect(model.u[0]?.[0]).toBeCloseTo(0.00001, 10);
});
