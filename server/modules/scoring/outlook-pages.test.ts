import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { insertCustomers, insertOrders, onDay } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import { refreshAllRollups } from '#modules/orders/index.ts';
import { refreshAffinity } from './affinity-tables.ts';
import { getChurn, getHealth } from './churn-page.ts';
import { DEFAULT_CHURN, saveChurnSettings, saveHealthSettings } from './churn-settings.ts';
import { getOutlook } from './customer-outlook.ts';
import { OUTLOOK_DEFINITIONS } from './definitions.ts';
import { scoringModule } from './module.ts';
import { getFlow, getPortfolio } from './portfolio.ts';
import { previewChurn } from './preview-churn.ts';
import { sweep } from './sweep.ts';
import { getModelReport, getValue } from './value-page.ts';

const { ctx: base } = await testDatabase();
const LAST = '2026-03-01';
const today = onDay(base, LAST);
let ids: number[] = [];
let prospect = 0;

async function live(day: string): Promise<void> {
  const ctx = onDay(base, day);
  await inTransaction(ctx, refreshAllRollups);
  await sweep(ctx);
}

function problemWith(schema: z.ZodType, answer: unknown): string | null {
  const read = schema.safeEncode(answer);
  return read.success ? null : read.error.message;
}

/** Asks every page the way the server does and reads the answers by the contract. */
async function askEverything(ctx: Ctx, customerId: number): Promise<Map<string, unknown>> {
  const answers = new Map<string, unknown>();
  for (const { endpoint, handle } of scoringModule.routes.filter((route) => route.endpoint.method === 'GET')) {
    const input = {
      params: endpoint.params?.parse({ customerId: String(customerId) }) ?? {},
      query: endpoint.query?.parse({}) ?? {},
      body: undefined,
      headers: {},
      ip: '',
    };
    const answer = await handle(ctx, input);
    const schema = endpoint.response as z.ZodType;
    expect({ path: endpoint.path, problem: problemWith(schema, answer) }).toEqual({
      path: endpoint.path,
      problem: null,
    });
    answers.set(endpoint.path, answer);
  }
  return answers;
}

describe('a house in which nothing was sold yet', () => {
  it('answers every page with blanks, not with zeros that look like results', async () => {
    const [nobody = 0] = await insertCustomers(base, ['nobody']);
    await live('2024-01-01');
    const answers = await askEverything(onDay(base, '2024-01-01'), nobody);
    expect(answers.size).toBeGreaterThan(14);
    expect(await getOutlook(onDay(base, '2024-01-01'), nobody)).toMatchObject({
      value: null,
      risk: null,
      health: null,
    });
    expect(await getValue(base)).toMatchObject({ model: null, margin: null, expected: { gini: null } });
    expect((await getModelReport(base)).model).toBeNull();
    expect((await getChurn(base, 12)).backTest).toBeNull();
  });
});

