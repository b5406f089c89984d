import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '#analytics/random.ts';
import { refreshAllRollups } from '#modules/orders/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { testDatabase } from '#test/database.ts';
import { insertCustomers, insertOrders, onDay } from '#test/factories.ts';
import { getChurn } from './churn-page.ts';
import { DEFAULT_CHURN, saveChurnSettings } from './churn-settings.ts';
import { getOutlook } from './customer-outlook.ts';
import { listTerms } from './customer-terms.ts';
import { sweep } from './sweep.ts';

const { ctx: base } = await testDatabase();
const TODAY = '2026-03-01';
const today = dayNumber(TODAY);
const GRACE = 14;
const DAYS = 60;
const TERM_DAYS = 91;
const CUSTOMERS = 400;
const settings = {
  ...DEFAULT_CHURN,
  definition: { ...DEFAULT_CHURN.definition, basis: 'contract' as const, days: DAYS, graceDays: GRACE },
  bands: { medium: 25, high: 45, margin: 5 },
};

/** A card of a quarter: used on some days before its end or not, and renewed by that; day after day as a house would live it. */
type Card = { customerId: number; ends: number; told: number; renewed: boolean; used: boolean };
const cards: Card[] = [];
let ids: number[] = [];

/** Whoever came in the last month stays nine times in ten, whoever did not four times in ten. */
async function sellCards(): Promise<void> {
  const random = seededRandom(7);
  const days: { customer_id: number; on_day: string }[] = [];
  for (const customerId of ids) {
    let began = today - 900 + Math.floor(random() * 650);
    let told = began;
    for (let last = false; !last;) {
      const ends = began + TERM_DAYS;
      const used = random() < 0.6;
      const renewed = random() < (used ? 0.9 : 0.4);
      for (let day = began; day < Math.min(ends, today); day += 1 + Math.floor(random() * 9))
        if (used || day < ends - 35) days.push({ customer_id: customerId, on_day: dayFromNumber(day) });
      last = !renewed || ends >= today;
      cards.push({ customerId, ends, told, renewed: renewed && ends + GRACE <= today, used });
      // Told on the day after the old one ended.
      told = ends + 1;
      began = ends;
      if (told > today) last = true;
    }
  }
  await sql`
    insert into customers.past_terms (customer_id, kind, ends_on, recorded_at, replaced_at, how)
    select customer_id, 'plan_end', date '1970-01-01' + ends, told::timestamptz, told::timestamptz, 'changed'
    from jsonb_to_recordset(${JSON.stringify(
      cards.map(({ customerId, ends, told }) => ({
        customer_id: customerId,
        ends,
        told: `${dayFromNumber(told)}T09:00:00+08:00`,
      })),
    )}::jsonb) as told (customer_id bigint, ends int, told text)`.execute(base.db);
  await sql`
    insert into interactions.days (customer_id, kind_id, on_day, times, inbound, seconds, last_at)
    select distinct customer_id, (select kind_id from interactions.kinds where code = 'visit'), on_day, 1, 1, 0, on_day
    from jsonb_to_recordset(${JSON.stringify(days)}::jsonb) as came (customer_id bigint, on_day date)`.execute(base.db);
}

const scored = async () => {
  const { rows } = await sql<{ customer_id: number; risk: number; band: string }>`
    select customer_id, risk, risk_band as band from scoring.scores where risk is not null order by 1`.execute(base.db);
  return rows;
};

async function live(day: string): Promise<Ctx> {
  const ctx = onDay(base, day);
  await inTransaction(ctx, refreshAllRollups);
  await sweep(ctx);
  return ctx;
}

const MONTHS = ['2025-08-01', '2025-09-01', '2025-10-01', '2025-11-01', '2025-12-01', TODAY];
const lived = new Map<string, Awaited<ReturnType<typeof scored>>>();

beforeAll(async () => {
  ids = await insertCustomers(
    base,
    Array.from({ length: CUSTOMERS }, (_, i) => `m${i}`),
    dayFromNumber(today - 1_000),
  );
  await insertOrders(
    base,
    ids.map((customerId) => ({ customerId, day: dayFromNumber(today - 950) })),
  );
  await sellCards();
  await inTransaction(onDay(base, TODAY), (inner) => saveChurnSettings(inner, settings));
  for (const day of MONTHS) {
    await live(day);
    lived.set(day, await scored());
  }
}, 120_000);

