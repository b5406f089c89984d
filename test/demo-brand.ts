/** For tests: the demo brand through the modules' front doors, with the truth its customers were drawn from. */
import { generateDemoBrand, type DemoBrand } from '#db/demo/brand.ts';
import { saveOrganisation, saveStores } from '#modules/access/index.ts';
import { recordProducts } from '#modules/catalog/index.ts';
import { recordCustomers } from '#modules/customers/index.ts';
import { recordOrders } from '#modules/orders/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';

/** Products, customers and orders; totals and scores are the caller's next step. Some ten seconds for 5,000 customers. */
export async function loadDemoBrand(ctx: Ctx, customers = 5_000): Promise<DemoBrand> {
  const brand = generateDemoBrand({ now: ctx.now, customers });
  const categories = new Map(brand.categories.map(({ code, name }) => [code, name]));
  await inTransaction(ctx, async (inner) => {
    await saveOrganisation(inner, { name: brand.name, timeZone: 'Asia/Shanghai', currency: 'CNY' });
    await saveStores(inner, brand.stores);
    await recordProducts(
      inner,
      brand.products.map(({ categoryCode, durable = false, sku, name, family, priceCents, costCents }) => {
        return { sku, name, family, priceCents, costCents, durable, category: categories.get(categoryCode) ?? null };
      }),
    );
    for (const part of chunks(brand.customers, 1_000))
      await recordCustomers(
        inner,
        part.map(({ externalId, kind, name, createdAt }) => {
          return { source: 'demo', externalId, kind, name, registeredAt: createdAt.toISOString() };
        }),
      );
    for (const part of chunks(brand.orders, 4_000))
      await recordOrders(
        inner,
        part.map(({ externalId, customerExternalId, placedAt, status, channel, storeCode, returnOf, lines }) => ({
          source: 'demo',
          externalId,
          customer: { externalId: customerExternalId },
          placedAt,
          status,
          channel,
          store: storeCode,
          returnOf,
          lines,
        })),
      );
  });
  return brand;
}

function* chunks<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
