/** Merging many groups at once, merging while an import is being written, and events that came after a merge undone. */
import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { chineseTwice } from '#db/demo/twice-chinese.ts';
import { seededRandom } from '#analytics/random.ts';
import {
  getCustomer,
  listDuplicates,
  mergeCustomers,
  mergeExact,
  recordCustomers,
  saveDuplicateSettings,
  scanDuplicates,
  undoMerge,
} from '#modules/customers/index.ts';
import { recordInteractions } from '#modules/interactions/index.ts';
import { recordOrders } from '#modules/orders/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { testDatabase } from '#test/database.ts';
import { houseWithoutDatabase } from '../../scripts/openapi.ts';

const { ctx, db } = await testDatabase();
const { house, close } = houseWithoutDatabase();
await close();
const tables = house.modules.flatMap((module) => module.ownedTables ?? []);

let counter = 0;

async function record(draft: object): Promise<number> {
  const [made] = await recordCustomers(ctx, [{ source: 'shop', externalId: `K${(counter += 1)}`, ...draft }]);
  return made?.customerId ?? 0;
}

const later = (minutes: number): Ctx => ({ ...ctx, now: new Date(ctx.now.getTime() + minutes * 60_000) });

beforeEach(async () => {
  await sql`truncate customers.customers, customers.identities, customers.claimed_identities, customers.linkage_keys,
    customers.duplicate_pairs, customers.tombstones, customers.merged_rows, customers.merged_profiles, customers.merges cascade`.execute(
    db,
  );
});

/** Two records each, of one source, so that the shared phone stays with the first and shows in both profiles. */
async function twins(count: number): Promise<[number, number][]> {
  const pairs: [number, number][] = [];
  const names = [
    '欧阳文静',
    '司马光远',
    '诸葛明月',
    '慕容雪晴',
    '端木清扬',
    '上官婉如',
    '令狐天佑',
    '东方玉树',
    '西门子轩',
    '百里长安',
    '南宫静怡',
    '公孙若水',
    '夏侯景明',
  ];
  for (let n = 0; n < count; n += 1) {
    const draft = { name: names[n % names.length], phone: `1391000${String(n).padStart(4, '0')}`, city: '杭州' };
    pairs.push([await record(draft), await record(draft)]);
  }
  await recordCustomers(
    ctx,
    chineseTwice(seededRandom(5), { people: 80, repeated: 0, mostErrors: 0 }).map((row) => ({
      externalId: row.recId,
      name: row.name || '无名',
      city: row.city || null,
      address: row.address || null,
    })),
  );
  await scanDuplicates(ctx);
  return pairs;
}

test('many groups are merged in few calls, only where the settings allow it, and each can be undone', async () => {
  const pairs = await twins(13);
  await expect(mergeExact(ctx, tables)).rejects.toMatchObject({ code: 'duplicates.bulk_not_allowed' });
  await inTransaction(ctx, (inner) =>
    saveDuplicateSettings(inner, { threshold: 0.5, foldPlusTags: false, mergeExactInBulk: true }),
  );
  const before = (await listDuplicates(ctx, { limit: 100, exact: 'yes' })).rows.length;
  expect(before).toBeGreaterThanOrEqual(13);
  let merged = 0;
  for (let calls = 0; calls < 5; calls += 1) {
    const { groups, left } = await mergeExact(ctx, tables);
    merged += groups;
    if (left === 0) break;
    await scanDuplicates(later(calls + 1));
  }
  expect(merged).toBe(before);
  const living = await sql<{ id: number }>`select customer_id as id from customers.customers`.execute(db);
  const ids = new Set(living.rows.map((row) => row.id));
  for (const pair of pairs) expect(pair.filter((id) => ids.has(id))).toHaveLength(1);
  const merges = await sql<{ merge_id: number }>`select distinct merge_id from customers.merges`.execute(db);
  for (const { merge_id } of merges.rows) await undoMerge(ctx, tables, merge_id);
  for (const id of pairs.flat()) expect((await getCustomer(ctx, id)).phone).toMatch(/^\+861391000/);
});

