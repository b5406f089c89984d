import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { auc } from '#analytics/classifier-metrics.ts';
import type { DemoBrand } from '#db/demo/brand.ts';
import { refreshAllRollups, refreshRollups } from '#modules/orders/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { dayNumber } from '#shared/day-numbers.ts';
import { loadDemoBrand } from '#test/demo-brand.ts';
import { testDatabase } from '#test/database.ts';
import { onDay } from '#test/factories.ts';
import { getChurn } from './churn-page.ts';
import { exportScores } from './export.ts';
import { featuresAsOf, loadHistories } from './histories.ts';
import { findSubjects } from './population.ts';
import { refreshScores } from './refresh.ts';
import { reportOf } from './reports.ts';
import { sweep } from './sweep.ts';

const { ctx: base } = await testDatabase();
const YEAR_AGO = '2025-03-01';
const MONTH_ENDS = ['2025-09-01', '2025-10-01', '2025-10-31', '2025-12-01', '2026-03-01'];
const today = onDay(base, '2026-03-01');
const exported = new Map<string, Map<string, Record<string, string>>>();
let brand: DemoBrand;

async function live(day: string): Promise<Ctx> {
  const ctx = onDay(base, day);
  await inTransaction(ctx, refreshAllRollups);
  await sweep(ctx);
  exported.set(day, await scoresFile(ctx));
  return ctx;
}

/** The scores as a program outside would read them, by customer. */
function scoresFile(ctx: Ctx): Promise<Map<string, Record<string, string>>> {
  return inTransaction(ctx, async (inner) => {
    let text = '';
    for await (const piece of exportScores(inner)) text += piece;
    const [header = '', ...lines] = text.trimEnd().split('\n');
    const names = header.split(',');
    return new Map(
      lines.map((line) => {
        const row = Object.fromEntries(line.split(',').map((value, i) => [names[i] ?? '', value]));
        return [row.customer ?? '', row];
      }),
    );
  });
}

const everything = async () =>
  (await sql`select s.*, xmin::text from scoring.scores s order by customer_id`.execute(base.db)).rows;
const withoutVersion = (rows: unknown[]) => rows.map((row) => ({ ...(row as object), xmin: '' }));

beforeAll(async () => {
  brand = await loadDemoBrand(today);
  await live(YEAR_AGO);
  for (const day of MONTH_ENDS) await live(day);
}, 300_000);

