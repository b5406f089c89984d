/**
 * UCI Online Retail (D. Chen, 2015, https://doi.org/10.24432/C5BW33, CC BY 4.0), all 541,909 rows, through the importer
 * as anybody's file. The file is not part of the repository; the test is for those who have it beside their clone.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '#test/database.ts';
import { temporaryFolder } from './files.ts';

const FILE = path.resolve(import.meta.dirname, '../../../shared/data/online-retail-2010-2011.csv.gz');

describe.runIf(existsSync(FILE))('Online Retail (runs where ../shared/data has it)', async () => {
  const { ctx } = await testDatabase();
  const folder = await temporaryFolder();

  const totals = async () => {
    const { rows } = await sql<Record<string, number>>`
      select (select count(*) from customers.customers) as customers,
        (select count(*) from orders.orders) as orders,
        (select count(*) from orders.order_lines) as lines,
        (select sum(lines) from orders.unmatched) as "unmatchedLines",
        (select sum(amount_cents) from orders.order_lines where quantity > 0 and unit_price_cents > 0) as "grossCents",
        (select count(distinct customer_id) from orders.orders where gross_cents > 0 and external_id not like 'C%') as buyers,
        (select count(*) from orders.orders where gross_cents > 0 and external_id not like 'C%') as invoices`.execute(
      ctx.db,
    );
    return rows[0];
  };

  it('is imported whole, to the published numbers', async () => {
    const { counts, errorFile } = await folder.importOrders(ctx, FILE);
    expect(errorFile).toBeNull();
    expect(counts).toMatchObject({
      rows: 541_909,
      invalid: 0,
      created: 22_190,
      unmatched: 3_710,
      customersCreated: 4_372,
    });
    // 4,338 customers, 18,532 invoices: the filters of the data set's usual RFM exercise.
    expect(await totals()).toMatchObject({ lines: 406_829, unmatchedLines: 135_080, buyers: 4_338, invoices: 18_532 });
  });

  it('a second time changes nothing', async () => {
    const before = await totals();
    const { counts } = await folder.importOrders(ctx, FILE);
    expect(counts).toMatchObject({ created: 0, updated: 0, unchanged: 22_190, customersCreated: 0 });
    expect(await totals()).toEqual(before);
  });
});
