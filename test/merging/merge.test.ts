import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  findLiving,
  getCustomer,
  listMerges,
  mergeCustomers,
  mergeTimeline,
  previewMerge,
  recordCustomers,
  requireCustomer,
  saveMergeRules,
  undoMerge,
  updateCustomer,
} from '#modules/customers/index.ts';
import { recordOrders, type OrderDraft } from '#modules/orders/index.ts';
import { inTransaction, type Actor, type Ctx } from '#platform/context.ts';
import { ConflictError, InvalidError, NotFoundError } from '#platform/errors.ts';
import { testDatabase } from '#test/database.ts';
import { houseWithoutDatabase } from '../../scripts/openapi.ts';

const { ctx, db } = await testDatabase();
const { house, close } = houseWithoutDatabase();
await close();
const tables = house.modules.flatMap((module) => module.ownedTables ?? []);

beforeAll(async () => {
  await sql`insert into access.users (id, name, email, role) values ('manager', '林晓', 'lin@example.com', 'account_manager')`.execute(
    db,
  );
});

const later = (minutes: number): Ctx => ({ ...ctx, now: new Date(ctx.now.getTime() + minutes * 60_000) });

let counter = 0;
const phoneNo = () => `1380000${String((counter += 1)).padStart(4, '0')}`;

async function record(draft: object, at: Ctx = ctx): Promise<number> {
  const [made] = await recordCustomers(at, [{ source: 'shop', externalId: `K${(counter += 1)}`, ...draft }]);
  return made?.customerId ?? 0;
}

function order(externalId: string, customer: OrderDraft['customer'], cents = 10_000): OrderDraft {
  return {
    source: 'shop',
    externalId,
    placedAt: new Date('2026-01-05T12:00:00+08:00'),
    status: 'completed',
    channel: null,
    store: null,
    returnOf: null,
    customer,
    lines: [{ sku: 'A1', quantity: 1, unitPriceCents: cents, discountCents: 0 }],
  } as unknown as OrderDraft;
}

const buy = (at: Ctx, ...orders: OrderDraft[]) => inTransaction(at, (inner) => recordOrders(inner, orders));

const ordersOf = async (customerId: number): Promise<string[]> =>
  (
    await sql<{ external_id: string; complete: boolean }>`
      select o.external_id, exists (select from orders.order_lines l where (l.customer_id, l.order_id) = (o.customer_id, o.order_id))
        and exists (select from orders.order_refs r where (r.customer_id, r.order_id) = (o.customer_id, o.order_id)) as complete
      from orders.orders o where customer_id = ${customerId} order by 1`.execute(db)
  ).rows.map((row) => `${row.external_id}${row.complete ? '' : ' torn'}`);

const merge = (survivorId: number, ...others: number[]) =>
  mergeCustomers(ctx, tables, { survivorId, customerIds: [survivorId, ...others], choices: {} });

