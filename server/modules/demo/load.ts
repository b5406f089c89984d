import { sql } from 'kysely';
import { generateDemoInteractions, type DemoInteraction } from '#db/demo/interactions.ts';
import { generateDemoBrand, type DemoBrand, type DemoCustomer, type DemoOrder } from '#db/demo/brand.ts';
import { saveOrganisation, saveStores, type Auth } from '#modules/access/index.ts';
import { recordProducts } from '#modules/catalog/index.ts';
import { assignOwner, recordCustomers, type CustomerDraft } from '#modules/customers/index.ts';
import { measureEverybody, recordInteractions, recountEverybody } from '#modules/interactions/index.ts';
import { recordOrders, type OrderDraft } from '#modules/orders/index.ts';
import type { Sources } from '#modules/segments/index.ts';
import { inTransaction, systemActor, type Ctx } from '#platform/context.ts';
import { saveSetting } from '#platform/settings.ts';
import { liveAround } from './around.ts';
import { liveWeeks } from './care-past.ts';
import { askConsents } from './consents.ts';
import { reliveMonths } from './months.ts';
import { sellPlans } from './plans.ts';
import { makeTodaysSegments } from './segments.ts';
import { createDemoStaff } from './staff.ts';

const SOURCE = 'demo';
const CUSTOMERS_PER_CALL = 1_000;
const ORDERS_PER_CALL = 2_000;
const INTERACTIONS_PER_CALL = 10_000;

export type DemoReport = { customers: number; orders: number; months: number };

export async function hasCustomers(ctx: Ctx): Promise<boolean> {
  const { rows } = await sql`select from customers.customers limit 1`.execute(ctx.db);
  return rows.length > 0;
}

/** What belongs to the house around the modules: accounts, and what segments can choose by. */
export type Lent = { auth: Auth; sources: Sources };

/**
 * Brings the demo brand in through the modules' own front doors and then relives its month ends. One transaction: a
 * house is either empty or whole, and the background work it causes only starts when everything is there.
 */
export async function loadDemo(
  ctx: Ctx,
  { auth, sources }: Lent,
  onStep: (step: string) => void = () => undefined,
): Promise<DemoReport> {
  const brand = generateDemoBrand({ now: ctx.now });
  return inTransaction({ ...ctx, actor: systemActor('demo') }, async (ctx) => {
    onStep('customers');
    await saveOrganisation(ctx, { name: brand.name, timeZone: 'Asia/Shanghai', currency: 'CNY' });
    await saveStores(ctx, brand.stores);
    await recordProducts(ctx, productsOf(brand));
    const { managerIds } = await createDemoStaff(ctx, auth);
    await bringCustomers(ctx, brand.customers);
    onStep('orders');
    for (const part of chunks(brand.orders, ORDERS_PER_CALL)) await recordOrders(ctx, part.map(orderDraft));
    onStep('interactions');
    await bringInteractions(ctx, brand, managerIds);
    onStep('history');
    const months = await reliveMonths({ ...ctx, now: brand.asOf }, sources);
    await assignBestCustomers(ctx, managerIds);
    await sellPlans(ctx);
    onStep('care');
    await liveWeeks(ctx, sources);
    await liveAround(ctx, SOURCE);
    await makeTodaysSegments(ctx, sources);
    await measureEverybody(ctx);
    await saveSetting(ctx, 'demo', { loadedAt: ctx.now.toISOString() });
    return { customers: brand.customers.length, orders: brand.orders.length, months };
  });
}

function productsOf(brand: DemoBrand) {
  const categories = new Map(brand.categories.map((category) => [category.code, category.name]));
  return brand.products.map((product) => ({
    sku: product.sku,
    name: product.name,
    category: categories.get(product.categoryCode) ?? null,
    family: product.family,
    priceCents: product.priceCents,
    costCents: product.costCents,
    durable: product.durable ?? false,
  }));
}

async function bringCustomers(ctx: Ctx, customers: readonly DemoCustomer[]): Promise<void> {
  const known = [];
  for (const part of chunks(customers, CUSTOMERS_PER_CALL)) {
    const recorded = await recordCustomers(ctx, part.map(customerDraft));
    for (const [n, { customerId }] of recorded.entries()) {
      const customer = part[n];
      if (customer && customerId !== null) known.push({ customer, customerId });
    }
  }
  await askConsents(ctx, known);
}

const customerDraft = (customer: DemoCustomer): CustomerDraft & { source: string } => ({
  source: SOURCE,
  externalId: customer.externalId,
  kind: customer.kind,
  name: customer.name,
  phone: customer.phone,
  ...(customer.email && { email: customer.email }),
  ...(customer.wechatOpenId && { wechatOpenid: customer.wechatOpenId }),
  gender: customer.gender,
  birthday: customer.birthday,
  city: customer.city,
  store: customer.homeStoreCode,
  channel: customer.source,
  registeredAt: customer.createdAt.toISOString(),
});

const orderDraft = (order: DemoOrder): OrderDraft => ({
  source: SOURCE,
  externalId: order.externalId,
  customer: { externalId: order.customerExternalId },
  placedAt: order.placedAt,
  status: order.status,
  channel: order.channel,
  store: order.storeCode,
  returnOf: order.returnOf,
  lines: order.lines,
});

/** What a manager wrote down is written by one of them; the rest came by itself. */
async function bringInteractions(ctx: Ctx, brand: DemoBrand, managerIds: readonly string[]): Promise<void> {
  const events = generateDemoInteractions(brand);
  for (const part of chunks(
    events.filter((event) => !event.byStaff),
    INTERACTIONS_PER_CALL,
  ))
    await recordInteractions(ctx, part.map(interactionDraft));
  const written = events.filter((event) => event.byStaff);
  for (const [index, actorId] of managerIds.entries()) {
    const own = written.filter((_, place) => place % managerIds.length === index);
    await recordInteractions(ctx, own.map(interactionDraft), { actorId });
  }
  await recountEverybody(ctx);
}

const interactionDraft = ({ customerExternalId, byStaff, ...event }: DemoInteraction) => ({
  ...event,
  source: byStaff ? 'console' : SOURCE,
  customer: { externalId: customerExternalId, source: SOURCE },
});

/** The customers worth a manager: the best tenth, shared out evenly. */
async function assignBestCustomers(ctx: Ctx, managerIds: readonly string[]): Promise<void> {
  const { rows } = await sql<{ customer_id: number }>`
    select customer_id from orders.rollups where orders > 0 order by net_cents desc, customer_id
    limit (select count(*) / 10 from orders.rollups where orders > 0)`.execute(ctx.db);
  for (const [index, ownerId] of managerIds.entries()) {
    const customerIds = rows.filter((_, rank) => rank % managerIds.length === index).map((row) => row.customer_id);
    await assignOwner(ctx, { customerIds, ownerId });
  }
}

function* chunks<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
