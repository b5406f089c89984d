/**
 * Gauss–Legendre quadrature: nodes and weights on [0, 1].
 *
 * ∫₀¹ f(u) du ≈ Σ weight_j · f(node_j), exact for polynomials up to degree 2n − 1. The nodes are the zeros of the
 * Legendre polynomial P_n, found by Newton's method from Tricomi's guess cos(π (j − ¼) / (n + ½)); the weights are
 * 2 / ((1 − z²) P'_n(z)²), both then moved from [−1, 1] to [0, 1].
 *
 * Source: Abramowitz & Stegun 25.4.29–30. Cost: O(n²) once for each n, then a lookup.
 * Failure: not for integrands with a singularity at or near the interval; substitute first.
 */

export interface QuadratureRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

const rules = new Map<number, QuadratureRule>();

/** The n-point rule on [0, 1]. */
export function gaussLegendre(n: number): QuadratureRule {
  const known = rules.get(n);
  if (known) return known;
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    let z = Math.cos((Math.PI * (j + 0.75)) / (n + 0.5));
    let slope = 0;
    for (let step = 0; step < 100; step++) {
      let previous = 1;
      let value = z;
      for (let k = 2; k <= n; k++) [previous, value] = [value, ((2 * k - 1) * z * value - (k - 1) * previous) / k];
      slope = (n * (z * value - previous)) / (z * z - 1);
      const move = value / slope;
      z -= move;
      if (Math.abs(move) < 1e-15) break;
    }
    nodes[n - 1 - j] = (1 + z) / 2;
    weights[n - 1 - j] = 1 / ((1 - z * z) * slope * slope);
  }
  const rule = { nodes, weights };
  rules.set(n, rule);
  return rule;
}

/** ∫ from `from` to `to` of f, by the n-point rule. */
export function integrate(f: (u: number) => number, from: number, to: number, n = 32): number {
  const { nodes, weights } = gaussLegendre(n);
  let sum = 0;
  for (let j = 0; j < n; j++) sum += weights[j]! * f(from + (to - from) * nodes[j]!);
  return sum * (to - from);
}
