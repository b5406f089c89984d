import { beforeAll, expect, it } from 'vitest';
import { describeWithReferenceData, ONLINE_RETAIL, referenceRows } from '#analytics/reference-data.ts';
import { refreshAllRollups } from '#modules/orders/index.ts';
import { sweep } from '#modules/scoring/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { startOfDay } from '#shared/days.ts';
import { testDatabase } from '#test/database.ts';
import { loadOnlineRetail } from '#test/online-retail.ts';
import { answer } from './answers.ts';
import { exportCohorts } from './cohorts.ts';
import { overview } from './overview.ts';
import { retention } from './retention.ts';
import { rfmPicture } from './rfm.ts';

const EXPECTED = 'expected_cohort_counts.csv';

describeWithReferenceData(
  'UCI Online Retail, looked at years later but judged as of 2011-12-10',
  [ONLINE_RETAIL, EXPECTED],
  () => {
    let ctx: Ctx;

    beforeAll(async () => {
      const database = await testDatabase(startOfDay('2011-12-10', 'Asia/Shanghai'));
      await loadOnlineRetail(database.ctx);
      await inTransaction(database.ctx, refreshAllRollups);
      await sweep(database.ctx);
      ctx = { ...database.ctx, now: new Date('2026-01-01T00:00:00Z') };
    });

    it('equals the published cohort counts, blank where the future lies', async () => {
      let text = '';
      for await (const piece of exportCohorts(ctx)) text += piece;
      const ours = text.trimEnd().split('\n').slice(1);
      const expected = referenceRows(EXPECTED).slice(1);
      expect(ours).toEqual(expected.map((row) => row.map((value) => value.replace(/\.0$/, '')).join(',')));
    });

    it('shows the same counts with rates and money on the page', async () => {
      const { cohorts, repeat, periods, asOf } = await answer(ctx, retention, { months: 24 });
      expect(asOf).toEqual(startOfDay('2011-12-10', 'Asia/Shanghai'));
      expect(cohorts).toHaveLength(13);
      expect(cohorts[0]).toMatchObject({ month: '2010-12', size: 885 });
      // 36.61 % in month 1 and 50.28 % in month 11, as published with the counts.
      expect(cohorts[0]?.cells[1]).toMatchObject({ customers: 324, partial: false });
      expect(cohorts[0]?.cells[1]?.rate).toBeCloseTo(0.3661, 4);
      expect(cohorts[0]?.cells[11]?.rate).toBeCloseTo(0.5028, 4);
      expect(cohorts[0]?.cells[12]).toMatchObject({ customers: 235, partial: true });
      expect(cohorts[1]?.cells[12]).toMatchObject({ month: '2012-01', customers: null, rate: null, grossCents: null });
      // 4,338 buyers of whom 1,493 bought once.
      expect(repeat).toMatchObject({ buyers: 4_338, repeaters: 4_338 - 1_493 });
      expect(periods.at(-1)).toMatchObject({ month: '2011-12', retained: null, rate: null });
      expect(periods.at(-2)).toMatchObject({ month: '2011-11', retained: null });
      expect(periods[0]).toMatchObject({ month: '2010-12', active: 885, retained: 324 });
    });

    it('adds the money of all cells up to the revenue of the file', async () => {
      const picture = await answer(ctx, rfmPicture, {});
      expect(picture.scored).toBe(4_338);
      const gross = picture.cells.reduce((total, cell) => total + cell.grossCents, 0);
      // 8,911,407.904 in the file; amounts are rounded to the penny line by line.
      expect(Math.abs(gross - 891_140_790)).toBeLessThan(200);
      expect(picture.segments.reduce((total, row) => total + row.customers, 0)).toBe(4_338);
      expect(picture.class8.reduce((total, row) => total + row.customers, 0)).toBe(4_338);
      expect(picture.class4.reduce((total, row) => total + row.share, 0)).toBeCloseTo(1, 10);
    });

    it('counts orders and buyers of the whole span', async () => {
      const { figures, months } = await answer(ctx, overview, {
        from: '2010-12-01',
        to: '2011-12-31',
        compare: 'none',
      });
      const value = (key: string) => figures.find((figure) => figure.key === key)?.value;
      expect(value('orders')).toBe(18_532);
      expect(value('active_customers')).toBe(4_338);
      expect(value('new_customers')).toBe(4_338);
      expect(value('repeat_rate')).toBeCloseTo((4_338 - 1_493) / 4_338, 10);
      expect(months).toHaveLength(13);
      expect(months.reduce((total, month) => total + month.newCustomers, 0)).toBe(4_338);
    });
  },
);
