import { beforeAll, expect, it } from 'vitest';
import { describeWithReferenceData, ONLINE_RETAIL, referenceRows } from '#analytics/reference-data.ts';
import { refreshAllRollups } from '#modules/orders/index.ts';
import { inTransaction } from '#platform/context.ts';
import { startOfDay } from '#shared/days.ts';
import { testDatabase } from '#test/database.ts';
import { loadOnlineRetail } from '#test/online-retail.ts';
import { exportScores } from './export.ts';
import { DEFAULT_RFM_SETTINGS, saveRfmSettings } from './rfm-settings.ts';
import { sweep } from './sweep.ts';

const EXPECTED = 'expected_rfm_4338.csv';
/** Labels of the reference file, by our codes. */
const LABELS: Record<string, string> = {
  champions: 'Champions',
  loyal: 'Loyal Customers',
  potential_loyalists: 'Potential Loyalists',
  new: 'New Customers',
  promising: 'Promising',
  need_attention: 'Need Attention',
  about_to_sleep: 'About to Sleep',
  cant_lose: "Can't Lose",
  at_risk: 'At Risk',
  hibernating: 'Hibernating',
};

describeWithReferenceData('UCI Online Retail as of 2011-12-10, by rank', [ONLINE_RETAIL, EXPECTED], () => {
  const rows = new Map<string, Record<string, string>>();

  beforeAll(async () => {
    const { ctx } = await testDatabase(startOfDay('2011-12-10', 'Asia/Shanghai'));
    await loadOnlineRetail(ctx);
    await inTransaction(ctx, refreshAllRollups);
    await inTransaction(ctx, (ctx) => saveRfmSettings(ctx, { ...DEFAULT_RFM_SETTINGS, method: 'rank' }));
    await sweep(ctx);
    await inTransaction(ctx, async (ctx) => {
      let text = '';
      for await (const piece of exportScores({ ...ctx, now: startOfDay('2026-01-01', 'UTC') })) text += piece;
      const [header = '', ...lines] = text.trimEnd().split('\n');
      for (const line of lines) {
        const values = line.split(',');
        const row = Object.fromEntries(header.split(',').map((name, i) => [name, values[i] ?? '']));
        rows.set(row.customer ?? '', row);
      }
    });
  });

  it('equals recency, orders, money, scores and segment of all 4,338 customers', () => {
    const expected = referenceRows(EXPECTED).slice(1);
    expect(expected).toHaveLength(4_338);
    const wrong = expected.filter(([customer = '', R, F, M, r, f, m, segment]) => {
      const row = rows.get(customer);
      if (!row) return true;
      const same = row.recencyDays === R && row.orders === F && row.r === r && row.f === f && row.m === m;
      return (
        !same || LABELS[row.rfmSegment ?? ''] !== segment || Math.abs(Number(row.grossCents) - Number(M) * 100) >= 1
      );
    });
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  it('gives no scores to the customers who only ever gave back', () => {
    const others = [...rows.values()].filter((row) => row.orders === '0');
    expect(others).toHaveLength(rows.size - 4_338);
    for (const row of others) expect([row.r, row.rfmSegment, row.stage]).toEqual(['', '', 'prospect']);
  });
});
