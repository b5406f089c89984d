/**
 * The look through all customers in the database: Chinese customers of whom some stand there twice, written down as a house
 * would have them, then looked through. Told with the same at a tenth of the size, the keys each customer has, and the
 * memory of this process; the database works in its own.
 */
import { sql } from 'kysely';
import { seededRandom } from '#analytics/random.ts';
import { recordCustomers, scanDuplicates } from '#modules/customers/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { chineseTwice } from '../db/demo/twice-chinese.ts';
import type { BenchOptions } from './options.ts';
import { startScratch } from './scratch.ts';

const DEFAULT_CUSTOMERS = 100_000;
const PAGE = 2_000;
const SEED = 1;
/** People of whom so many records are made. */
const PER_RECORD = 0.825;

export async function benchDuplicateScan(options: BenchOptions, say: (line: string) => void): Promise<object> {
  const scratch = await startScratch();
  try {
    const sizes = [0.1, 1].map((share) => Math.round((options.customers ?? DEFAULT_CUSTOMERS) * share));
    const found: object[] = [];
    for (const customers of sizes) {
      const { ctx } = await scratch.create(`twins_${customers}`);
      say(`writing ${customers} customers`);
      await write(ctx, customers);
      say('looking through them');
      found.push(await look(ctx));
      say(JSON.stringify(found.at(-1)));
    }
    const [tenth, whole] = found;
    return { ...whole, tenth };
  } finally {
    await scratch.stop();
  }
}

async function write(ctx: Ctx, customers: number): Promise<void> {
  const people = Math.round(customers * PER_RECORD);
  const rows = chineseTwice(seededRandom(SEED), { people, repeated: 0.15, mostErrors: 3 });
  for (let from = 0; from < rows.length; from += PAGE)
    await inTransaction(ctx, (inner) =>
      recordCustomers(
        inner,
        rows.slice(from, from + PAGE).map((row) => ({
          externalId: row.recId,
          name: row.name || null,
          ...(/^1\d{10}$/.test(row.phone) && { phone: row.phone }),
          birthday: /^\d{4}-\d\d-\d\d$/.test(row.birthday) ? row.birthday : null,
          city: row.city || null,
          address: row.address || null,
        })),
      ),
    );
  await sql`delete from graphile_worker._private_jobs`.execute(ctx.db);
  await sql`analyze`.execute(ctx.db);
}

async function look(ctx: Ctx): Promise<object> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  await scanDuplicates(ctx);
  const seconds = Math.round(performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const { rows } = await sql<object>`
    select customers, candidates as "candidatePairs", round(candidates::numeric / customers, 2)::float8 as "pairsPerCustomer", pairs,
      (select round(avg(cardinality(keys)), 1)::float8 from customers.linkage_keys) as "keysPerCustomer",
      round(pg_total_relation_size('customers.linkage_keys') / 1048576.0)::int as "keysMb"
    from customers.duplicate_scans order by scan_id desc limit 1`.execute(ctx.db);
  return {
    ...rows[0],
    seconds,
    cpuSeconds: Math.round((user + system) / 1_000) / 1_000,
    memoryMb: Math.round(process.memoryUsage().rss / 1_048_576),
  };
}
