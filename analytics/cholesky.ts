/**
 * Cholesky factor and inverse of a small symmetric positive definite matrix.
 *
 * Used on observed information matrices of two to four parameters: the factor exists exactly when the matrix is
 * positive definite, i.e. when the point is a proper maximum and the standard errors mean something.
 *
 * Source: Golub & Van Loan, *Matrix Computations*, 4th ed., algorithm 4.2.1. Cost n³/3.
 */

/** The lower triangular L with L·Lᵀ = matrix, or null when the matrix is not (numerically) positive definite. */
export function cholesky(matrix: readonly (readonly number[])[]): number[][] | null {
  const n = matrix.length;
  const factor = Array.from({ length: n }, () => zeros(n));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= factor[i]![k]! * factor[j]![k]!;
      if (i === j) {
        // A pivot lost to rounding against its diagonal means a flat direction, not a short one.
        if (!(sum > 1e-12 * Math.abs(matrix[i]![i]!))) return null;
        factor[i]![i] = Math.sqrt(sum);
      } else {
        factor[i]![j] = sum / factor[j]![j]!;
      }
    }
  }
  return factor;
}

/** The inverse, or null when the matrix is not positive definite. Solves L·Lᵀ·column = unit vector, column by column. */
export function inverseOfPositiveDefinite(matrix: readonly (readonly number[])[]): number[][] | null {
  const factor = cholesky(matrix);
  if (!factor) return null;
  const n = matrix.length;
  const inverse = Array.from({ length: n }, () => zeros(n));
  for (let column = 0; column < n; column++) {
    const solution = zeros(n);
    for (let i = 0; i < n; i++) {
      let sum = i === column ? 1 : 0;
      for (let k = 0; k < i; k++) sum -= factor[i]![k]! * solution[k]!;
      solution[i] = sum / factor[i]![i]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = solution[i]!;
      for (let k = i + 1; k < n; k++) sum -= factor[k]![i]! * solution[k]!;
      solution[i] = sum / factor[i]![i]!;
    }
    for (let i = 0; i < n; i++) inverse[i]![column] = solution[i]!;
  }
  return inverse;
}

function zeros(n: number): number[] {
  return Array.from({ length: n }, () => 0);
}