describe('the purchase model on the demo brand, whose parameters are known', () => {
  it('finds the process the purchases were drawn from', async () => {
    const report = (await reportOf(base, 'value'))?.report;
    const pareto = report?.candidates.find(({ model }) => model === 'pareto-nbd');
    const valueOf = (name: string) => pareto?.parameters.find((one) => one.name === name)?.value ?? 0;
    const { r, alphaWeeks, s, betaWeeks } = brand.parameters.purchase;
    expect(pareto?.verdict).toBe('sound');
    expect(valueOf('r') / r).toBeGreaterThan(0.8);
    expect(valueOf('r') / r).toBeLessThan(1.2);
    expect(valueOf('alpha') / alphaWeeks).toBeGreaterThan(0.8);
    expect(valueOf('alpha') / alphaWeeks).toBeLessThan(1.2);
    expect(valueOf('s') / s).toBeGreaterThan(0.7);
    expect(valueOf('s') / s).toBeLessThan(1.4);
    expect(valueOf('beta') / betaWeeks).toBeGreaterThan(0.6);
    expect(valueOf('beta') / betaWeeks).toBeLessThan(1.6);
    expect(report?.spend.verdict).toBe('sound');
  });

  it('chooses by the months it had not seen, and says how far off it was per frequency group', async () => {
    const report = (await reportOf(base, 'value'))?.report;
    expect(report?.chosenBecause).toBe('most_accurate');
    const chosen = report?.candidates.find((one) => one.chosen);
    const missOf = (model: string) =>
      report?.candidates.find((one) => one.model === model)?.heldOut?.rootMeanSquareError ?? 0;
    expect(chosen?.heldOut?.rootMeanSquareError).toBeLessThanOrEqual(missOf('nbd'));
    expect(chosen?.heldOut?.bias).toBeGreaterThan(0.85);
    expect(chosen?.heldOut?.bias).toBeLessThan(1.15);
    expect(report?.holdOut?.groups).toHaveLength(8);
    const customers = report?.holdOut?.groups.reduce((sum, group) => sum + group.customers, 0);
    expect(customers).toBe(chosen?.heldOut?.customers);
  });

  it('foresaw the year: nine in ten customers spent within their interval, and all together within a fifth', async () => {
    const spent = new Map<string, number>();
    const from = onDay(base, YEAR_AGO).now.getTime();
    for (const order of brand.orders) {
      if (order.status === 'cancelled' || order.placedAt.getTime() < from) continue;
      const cents = order.lines.reduce(
        (sum, line) => sum + line.quantity * line.unitPriceCents - line.discountCents,
        0,
      );
      spent.set(order.customerExternalId, (spent.get(order.customerExternalId) ?? 0) + cents);
    }
    const forecasts = [...(exported.get(YEAR_AGO)?.values() ?? [])].filter((row) => row.expectedNetCents12m !== '');
    expect(forecasts.length).toBeGreaterThan(1_500);
    let inside = 0;
    let expected = 0;
    let actual = 0;
    for (const row of forecasts) {
      const cents = Math.max(0, spent.get(row.customer ?? '') ?? 0);
      const [low, high] = [Number(row.expectedNetLowCents12m), Number(row.expectedNetHighCents12m)];
      if (cents >= low && cents <= high) inside++;
      expected += Number(row.expectedNetCents12m);
      actual += cents;
    }
    expect(inside / forecasts.length).toBeGreaterThan(0.85);
    expect(inside / forecasts.length).toBeLessThan(0.99);
    expect(expected / actual).toBeGreaterThan(0.8);
    expect(expected / actual).toBeLessThan(1.2);
  });
});

