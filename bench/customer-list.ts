/**
 * How fast the customer list and a customer's page answer, p50 and p95 in milliseconds per shape of query, at the module
 * (no HTTP). The data depend on each other as in a real house, and the shapes include the ones that hurt: whoever fits
 * stands at the far end of the sort.
 */
import { fieldsOf, getCustomer, listCustomers } from '#modules/customers/index.ts';
import { ordersModule } from '#modules/orders/index.ts';
import { scoringModule } from '#modules/scoring/index.ts';
import type { Ctx } from '#platform/context.ts';
import { fillCustomers } from './customer-data.ts';
import { startScratch } from './scratch.ts';

const DEFAULT_CUSTOMERS = 1_000_000;
const ROUNDS = 20;

type Query = Partial<Parameters<typeof listCustomers>[2]>;

const byLast = { sort: 'orders.lastOrderAt' };
const byNet = { sort: 'orders.netCents' };

const shapes: Readonly<Record<string, Query>> = {
  newest: {},
  'by money': byNet,
  'longest away': { ...byLast, direction: 'asc' },
  'active by last order': { ...byLast, filter: ['scoring.stage:is:active'] },
  'lost by last order': { ...byLast, filter: ['scoring.stage:is:lost'] },
  'lost by money': { ...byNet, filter: ['scoring.stage:is:lost'] },
  'dormant by money': { ...byNet, filter: ['scoring.class4:is:dormant'] },
  'a cell of the heat map by money': {
    ...byNet,
    filter: ['scoring.r:min:2', 'scoring.r:max:2', 'scoring.f:min:4', 'scoring.f:max:4'],
  },
  'one owner by money': { ...byNet, filter: ['customers.owner:is:owner-3'] },
  'rare city and stage by last order': { ...byLast, filter: ['customers.city:is:城市77', 'scoring.stage:is:sleeping'] },
  'lost by orders': { sort: 'orders.orders', filter: ['scoring.stage:is:lost'] },
  'lost and asleep by money': { ...byNet, filter: ['scoring.stage:is:lost,sleeping'] },
  'spent much, away half a year, by last order': {
    ...byLast,
    filter: ['orders.netCents:min:5000000', 'orders.lastOrderAt:max:2026-05-01'],
  },
  'store and lost by money': { ...byNet, filter: ['customers.store:is:25', 'scoring.stage:is:lost'] },
  'nobody fits': { ...byLast, filter: ['scoring.r:min:5', 'scoring.stage:is:lost'] },
  'search by name': { search: '王' },
  'search by last digits': { search: '4321' },
  'search by number': { search: 'M0012' },
  'search by whole name': { search: '王伟' },
  'search by pinyin': { search: 'wangwei' },
  'search by surname in pinyin': { search: 'wang' },
  'search by initials': { search: 'wx' },
  'search by four digits anywhere': { search: '9404' },
  'search by whole phone': { search: '13494500000' },
  'search with a slip': { search: 'zhangxaio' },
  'search for nobody': { search: 'qqqqqqqq' },
};

export async function benchCustomers(
  options: { customers: number | null },
  say: (line: string) => void,
): Promise<object> {
  const customers = options.customers ?? DEFAULT_CUSTOMERS;
  const scratch = await startScratch();
  try {
    const { ctx } = await scratch.create('customer_list');
    say(`making ${customers} customers`);
    await fillCustomers(ctx, customers);
    const fields = fieldsOf([...(ordersModule.customerFields ?? []), ...(scoringModule.customerFields ?? [])]);
    const results: Record<string, Timing> = {};
    for (const [name, query] of Object.entries(shapes)) {
      say(name);
      results[name] = await time(() => page(ctx, fields, query));
      const first = await page(ctx, fields, query);
      if (first.next)
        results[`${name}, next page`] = await time(() =>
          page(ctx, fields, { ...query, after: first.next ?? undefined }),
        );
    }
    results['last page by money'] = await time(() => page(ctx, fields, { ...byNet, after: btoa('["1",1]') }));
    let customerId = 0;
    results['one customer'] = await time(() => getCustomer(ctx, 1 + ((customerId += 7_919) % customers)));
    return { customers, rounds: ROUNDS, milliseconds: results };
  } finally {
    await scratch.stop();
  }
}

const page = (ctx: Ctx, fields: ReturnType<typeof fieldsOf>, query: Query) =>
  listCustomers(ctx, fields, {
    limit: 50,
    ...(query.search ? {} : { sort: 'customers.registeredAt' }),
    direction: 'desc',
    fields: 'orders.netCents,orders.lastOrderAt,scoring.stage,customers.store',
    ...query,
  });

type Timing = { p50: number; p95: number };

async function time(work: () => Promise<unknown>): Promise<Timing> {
  const taken: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const start = performance.now();
    await work();
    // The first one warms the caches that a running house has warm.
    if (round > 0) taken.push(performance.now() - start);
  }
  const sorted = taken.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.ceil(share * sorted.length) - 1] ?? 0) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95) };
}