describe('churn by contract, held against its own past', () => {
  test('warns of those who no longer come, and says by how much that beats counting renewals', async () => {
    const { contract } = await getChurn(onDay(base, TODAY), 24);
    expect(contract).toMatchObject({ method: 'model', trained: true });
    const { hitRate, yardstickHitRate, difference, baseRate, months, calibrationError, lists } = contract!.backTest!;
    expect(difference.low).toBeGreaterThan(0.1);
    expect(baseRate).toBeGreaterThan(0.2);
    expect(baseRate).toBeLessThan(0.4);
    expect(hitRate.warnedRate! - hitRate.notWarnedRate!).toBeGreaterThan(0.25);
    expect(hitRate.warnedRate!).toBeGreaterThan(yardstickHitRate.warnedRate! + 0.1);
    expect(months.length).toBeGreaterThan(6);
    expect(calibrationError).toBeLessThan(0.1);
    expect(lists.every(({ precision }) => precision > baseRate)).toBe(true);
    const use = contract!.groups.filter(({ by }) => by === 'use');
    expect(use[0]).toMatchObject({ from: 0, to: 0 });
    expect(use[0]!.rate).toBeLessThan(0.55);
    expect(use.at(-1)!.rate).toBeGreaterThan(0.7);
  });

  test('says of a customer what raises the risk: a card that is hardly used, about to end', async () => {
    const warned = lived
      .get(TODAY)!
      .filter(({ customer_id }) => isRunning(customer_id))
      .reduce((riskiest, one) => (one.risk > riskiest.risk ? one : riskiest));
    expect(warned.band).toBe('high');
    const { risk } = await getOutlook(onDay(base, TODAY), warned.customer_id);
    expect(risk!.reasons.map(({ code }) => code)).toContain('use');
    expect(risk!.before).not.toBeNull();
  });

  test('publishes what is counted by hand from the scores of the day and the ends told since', async () => {
    const { published } = await getChurn(onDay(base, TODAY), 24);
    for (const day of MONTHS.slice(0, 5)) {
      const at = dayNumber(day);
      const counts = { warned: 0, warnedLeft: 0, notWarned: 0, notWarnedLeft: 0 };
      for (const { customer_id, band } of lived.get(day)!) {
        if (band === 'left') continue;
        const card = lastKnown(customer_id, at);
        if (!card || card.ends <= at - GRACE) throw new Error(`${customer_id} should be gone`);
        if (card.ends >= at + DAYS) continue;
        const left = card.renewed ? 0 : 1;
        if (band === 'high') counts.warnedLeft += left;
        else counts.notWarnedLeft += left;
        counts[band === 'high' ? 'warned' : 'notWarned']++;
      }
      const month = dayFromNumber(at - 1).slice(0, 7);
      expect(published.months.find((one) => one.month === month)).toMatchObject({ ...counts, known: true });
    }
  });

  test('lived again, a past day says what it said', async () => {
    for (const day of ['2025-12-01', '2025-10-01', ...MONTHS.slice(3)]) {
      await live(day);
      expect(await scored()).toEqual(lived.get(day));
    }
  }, 60_000);

  test('shows the terms of a customer and what became of them', async () => {
    const ctx = onDay(base, TODAY);
    const [customerId = 0] = ids;
    const theirs = cards.filter((card) => card.customerId === customerId && card.told <= today).toReversed();
    const { rows, graceDays } = await listTerms(ctx, customerId);
    expect(graceDays).toBe(GRACE);
    expect(rows.map(({ endsOn }) => endsOn)).toEqual(theirs.map(({ ends }) => dayFromNumber(ends)));
    for (const [n, { state, renewedBy }] of rows.entries()) {
      const { ends } = theirs[n]!;
      const expected = n > 0 ? 'renewed' : ends >= today ? 'running' : ends + GRACE > today ? 'grace' : 'lapsed';
      expect([state, renewedBy]).toEqual([expected, n > 0 ? 'end' : null]);
    }
  });

  test('expects of the terms that run what their model of renewals says, and no more of those who left', async () => {
    const { renewals } = await getChurn(onDay(base, TODAY), 24);
    const running = cards.filter(({ ends, told }) => ends >= today && told <= today).length;
    expect(renewals!.worth).toMatchObject({ running, termDays: TERM_DAYS, termNetCents: 0 });
    expect(renewals!.worth!.expectedRenewals).toBeCloseTo(
      renewals!.groups.reduce((sum, { running: n, further }) => sum + n * further, 0),
      6,
    );
  });
});

const isRunning = (customerId: number) =>
  cards.some((card) => card.customerId === customerId && card.ends >= today && card.told <= today);

const lastKnown = (customerId: number, at: number): Card | undefined =>
  cards.findLast((card) => card.customerId === customerId && card.told <= at);
