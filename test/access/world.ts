/**
 * A house with staff, stores, teams, and customers of every kind of nearness; and more customers for later, of whom only
 * those who see everybody may learn. Customers and orders come in by the front door; every other table that a module
 * keeps of single customers is given a row for each of the hidden, made from the table's own description.
 */
import { sql } from 'kysely';
import { createPerson, createTeam, saveStores, type Auth } from '#modules/access/index.ts';
import { recordCustomers } from '#modules/customers/index.ts';
import { recordOrders, refreshRollups, type OrderDraft } from '#modules/orders/index.ts';
import { refreshScores } from '#modules/scoring/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import type { OwnedTable } from '#platform/owned-tables.ts';
import { fillTable } from './rows.ts';

export type Staff = { me: string; mate: string; stranger: string; myStore: number; otherStore: number };

export async function makeStaff(ctx: Ctx, auth: Auth): Promise<Staff> {
  const [mine, other] = await saveStores(ctx, [
    { code: 'MINE', name: '我的店' },
    { code: 'OTHER', name: '别家店' },
  ]);
  const make = async (id: string, storeIds: number[]) => {
    const draft = {
      name: id,
      email: `${id}@example.com`,
      password: 'a long password',
      role: 'account_manager' as const,
    };
    return (await createPerson(ctx, auth, { ...draft, storeIds })).id;
  };
  const myStore = mine?.storeId ?? 0;
  const otherStore = other?.storeId ?? 0;
  const [me, mate, stranger] = [
    await make('me', [myStore]),
    await make('mate', []),
    await make('stranger', [otherStore]),
  ];
  await createTeam(ctx, { name: '一队', leadId: null, memberIds: [me, mate], active: true });
  return { me, mate, stranger, myStore, otherStore };
}

/** Who a customer belongs to, and what of the house may know of them. */
export type Kind = { key: string; owner: string | null; store: number; seenBy: readonly string[] };

export const kindsOf = ({ me, mate, stranger, myStore, otherStore }: Staff): Kind[] => [
  { key: 'mine', owner: me, store: otherStore, seenBy: ['own', 'stores', 'team'] },
  { key: 'free', owner: null, store: myStore, seenBy: ['own', 'stores', 'team'] },
  { key: 'mates', owner: mate, store: otherStore, seenBy: ['team'] },
  { key: 'taken', owner: stranger, store: myStore, seenBy: ['stores'] },
  { key: 'far', owner: stranger, store: otherStore, seenBy: [] },
  { key: 'loose', owner: null, store: otherStore, seenBy: [] },
];

/** A text that stands in everything told of one customer, and in nothing else. */
export const markOf = (key: string): string => `标记${key}${key.length}号`;

/** Customers of these kinds, `each` of them; what they bought is the same for all. Ids in the order made. */
export async function addCustomers(ctx: Ctx, kinds: readonly Kind[], each: number, prefix: string): Promise<number[]> {
  const made = kinds.flatMap((kind) =>
    Array.from({ length: each }, (_, n) => ({ kind, mark: `${markOf(kind.key)}${prefix}${n}` })),
  );
  const rows = await recordCustomers(
    ctx,
    made.map(({ kind, mark }, n) => ({
      name: mark,
      externalId: `${kind.key}-${prefix}-${n}`,
      source: 'file',
      phone: `1380${prefix === 'a' ? 1 : 2}${String(n).padStart(6, '0')}`,
      email: `${kind.key}-${prefix}-${n}@example.com`,
      city: '上海',
      birthday: '1990-02-28',
      note: mark,
      address: mark,
      storeId: kind.store,
      registeredAt: new Date(ctx.now.getTime() - (n + 1) * 86_400_000).toISOString(),
    })),
  );
  const ids = rows.map((row) => row.customerId ?? 0);
  for (const [n, { kind }] of made.entries())
    await sql`update customers.customers set owner_id = ${kind.owner} where customer_id = ${ids[n]}`.execute(ctx.db);
  const orders = made.map(({ kind }, n) => orderOf(ctx, `${kind.key}-${prefix}-${n}`));
  await inTransaction(ctx, (inner) => recordOrders(inner, orders));
  await refreshRollups(ctx, { customerIds: ids });
  await refreshScores(ctx, { customerIds: ids });
  return ids;
}

const orderOf = (ctx: Ctx, externalId: string): OrderDraft => ({
  source: 'file',
  externalId: `order-${externalId}`,
  customer: { externalId },
  placedAt: new Date(ctx.now.getTime() - 5 * 86_400_000),
  status: 'completed',
  channel: null,
  store: null,
  returnOf: null,
  lines: [{ sku: 'SKU', name: '精华液', quantity: 1, unitPriceCents: 12_300, discountCents: 0 }],
});

/** A row in every described table for each of the customers who has none there; somebody else's work. */
export async function fillTables(
  ctx: Ctx,
  tables: readonly OwnedTable[],
  customerIds: readonly number[],
  staffId: string,
): Promise<string[]> {
  const problems: string[] = [];
  for (const { table } of tables)
    for (const customerId of customerIds) {
      const problem = await fillTable(ctx, table, customerId, staffId);
      if (problem) problems.push(problem);
    }
  return [...new Set(problems)];
}