test('two who merge all groups at once merge each once', async () => {
  await twins(8);
  const [one, other] = await Promise.all([mergeExact(ctx, tables), mergeExact(ctx, tables)]);
  const { rows } = await sql<{ merges: number; records: number }>`
    select count(distinct merge_id)::int as merges, count(*)::int as records from customers.merges`.execute(db);
  expect(rows[0]?.merges).toBe(rows[0]?.records);
  expect(rows[0]?.merges).toBeGreaterThanOrEqual(8);
  expect(one.groups + other.groups).toBeGreaterThanOrEqual(rows[0]?.merges ?? 0);
});

const ORDERS_PER_BATCH = 400;

test('whoever merges and undoes while orders of both records stream in loses and misplaces none', async () => {
  const [a, b] = [await record({ externalId: 'A' }), await record({ externalId: 'B' })];
  const batch = (n: number) =>
    inTransaction(later(1), (inner) =>
      recordOrders(
        inner,
        Array.from({ length: ORDERS_PER_BATCH }, (_, i) => ({
          source: 'shop',
          externalId: `O-${n}-${i}`,
          customer: { externalId: i % 2 === 0 ? 'A' : 'B' },
          placedAt: new Date('2026-01-05T12:00:00+08:00'),
          status: 'completed' as const,
          channel: null,
          store: null,
          returnOf: null,
          lines: [{ sku: 'S', quantity: 1, unitPriceCents: 100, discountCents: 0 }],
        })),
      ),
    );
  const importing = (async () => {
    for (let n = 0; n < 6; n += 1) await batch(n);
  })();
  const { mergeId } = await mergeCustomers(ctx, tables, { customerIds: [a, b], survivorId: a, choices: {} });
  await importing;
  const holders = async () =>
    (
      await sql<{ id: number; orders: number }>`
        select customer_id as id, count(*)::int as orders from orders.orders where customer_id in (${a}, ${b})
        group by 1 order by 1`.execute(db)
    ).rows;
  expect(await holders()).toEqual([{ id: a, orders: 6 * ORDERS_PER_BATCH }]);
  await Promise.all([undoMerge(ctx, tables, mergeId), batch(6), batch(7)]);
  expect(await holders()).toEqual([
    { id: a, orders: 4 * ORDERS_PER_BATCH },
    { id: b, orders: 4 * ORDERS_PER_BATCH },
  ]);
});

test('events that came after a merge follow the identity they came by when it is undone', async () => {
  const [a, b] = [await record({ externalId: 'EA' }), await record({ externalId: 'EB', phone: '13920000001' })];
  const event = (externalId: string, customer: object) => ({
    source: 'shop',
    externalId,
    kind: 'login',
    at: new Date(ctx.now.getTime() - 3_600_000),
    customer,
  });
  const tell = (at: Ctx, ...events: ReturnType<typeof event>[]) =>
    inTransaction(at, (inner) => recordInteractions(inner, events));
  await tell(ctx, event('before', { externalId: 'EB' }));
  const { mergeId } = await mergeCustomers(later(1), tables, { customerIds: [a, b], survivorId: a, choices: {} });
  await tell(
    later(2),
    event('by number', { externalId: 'EB' }),
    event('by phone', { phone: '13920000001' }),
    event('of the survivor', { externalId: 'EA' }),
    event('by our id', { customerId: a }),
  );
  await undoMerge(later(3), tables, mergeId);
  const { rows } = await sql<{ id: number; events: number }>`
    select customer_id as id, count(*)::int as events from interactions.interactions group by 1 order by 1`.execute(db);
  expect(rows).toEqual([
    { id: a, events: 2 },
    { id: b, events: 3 },
  ]);
});
