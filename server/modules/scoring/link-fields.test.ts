import { beforeAll, describe, expect, it } from 'vitest';
import { fieldsOf, listCustomers } from '#modules/customers/index.ts';
import { refreshAllRollups } from '#modules/orders/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { loadDemoBrand } from '#test/demo-brand.ts';
import { testDatabase } from '#test/database.ts';
import { onDay } from '#test/factories.ts';
import { getAffinity } from './affinity-page.ts';
import { refreshAffinity } from './affinity-tables.ts';
import { listAtRisk } from './at-risk.ts';
import { getOutlook } from './customer-outlook.ts';
import { listModelVersions } from './model-versions.ts';
import { getFlow, getPortfolio } from './portfolio.ts';
import { scoringModule } from './module.ts';
import { sweep } from './sweep.ts';

const { ctx: base } = await testDatabase();
const today = onDay(base, '2026-03-01');
const fields = fieldsOf(scoringModule.customerFields ?? []);

async function live(day: string): Promise<Ctx> {
  const ctx = onDay(base, day);
  await inTransaction(ctx, refreshAllRollups);
  await sweep(ctx);
  return ctx;
}

/** How many customers the list shows behind a number, up to the longest page. */
async function behind(filter: string[]): Promise<number> {
  const { total } = await listCustomers(today, fields, {
    filter,
    limit: 1,
    sort: 'customers.registeredAt',
    direction: 'desc',
  });
  return total?.count ?? 0;
}

beforeAll(async () => {
  await loadDemoBrand(today, 1_200);
  for (const day of ['2025-12-01', '2026-02-01', '2026-03-01']) await live(day);
  await refreshAffinity(today);
}, 120_000);

describe('the customers behind a number', () => {
  it('are those of each stream of a migration, the newcomers included', async () => {
    const { links } = await getPortfolio(today, { what: 'class4', from: '2025-12-01', to: '2026-03-01' });
    expect(links.length).toBeGreaterThan(4);
    expect(links.some(({ from }) => from === null)).toBe(true);
    for (const link of links) expect(await behind(link.filters ?? [])).toBe(link.customers);
  });

  it('are those of each move of a month', async () => {
    const { months } = await getFlow(today, { what: 'stage', months: 6 });
    const moves = months.flatMap((month) => month.moves);
    expect(moves.length).toBeGreaterThan(3);
    for (const move of moves) expect(await behind(move.filters ?? [])).toBe(move.customers);
  });

  it('are those who bought a pair in one order, and those who went on to the next product', async () => {
    const { pairs, next } = await getAffinity(today, { limit: 20 });
    expect(pairs.length).toBeGreaterThan(5);
    for (const pair of pairs) {
      const customers = await behind(pair.filters);
      expect(customers).toBeGreaterThan(0);
      expect(customers).toBeLessThanOrEqual(pair.both);
    }
    for (const row of next) expect(await behind(row.filters)).toBe(row.bought);
  });

  it('are asked for by values that mean something, or refused', async () => {
    const nonsense = ['scoring.moved:is:class4,core', 'scoring.step:is:moon,a,b,2026-01-01,2026-02-01'];
    const more = ['scoring.boughtTogether:is:yesterday,1', 'scoring.boughtNext:is:2026-01-01,x,2,90'];
    for (const filter of [...nonsense, ...more, 'scoring.moved:min:3'])
      await expect(behind([filter])).rejects.toMatchObject({ code: 'customers.filter_value' });
    await expect(
      listCustomers(today, fields, {
        fields: 'scoring.moved',
        limit: 1,
        sort: 'customers.registeredAt',
        direction: 'desc',
      }),
    ).rejects.toMatchObject({ code: 'customers.unknown_field' });
  });
});

describe('the list of those at risk', () => {
  it('is in order, page by page, and says of each what the customer’s own page says', async () => {
    const first = await listAtRisk(today, { sort: 'risk', limit: 20 });
    const second = await listAtRisk(today, { sort: 'risk', limit: 20, after: first.next ?? '' });
    const rows = [...first.rows, ...second.rows];
    expect(rows).toHaveLength(40);
    expect(new Set(rows.map(({ customerId }) => customerId)).size).toBe(40);
    expect(rows.map(({ points }) => points)).toEqual(rows.map(({ points }) => points).toSorted((a, b) => b - a));
    for (const row of rows.slice(0, 8)) {
      const { risk, value } = await getOutlook(today, row.customerId);
      expect(risk?.reasons).toEqual(row.reasons);
      expect(risk?.points).toBe(row.points);
      expect(value?.expectedNetCents).toBe(row.expectedNetCents);
    }
  });

  it('is narrowed by band and main reason, and can begin with who is worth most', async () => {
    const { rows } = await listAtRisk(today, { sort: 'value', bands: ['medium'], limit: 50 });
    const values = rows.map(({ expectedNetCents }) => expectedNetCents);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(new Set(rows.map(({ band }) => band.code))).toEqual(new Set(['medium']));
    const silent = await listAtRisk(today, { sort: 'risk', reason: 'silence', limit: 5 });
    for (const row of silent.rows) expect(row.reasons[0]?.code).toBe('silence');
  });
});

it('keeps every version of what was fitted, one of each kind in force', async () => {
  const { rows } = await listModelVersions(today, { limit: 200 });
  expect(rows.map(({ version }) => version)).toEqual(rows.map(({ version }) => version).toSorted((a, b) => b - a));
  for (const kind of ['rfm', 'rhythm', 'value', 'churn'] as const) {
    const current = rows.filter((row) => row.kind === kind && row.current);
    expect(current).toHaveLength(1);
    expect(current[0]).toEqual(rows.find((row) => row.kind === kind));
  }
  const value = rows.find(({ kind }) => kind === 'value');
  expect(value?.parameters.length).toBeGreaterThan(1);
});