describe('merging', () => {
  test('gives the survivor everything, and the old id and numbers keep leading there', async () => {
    const phone = phoneNo();
    const a = await record({ externalId: 'M-A', name: '张美', city: '上海' });
    const b = await record({ externalId: 'M-B', phone, email: 'mei@example.com' });
    await buy(ctx, order('m-1', { externalId: 'M-A' }), order('m-2', { externalId: 'M-B' }));
    const merged = await merge(a, b);
    expect(merged).toMatchObject({ customerId: a, mergedIds: [b], repeated: false });
    expect(await ordersOf(a)).toEqual(['m-1', 'm-2']);
    const customer = await getCustomer(ctx, a);
    expect(customer).toMatchObject({ code: 'M-A', name: '张美', phone: `+86${phone}`, email: 'mei@example.com' });
    expect(customer.identities).toHaveLength(4);
    expect(await findLiving(ctx, b)).toBe(a);
    await expect(requireCustomer(ctx, b)).rejects.toThrow(NotFoundError);
    await buy(ctx, order('m-3', { externalId: 'M-B' }));
    expect(await ordersOf(a)).toEqual(['m-1', 'm-2', 'm-3']);
    expect(await recordCustomers(ctx, [{ source: 'shop', externalId: 'M-B', name: '张美' }])).toEqual([
      { customerId: a, outcome: 'unchanged' },
    ]);
  });

  test('the same wish again changes nothing', async () => {
    const [a, b] = [await record({ name: '一' }), await record({ name: '二' })];
    const first = await merge(a, b);
    expect(await merge(a, b)).toEqual({ ...first, repeated: true });
    const [left, right] = [await record({ name: '三' }), await record({ name: '四' })];
    const both = await Promise.all([merge(left, right), merge(left, right)]);
    expect(both.map((one) => one.mergeId)).toEqual([both[0]?.mergeId, both[0]?.mergeId]);
    expect(both.filter((one) => one.repeated)).toHaveLength(1);
  });

  test('of two people who merge overlapping records at once, one is told', async () => {
    const [a, b, c] = [await record({ name: '甲' }), await record({ name: '乙' }), await record({ name: '丙' })];
    const results = await Promise.allSettled([merge(a, b), merge(c, b)]);
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    const refused = results.find((one) => one.status === 'rejected');
    expect(refused?.reason).toBeInstanceOf(ConflictError);
  });

  test('takes the values of the rule, of whoever was chosen, and joins notes', async () => {
    const old = await record({ name: '王小明', city: '杭州', address: '西湖路 1 号', note: '爱喝茶' }, later(-60));
    const young = await record({ name: '王晓明', city: '上海', note: '过敏' });
    const query = { customers: [old, young], rule: undefined, survivorId: undefined };
    const preview = await previewMerge(ctx, tables, query);
    const choice = (field: string) => preview.fields.find((one) => one.field === field)?.choice;
    expect(preview).toMatchObject({ survivorId: young, rule: 'newest' });
    expect([choice('name'), choice('city'), choice('address'), choice('note')]).toEqual([young, young, young, 'all']);
    const complete = await previewMerge(ctx, tables, { ...query, rule: 'complete' });
    expect(complete.survivorId).toBe(old);
    await mergeCustomers(ctx, tables, {
      survivorId: old,
      customerIds: [old, young],
      choices: { name: young, city: old },
    });
    expect(await getCustomer(ctx, old)).toMatchObject({
      name: '王晓明',
      city: '杭州',
      address: null,
      note: '爱喝茶\n过敏',
    });
  });

  test('the most trusted source decides where the rule says so', async () => {
    await saveMergeRules(ctx, { rule: 'source', sources: ['erp', 'shop'] });
    const shop = await record({ name: '店里的名字' });
    const erp = await record({ source: 'erp', externalId: 'E-9', name: '系统的名字' }, later(-60));
    expect(await previewMerge(ctx, tables, { customers: [shop, erp] })).toMatchObject({
      survivorId: erp,
      rule: 'source',
    });
    await saveMergeRules(ctx, { rule: 'newest', sources: [] });
  });

  test('refuses records out of sight, unknown ones, and choices that are none of them', async () => {
    const [a, b] = [await record({ name: '甲' }), await record({ name: '乙' })];
    const manager: Actor = {
      kind: 'user',
      id: 'manager',
      name: '林晓',
      role: 'account_manager',
      scope: { kind: 'own', userId: 'manager', storeIds: [] },
    };
    const body = { survivorId: a, customerIds: [a, b], choices: {} };
    await expect(mergeCustomers({ ...ctx, actor: manager }, tables, body)).rejects.toThrow(NotFoundError);
    await expect(merge(a, 999_999)).rejects.toThrow(NotFoundError);
    await expect(mergeCustomers(ctx, tables, { ...body, choices: { name: 999_999 } })).rejects.toThrow(InvalidError);
    await expect(mergeCustomers(ctx, tables, { ...body, survivorId: 999_999 })).rejects.toThrow(InvalidError);
    expect(await findLiving(ctx, b)).toBe(b);
  });
});

