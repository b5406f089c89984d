import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { refreshAllRollups, refreshRollups } from '#modules/orders/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { insertCustomers, insertOrders, onDay } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import * as contract from './contract.ts';
import { explainScores } from './explain.ts';
import { DEFAULT_LIFECYCLE, saveLifecycleSettings } from './lifecycle-settings.ts';
import { bandsOf } from './models.ts';
import { previewLifecycle, previewRfm } from './preview.ts';
import { refreshScores } from './refresh.ts';
import { DEFAULT_RFM_SETTINGS, saveRfmSettings } from './rfm-settings.ts';
import { sweep } from './sweep.ts';
import { scoringTimeline } from './timeline.ts';
import { getVocabulary } from './vocabulary.ts';

const { ctx: base } = await testDatabase();
const ctx = onDay(base, '2026-03-01');
let ids: number[] = [];
let prospect = 0;

/** Customer n of thirty has n % 6 + 1 orders, 15 days apart, the last 4n days before yesterday. */
beforeAll(async () => {
  ids = await insertCustomers(
    ctx,
    Array.from({ length: 30 }, (_, i) => `c${i}`),
  );
  [prospect = 0] = await insertCustomers(ctx, ['nobody yet']);
  const today = dayNumber('2026-02-28');
  await insertOrders(
    ctx,
    ids.flatMap((customerId, i) =>
      Array.from({ length: (i % 6) + 1 }, (_, k) => ({
        customerId,
        day: dayFromNumber(today - 4 * i - 15 * k),
        grossCents: 1_000 * (i + 1),
        returnedCents: 100,
      })),
    ),
  );
  await refreshAllRollups(ctx);
  await sweep(ctx);
});

const wire = (answer: unknown) => contract.explainScores.response.encode(answer as never);

describe('the explanation of one customer', () => {
  it('gives raw values, scores, every threshold and the rhythm, and goes over the wire', async () => {
    const answer = await explainScores(ctx, ids[5]!);
    expect(answer).toMatchObject({
      asOf: '2026-03-01',
      raw: { recencyDays: 21, orders: 6, monetaryCents: 36_000, grossCents: 36_000, netCents: 35_400, purchaseDays: 6 },
      scores: { f: 5 },
      model: { method: 'quintile', monetary: 'gross', customers: 30 },
      stage: { code: 'loyal', zh: '忠诚客户', since: ctx.now, today: { rule: 'many_orders' }, entered: null },
      rhythm: { gaps: 5, silenceDays: 21 },
    });
    expect(answer.rhythm.silenceRatio).toBeCloseTo(21 / (answer.rhythm.ownGapDays ?? 1), 2);
    expect(() => wire(answer)).not.toThrow();
  });

  it('names a band for each score, and the customer lies in the band of the own score', async () => {
    for (const id of ids) {
      const { raw, scores, model } = await explainScores(ctx, id);
      const bandOf = (score: number, measure: 'recencyDays' | 'orders' | 'monetaryCents') =>
        model?.bands[measure].find((band) => band.score === score);
      const r = bandOf(scores?.r ?? 0, 'recencyDays');
      expect(raw.recencyDays).toBeGreaterThanOrEqual(r?.min ?? -Infinity);
      expect(raw.recencyDays).toBeLessThanOrEqual(r?.max ?? Infinity);
      const m = bandOf(scores?.m ?? 0, 'monetaryCents');
      expect(raw.monetaryCents).toBeGreaterThanOrEqual(m?.min ?? -Infinity);
      expect(raw.monetaryCents).toBeLessThanOrEqual(m?.max ?? Infinity);
    }
  });

  it('has a stage and no scores for a prospect', async () => {
    const answer = await explainScores(ctx, prospect);
    expect(answer).toMatchObject({ scores: null, segment: null, class4: null, raw: { recencyDays: null, orders: 0 } });
    expect(answer.stage).toMatchObject({ code: 'prospect', today: { rule: 'no_order_yet' } });
    expect(() => wire(answer)).not.toThrow();
  });

  it('is not given to whoever may not know of the customer', async () => {
    const scope = { kind: 'own' as const, userId: 'somebody', storeIds: [] };
    const stranger: Ctx = {
      ...ctx,
      actor: { kind: 'user', id: 'somebody', name: 'Somebody', role: 'account_manager', scope },
    };
    await expect(explainScores(stranger, ids[0]!)).rejects.toMatchObject({ code: 'customers.not_found' });
  });
});