describe('the risk to leave', () => {
  /** 1: really gone by today, which only the generator knows. */
  function truths(rows: Iterable<Record<string, string>>): { rows: Record<string, string>[]; gone: number[] } {
    const truth = new Map(brand.truth.map((one) => [one.customerExternalId, one]));
    const buyers = [...rows].filter((row) => row.risk !== '');
    const gone = buyers.map((row) => {
      const left = truth.get(row.customer ?? '')?.droppedOutAt;
      return left && left < today.now ? 1 : 0;
    });
    return { rows: buyers, gone };
  }

  it('ranks those who are really gone above the living: AUC .85 over all buyers, .88 by P(alive)', () => {
    const { rows, gone } = truths(exported.get('2026-03-01')?.values() ?? []);
    expect(
      auc(
        rows.map((row) => Number(row.risk)),
        gone,
      ),
    ).toBeGreaterThan(0.83);
    expect(
      auc(
        rows.map((row) => -Number(row.probAlive)),
        gone,
      ),
    ).toBeGreaterThan(0.86);
    expect(
      auc(
        rows.map((row) => -Number(row.health)),
        gone,
      ),
    ).toBeGreaterThan(0.8);
  });

  it('also among those who are not gone by the definition, where it can still be acted upon: AUC .7', () => {
    const { rows, gone } = truths([...exported.get('2026-03-01')!.values()].filter((row) => row.riskBand !== 'left'));
    expect(
      auc(
        rows.map((row) => Number(row.risk)),
        gone,
      ),
    ).toBeGreaterThan(0.67);
  });

  it('comes from the model, which ranked better than the yardstick on the past, and is calibrated', async () => {
    const { method, backTest, because } = await getChurn(today, 24);
    expect(method).toBe('model');
    expect(because.zh).toContain('故采用模型');
    expect(backTest!.difference.low).toBeGreaterThan(0);
    expect(backTest!.model.auc).toBeGreaterThan(0.7);
    expect(backTest!.health.auc).toBeGreaterThan(0.6);
    expect(backTest!.calibrationError).toBeLessThan(0.05);
    expect(backTest!.hitRate.warnedRate!).toBeGreaterThan(backTest!.baseRate * 1.3);
    expect(backTest!.hitRate.warnedRate!).toBeGreaterThan(backTest!.yardstickHitRate.warnedRate!);
    expect(backTest!.lists[0]!.lift).toBeGreaterThan(1.3);
  });

  it('publishes hit rates that agree with a count by hand from the exported scores', async () => {
    const { published } = await getChurn(today, 24);
    const purchases = Map.groupBy(
      brand.orders.filter((order) => order.status !== 'cancelled' && order.lines.some((line) => line.quantity > 0)),
      (order) => order.customerExternalId,
    );
    for (const day of ['2025-09-01', '2025-10-01', '2025-10-31', '2025-12-01']) {
      const from = onDay(base, day).now.getTime();
      const to = from + 90 * 86_400_000;
      const counts = { warned: 0, warnedLeft: 0, notWarned: 0, notWarnedLeft: 0 };
      for (const row of exported.get(day)!.values()) {
        if (row.riskBand === '' || row.riskBand === 'left') continue;
        const back = (purchases.get(row.customer ?? '') ?? []).some(
          ({ placedAt }) => +placedAt >= from && +placedAt < to,
        );
        const key = row.riskBand === 'high' ? 'warned' : 'notWarned';
        counts[key]++;
        if (!back) counts[`${key}Left`]++;
      }
      const month = new Date(from).toISOString().slice(0, 7);
      expect(published.months.find((one) => one.month === month)).toMatchObject({ known: true, ...counts });
    }
    const last = published.months.at(-1);
    expect(last).toMatchObject({ month: '2026-02', known: false, warnedRate: null, notWarnedRate: null });
    expect(published.total.warnedRate!).toBeGreaterThan(published.total.notWarnedRate!);
    expect(published.leadDays!.median).toBeGreaterThan(0);
  });
});

describe('the same by every road', () => {
  it('features reckoned from histories are those the database adds up', async () => {
    const { rows } = await sql<{ id: number }>`
      select customer_id as id from orders.rollups where orders > 0 order by customer_id limit 300`.execute(base.db);
    const ids = rows.map(({ id }) => id);
    const day = dayNumber('2026-03-01');
    const histories = await inTransaction(today, (inner) => loadHistories(inner, ids));
    const fromHistories = histories.map((history) => featuresAsOf(history, day, day));
    const fromDatabase = (await findSubjects(today, ids)).map(({ features }) => ({ ...features, tieKey: '' }));
    fromDatabase.sort((a, b) => a.customerId - b.customerId);
    expect(fromHistories).toEqual(fromDatabase);
  });

  it('a refresh of every customer changes nothing that the sweep wrote', async () => {
    const before = await everything();
    const { rows } = await sql<{ id: number }>`select customer_id as id from scoring.scores`.execute(base.db);
    const customerIds = rows.map(({ id }) => id);
    await refreshRollups(today, { customerIds });
    await refreshScores(today, { customerIds });
    expect(await everything()).toEqual(before);
  });

  it('a second sweep of the same day writes nothing; one of the next day few', async () => {
    expect((await sweep(today)).changed).toBe(0);
    const { changed, customers } = await sweep(onDay(base, '2026-03-02'));
    expect(changed / customers).toBeLessThan(0.15);
  });

  it('a past lived again comes out the same', async () => {
    const first = withoutVersion(await sameAgain());
    expect(withoutVersion(await sameAgain())).toEqual(first);
    expect(await scoresFile(today)).toEqual(exported.get('2026-03-01'));
  }, 120_000);

  async function sameAgain(): Promise<unknown[]> {
    for (const day of ['2025-10-31', '2025-12-01', '2026-03-01']) await live(day);
    return everything();
  }
});