describe('undoing', () => {
  test('restores both sides after new activity: what names an identity that went back goes with it', async () => {
    const phone = phoneNo();
    const a = await record({ externalId: 'U-A', name: '李雷', phone: phoneNo() });
    const b = await record({ externalId: 'U-B', name: '韩梅', phone, city: '成都' });
    await buy(ctx, order('u-1', { externalId: 'U-A' }), order('u-2', { externalId: 'U-B' }));
    const before = [await getCustomer(ctx, a), await getCustomer(ctx, b)];
    const { mergeId } = await mergeCustomers(ctx, tables, { survivorId: a, customerIds: [a, b], choices: { name: b } });
    await updateCustomer(later(1), a, { occupation: '教师' });
    await buy(
      later(2),
      order('u-3', { externalId: 'U-B' }),
      order('u-4', { externalId: 'U-A' }),
      order('u-2', { externalId: 'U-B' }, 500),
    );
    expect(await undoMerge(later(3), tables, mergeId)).toEqual({ restoredIds: [b] });
    const after = [await getCustomer(ctx, a), await getCustomer(ctx, b)];
    const alike = (one: object | undefined) => ({ ...one, updatedAt: null });
    expect(alike(after[0])).toEqual(alike({ ...before[0], occupation: '教师' }));
    expect(alike(after[1])).toEqual(alike(before[1]));
    expect([await ordersOf(a), await ordersOf(b)]).toEqual([
      ['u-1', 'u-4'],
      ['u-2', 'u-3'],
    ]);
    expect(await undoMerge(later(4), tables, mergeId)).toEqual({ restoredIds: [] });
    expect((await sql`select from customers.merged_rows where customer_id in (${a}, ${b})`.execute(db)).rows).toEqual(
      [],
    );
  });

  test('of a chain works in any order', async () => {
    for (const firstUndone of [0, 1]) {
      const [a, b, c] = [
        await record({ name: '甲' }),
        await record({ name: '乙', city: '西安' }),
        await record({ name: '丙', city: '北京' }),
      ];
      const own = async () =>
        [await getCustomer(ctx, a), await getCustomer(ctx, b), await getCustomer(ctx, c)].map((one) => ({
          ...one,
          updatedAt: null,
        }));
      const before = await own();
      const merges = [await merge(a, b), await merge(c, a)];
      expect(await findLiving(ctx, b)).toBe(c);
      expect((await getCustomer(ctx, c)).identities).toHaveLength(3);
      for (const n of [firstUndone, 1 - firstUndone]) await undoMerge(ctx, tables, merges[n]?.mergeId ?? 0);
      expect(await own()).toEqual(before);
    }
  });

  test('of one record of several leaves what would have stood without it', async () => {
    const a = await record({ name: '甲' });
    const b = await record({ city: '西安', occupation: '医生' }, later(-1));
    const c = await record({ city: '北京' }, later(-2));
    const { mergeId } = await merge(a, b, c);
    expect(await getCustomer(ctx, a)).toMatchObject({ city: '西安', occupation: '医生' });
    await undoMerge(ctx, tables, mergeId, [b]);
    expect(await getCustomer(ctx, a)).toMatchObject({ name: '甲', city: '北京', occupation: null });
    expect(await findLiving(ctx, c)).toBe(a);
    const { rows } = await listMerges(ctx, { limit: 10, customerId: a });
    expect(rows).toMatchObject([
      {
        mergeId,
        survivor: { customerId: a },
        records: [
          { customerId: b, undoable: false },
          { customerId: c, undoable: true },
        ],
      },
    ]);
    expect((await mergeTimeline.list(ctx, a, null, 10)).map((one) => one.kind).toSorted()).toEqual([
      'merged',
      'merged',
      'unmerged',
    ]);
  });
});