describe('bands', () => {
  it('read quintile cuts as whole values, best score first', () => {
    const cut = (value: number) => ({ value, tieKey: null, side: 'worse' as const });
    expect(bandsOf('orders', [cut(1), cut(2), cut(3), cut(6)])).toEqual([
      { score: 5, min: 7, max: null, tied: false, empty: false },
      { score: 4, min: 4, max: 6, tied: false, empty: false },
      { score: 3, min: 3, max: 3, tied: false, empty: false },
      { score: 2, min: 2, max: 2, tied: false, empty: false },
      { score: 1, min: null, max: 1, tied: false, empty: false },
    ]);
  });

  it('read recency backwards, and say when nobody can have a score', () => {
    const cut = (value: number) => ({ value, tieKey: null, side: 'better' as const });
    expect(bandsOf('recencyDays', [cut(180), cut(72), cut(33), cut(13.8)])).toMatchObject([
      { score: 5, min: null, max: 13 },
      { score: 4, min: 14, max: 33 },
      { score: 3, min: 34, max: 72 },
      { score: 2, min: 73, max: 180 },
      { score: 1, min: 181, max: null },
    ]);
    const equal = [1, 1, 1, 4].map((value) => ({ value, tieKey: null, side: 'worse' as const }));
    expect(bandsOf('orders', equal).map((band) => band.empty)).toEqual([false, false, true, true, false]);
  });

  it('overlap at a value that rank tells apart by code', () => {
    const cut = { value: 1, tieKey: 'c7', side: 'worse' as const };
    const [, , , two, one] = bandsOf('orders', [cut, cut, cut, cut]);
    expect(one).toMatchObject({ score: 1, max: 1, tied: true, empty: false });
    expect(two).toMatchObject({ score: 2, min: 1, max: 1, tied: true, empty: false });
  });
});

describe('a preview', () => {
  it('counts what new settings would do and changes nothing', async () => {
    const before = (await sql`select * from scoring.scores order by customer_id`.execute(ctx.db)).rows;
    const same = await inTransaction(ctx, (inner) => previewRfm(inner, DEFAULT_RFM_SETTINGS));
    expect(same.segments).toMatchObject({ customers: 30, moved: 0 });
    const ranked = await inTransaction(ctx, (inner) => previewRfm(inner, { ...DEFAULT_RFM_SETTINGS, method: 'rank' }));
    expect(ranked.segments.moved).toBeGreaterThan(0);
    expect(ranked.segments.rows.reduce((total, row) => total + row.next, 0)).toBe(30);
    expect((await sql`select * from scoring.scores order by customer_id`.execute(ctx.db)).rows).toEqual(before);
  });

  it('shows old and new stages side by side when the vocabulary changes', async () => {
    const preview = await inTransaction(ctx, (inner) =>
      previewLifecycle(inner, { ...DEFAULT_LIFECYCLE, preset: 'new_and_old' }),
    );
    expect(preview.customers).toBe(31);
    expect(preview.rows.find((row) => row.code === 'loyal')).toMatchObject({ next: 0 });
    expect(preview.rows.find((row) => row.code === 'established')).toMatchObject({ zh: '老客户', now: 0 });
  });

  it('is what the sweep then does', async () => {
    const fixed = { ...DEFAULT_RFM_SETTINGS, method: 'fixed' as const };
    const { class4 } = await inTransaction(ctx, (inner) => previewRfm(inner, fixed));
    await inTransaction(ctx, (inner) => saveRfmSettings(inner, fixed));
    await sweep(ctx, 'settings');
    const { rows } = await sql<{ code: string; count: number }>`
      select class4 as code, count(*)::int from scoring.scores where class4 is not null group by 1`.execute(ctx.db);
    for (const { code, count } of rows) expect(class4.rows.find((row) => row.code === code)?.next).toBe(count);
    await inTransaction(ctx, (inner) => saveRfmSettings(inner, DEFAULT_RFM_SETTINGS));
    await sweep(ctx, 'settings');
  });
});

describe('the timeline', () => {
  it('begins with the stage found first and tells every move with its figures', async () => {
    const later = onDay(base, '2026-03-10');
    await insertOrders(later, [{ customerId: prospect, day: '2026-03-09' }]);
    await refreshRollups(later, { customerIds: [prospect] });
    await refreshScores(later, { customerIds: [prospect] });
    const items = await scoringTimeline.list(later, prospect, null, 20);
    expect(items.map((item) => item.kind)).toEqual([
      'scoring.band',
      'scoring.class4',
      'scoring.class8',
      'scoring.segment',
      'scoring.stage',
      'scoring.stage',
    ]);
    for (const item of items) expect(() => contract.changeDetail.parse(item.detail)).not.toThrow();
    expect(items[4]?.detail).toMatchObject({
      from: { code: 'prospect' },
      to: { code: 'first_purchase', zh: '初次购买客户' },
      trigger: 'order',
      stage: { rule: 'one_order', figures: { orders: 1, daysSinceLast: 1 } },
    });
    expect(items[5]).toMatchObject({ at: ctx.now, detail: { first: true, from: null, to: { code: 'prospect' } } });
    expect(await scoringTimeline.list(later, prospect, ctx.now, 20)).toEqual([]);
    const explained = await explainScores(later, prospect);
    expect(explained.stage).toMatchObject({ since: later.now, entered: { rule: 'one_order' } });
  });
});

it('keeps names that the settings gave', async () => {
  const labels = { loyal: { zh: '铁粉', en: 'Fans' } };
  await inTransaction(ctx, (inner) => saveLifecycleSettings(inner, { ...DEFAULT_LIFECYCLE, labels }));
  expect((await getVocabulary(ctx)).stages).toContainEqual({ code: 'loyal', zh: '铁粉', en: 'Fans' });
  expect((await explainScores(ctx, ids[5]!)).stage).toMatchObject({ zh: '铁粉' });
});