describe('a young base of sixty customers', () => {
  beforeAll(async () => {
    ids = await insertCustomers(
      base,
      Array.from({ length: 60 }, (_, i) => `c${i}`),
      '2025-06-01',
    );
    [prospect = 0] = await insertCustomers(base, ['prospect'], '2025-06-01');
    // Customer i buys every 15 + i days from a day in summer on; every third stops in autumn.
    const orders = ids.flatMap((customerId, i) => {
      const days: number[] = [];
      const end = dayNumber(i % 3 === 0 ? '2025-10-15' : LAST);
      for (let day = dayNumber('2025-07-01') + i; day < end; day += 15 + i) days.push(day);
      return days.map((day) => ({ customerId, day: dayFromNumber(day), grossCents: 5_000 + 100 * i }));
    });
    await insertOrders(base, orders);
    for (const day of ['2025-10-01', '2025-11-01', '2025-12-01', '2026-01-01', '2026-02-01', LAST]) await live(day);
    await refreshAffinity(today);
  }, 120_000);

  it('is told that the past is too short to test a model on, and what risk goes by instead', async () => {
    const churn = await getChurn(today, 24);
    expect(churn.method).toBe('yardstick');
    expect(churn.because.en).toContain('Too little past to test');
    expect(churn.backTest).toBeNull();
  });

  it('has answers for every page that keep the contract and name numbers that are defined', async () => {
    const answers = await askEverything(today, ids[3]!);
    const known = new Set(OUTLOOK_DEFINITIONS.map(({ key }) => key));
    for (const [path, answer] of answers) {
      const named = Object.values((answer as { definitions?: Record<string, string> }).definitions ?? {});
      expect({ path, unknown: named.filter((key) => !known.has(key)) }).toEqual({ path, unknown: [] });
    }
  });

  it('adds up: deciles, bins, thirds and bands are everybody who has bought', async () => {
    const value = await getValue(today);
    const churn = await getChurn(today, 24);
    const health = await getHealth(today);
    const count = (rows: readonly { customers: number }[]) => rows.reduce((sum, row) => sum + row.customers, 0);
    for (const rows of [value.deciles, value.histogram, value.potential, churn.bands, health.histogram])
      expect(count(rows)).toBe(60);
    const { rows } = await sql<{ net: number }>`
      select sum(gross_cents)::int as net from orders.orders where placed_on > '2025-03-01'`.execute(base.db);
    expect(value.totals.currentNetCents).toBe(rows[0]?.net);
    expect(value.totals.lowCents).toBeLessThan(value.totals.expectedNetCents);
    expect(value.totals.highCents).toBeGreaterThan(value.totals.expectedNetCents);
  });

  it('flows: what a month ends with is what it began with, what arrived, and what moved', async () => {
    for (const what of ['stage', 'class4', 'band'] as const) {
      const { months } = await getFlow(today, { what, months: 24 });
      expect(months.at(-1)).toMatchObject({ month: '2026-03', partial: true });
      const balances = months.slice(1).flatMap((month, i) => {
        const before = months[i]!.customers;
        const codes = new Set([...Object.keys(before), ...Object.keys(month.customers), ...Object.keys(month.arrived)]);
        return [...codes].map((code) => {
          const into = month.moves.filter((move) => move.to === code).reduce((sum, move) => sum + move.customers, 0);
          const away = month.moves.filter((move) => move.from === code).reduce((sum, move) => sum + move.customers, 0);
          return (before[code] ?? 0) + (month.arrived[code] ?? 0) + into - away - (month.customers[code] ?? 0);
        });
      });
      expect(balances.length).toBeGreaterThan(5);
      expect(balances.every((balance) => balance === 0)).toBe(true);
    }
  });

  it('migrates: links between two days hold everybody once, and agree with where they stood', async () => {
    const { links, groups } = await getPortfolio(today, { what: 'stage', from: '2025-12-01', to: LAST });
    expect(links.reduce((sum, link) => sum + link.customers, 0)).toBe(
      groups.reduce((sum, one) => sum + one.customers, 0),
    );
    for (const { code, customers } of groups) {
      const arriving = links.filter((link) => link.to === code).reduce((sum, link) => sum + link.customers, 0);
      expect(arriving).toBe(customers);
    }
    expect(links.some(({ from, to }) => from !== null && from !== to)).toBe(true);
  });

  it('says of a customer what the list says, and of a prospect nothing', async () => {
    const { rows } = await sql<{ id: number; risk: number; band: string; health: number; expected: number }>`
      select customer_id as id, risk, risk_band as band, health, expected_net_cents as expected from scoring.scores
      where risk is not null order by customer_id limit 20`.execute(base.db);
    for (const row of rows) {
      const outlook = await getOutlook(today, row.id);
      expect(outlook.risk).toMatchObject({ points: row.risk, band: { code: row.band } });
      expect(outlook.health?.points).toBe(row.health);
      expect(outlook.value?.expectedNetCents).toBe(row.expected);
      expect(outlook.risk!.since <= today.now).toBe(true);
      for (const { zh, en } of outlook.risk!.reasons) expect(zh + en).not.toMatch(/NaN|undefined|null/);
    }
    expect(await getOutlook(today, prospect)).toMatchObject({ value: null, risk: null, health: null });
  });

  it('remembers since when the risk has been what it is, and what it was a month before', async () => {
    const { rows } = await sql<{ id: number; since: Date }>`
      select customer_id as id, changed_at as since from scoring.changes
      where what = 'band' and to_value = 'left' order by changed_at desc limit 1`.execute(base.db);
    const outlook = await getOutlook(today, rows[0]!.id);
    expect(outlook.risk).toMatchObject({ band: { code: 'left' }, since: rows[0]!.since });
    expect(outlook.risk!.before).not.toBeNull();
  });

  it('previews bands and rules without writing, and says when the model would be trained anew', async () => {
    const count = (bands: Awaited<ReturnType<typeof previewChurn>>['bands']) =>
      Object.fromEntries(bands.rows.map(({ code, now, next }) => [code, [now, next]]));
    const preview = (settings: typeof DEFAULT_CHURN) => inTransaction(today, (inner) => previewChurn(inner, settings));
    const same = await preview(DEFAULT_CHURN);
    for (const [now, next] of Object.values(count(same.bands))) expect(next).toBe(now);
    expect(same.willRetrain).toBe(false);
    const strict = await preview({
      ...DEFAULT_CHURN,
      definition: { ...DEFAULT_CHURN.definition, days: 30 },
    });
    expect(count(strict.bands).left![1]).toBeGreaterThan(count(strict.bands).left![0]!);
    expect(strict.willRetrain).toBe(true);
  });

  it('refuses settings that mean nothing, naming each field', async () => {
    const [first, ...rest] = DEFAULT_CHURN.rules;
    const bad = {
      ...DEFAULT_CHURN,
      bands: { medium: 80, high: 70, margin: 5 },
      rules: [{ ...first!, args: { days: -1, moons: 3 } }, first!, ...rest],
    };
    await expect(saveChurnSettings(today, bad)).rejects.toMatchObject({
      code: 'scoring.churn_invalid',
      fields: [
        { path: 'bands.medium' },
        { path: 'rules.0.args.days' },
        { path: 'rules.0.args.moons' },
        { path: 'rules.1.code' },
      ],
    });
    await expect(
      saveHealthSettings(today, {
        weights: { rhythm: 1, trend: 1, repeat: 1, returns: 1 },
        bands: { good: 40, fair: 40 },
      }),
    ).rejects.toMatchObject({ code: 'scoring.health_invalid' });
  });

  it('judges by changed settings after the next sweep, with the settings as the cause', async () => {
    await inTransaction(today, (inner) =>
      saveChurnSettings(inner, { ...DEFAULT_CHURN, definition: { ...DEFAULT_CHURN.definition, days: 30 } }),
    );
    await sweep(today, 'settings');
    const churn = await getChurn(today, 24);
    expect(churn.sentence.en).toBe('Gone: no purchase for 30 days');
    const { rows } = await sql<{ trigger: string }>`
      select distinct cause ->> 'trigger' as trigger from scoring.changes
      where what = 'band' and changed_at = ${today.now}`.execute(base.db);
    expect(rows.map(({ trigger }) => trigger)).toContain('settings');
    expect(churn.published.months.filter(({ known }) => known).length).toBeGreaterThan(2);
  });
});
