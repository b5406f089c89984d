/**
 * Minor units of `cents` × `quantity`, exact and then rounded half away from zero. Quantities have at most three
 * decimals; the product is formed in integers, so no binary fraction ever takes part.
 */
export function timesQuantity(cents: number, quantity: number): number {
  const thousandths = BigInt(Math.round(quantity * 1_000)) * BigInt(cents);
  const negative = thousandths < 0n;
  const rounded = ((negative ? -thousandths : thousandths) + 500n) / 1_000n;
  return Number(negative ? -rounded : rounded);
}
