/** How unequally an amount is spread over customers, from counts and sums of classes of it. */
import type { AnswerOf } from '#shared/endpoint.ts';
import type { getValue } from './value-contract.ts';

export type Concentration = AnswerOf<typeof getValue>['expected'];

/** Customers whose amount is about the same, and their sum. */
export type AmountClass = { level: number; customers: number; cents: number };

/** Classes of five per cent: within one, customers are taken as equal. Amounts below 0 count as 0. */
export const levelSql = (column: string): string => `round(ln(1 + greatest(${column}, 0)::float8) * 20)::int`;

/** Upper end of a class. */
export const edgeOf = (level: number): number => Math.max(0, Math.floor(Math.exp((level + 0.5) / 20) - 1));

const MOST_POINTS = 100;

/** Lorenz curve from the richest down, its Gini coefficient (twice the area between curve and diagonal), the top tenth. */
export function concentrationOf(classes: readonly AmountClass[]): Concentration {
  const descending = classes.toSorted((a, b) => b.level - a.level);
  const customers = descending.reduce((sum, one) => sum + one.customers, 0);
  const cents = descending.reduce((sum, one) => sum + one.cents, 0);
  if (customers === 0 || cents <= 0) return { gini: null, points: [], topTenthShare: null };
  const points = [{ customers: 0, money: 0 }];
  let area = 0;
  for (const one of descending) {
    const last = points.at(-1)!;
    const next = { customers: last.customers + one.customers / customers, money: last.money + one.cents / cents };
    area += ((next.customers - last.customers) * (next.money + last.money)) / 2;
    points.push(next);
  }
  return { gini: 2 * area - 1, points: thinned(points), topTenthShare: moneyAt(points, 0.1) };
}

/** Share of the money the best share of customers brings, straight between points. */
function moneyAt(points: Concentration['points'], share: number): number {
  const after = points.findIndex((point) => point.customers >= share);
  const [left, right] = [points[after - 1], points[after]];
  if (!left || !right) return points.at(-1)?.money ?? 0;
  const width = right.customers - left.customers;
  return left.money + ((right.money - left.money) * (share - left.customers)) / (width || 1);
}

function thinned(points: Concentration['points']): Concentration['points'] {
  const stride = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, i) => i % stride === 0 || i === points.length - 1);
}

/** The two amounts that divide customers into thirds, at the ends of classes. */
export function thirdsOf(classes: readonly AmountClass[]): [number, number] {
  const ascending = classes.toSorted((a, b) => a.level - b.level);
  const customers = ascending.reduce((sum, one) => sum + one.customers, 0);
  const cutAt = (share: number): number => {
    let passed = 0;
    for (const one of ascending) {
      passed += one.customers;
      if (passed >= share * customers) return edgeOf(one.level);
    }
    return 0;
  };
  return [cutAt(1 / 3), cutAt(2 / 3)];
}
