/**
 * Merging, importing, undoing either, and erasing get in each other's way: over the real modules, in any order, no row refers
 * to nobody, no order or event is lost or doubled, every identity leads to somebody who is there, and totals equal a
 * recompute from scratch. `property.test.ts` and `../import/undo-property.test.ts` look closer, each at its half.
 */
import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findLiving, mergeCustomers, recordCustomers, undoMerge, updateCustomer } from '#modules/customers/index.ts';
import { recordInteractions } from '#modules/interactions/index.ts';
import { recordOrders, refreshAllRollups } from '#modules/orders/index.ts';
import { eraseCustomers } from '#modules/privacy/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { ConflictError } from '#platform/errors.ts';
import { testDatabase } from '#test/database.ts';
import { deps, importers, importText, settle, strays, undo, undoing } from '../import/undoing.ts';
import { lostEnds } from './ends.ts';

const { ctx: start, db } = await testDatabase();
const tables = undoing.ownedTables;
const household = { dataDir: deps.dataDir, ownedTables: () => tables, importers: () => importers };

const PEOPLE = 4;
const who = fc.nat(PEOPLE - 1);
const no = fc.nat(4);
const cents = fc.integer({ min: 1, max: 3 }).map((n) => n * 100);
const city = fc.constantFrom('上海', '杭州', '');

type Told = { no: number; who: number | null; cents: number };
type Deed =
  | { do: 'people'; rows: { who: number; city: string; tag: boolean; phone: boolean }[] }
  | { do: 'orders'; lines: Told[] }
  | { do: 'person'; who: number }
  | { do: 'erase'; who: number }
  | { do: 'order'; told: Told & { who: number } }
  | { do: 'event'; who: number; no: number }
  | { do: 'edit'; who: number; city: string }
  | { do: 'merge'; who: number; other: number }
  | { do: 'unmerge'; which: number }
  | { do: 'undo'; which: number };

const one = <Do extends Deed['do']>(name: Do) => fc.constant(name);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: one('people'),
      rows: fc.uniqueArray(fc.record({ who, city, tag: fc.boolean(), phone: fc.boolean() }), {
        minLength: 1,
        selector: (row) => row.who,
      }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: one('orders'),
      lines: fc.uniqueArray(fc.record({ no, who: fc.option(who, { freq: 4 }), cents }), {
        minLength: 1,
        maxLength: 3,
        selector: (line) => line.no,
      }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: one('person'), who }) },
  { weight: 2, arbitrary: fc.record({ do: one('order'), told: fc.record({ no, who, cents }) }) },
  { weight: 2, arbitrary: fc.record({ do: one('event'), who, no }) },
  { weight: 1, arbitrary: fc.record({ do: one('edit'), who, city }) },
  { weight: 5, arbitrary: fc.record({ do: one('merge'), who, other: who }) },
  { weight: 2, arbitrary: fc.record({ do: one('unmerge'), which: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ do: one('undo'), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: one('erase'), who }) },
);

class World {
  readonly run: number;
  /** By number of the order, who told it: an import, or (null) somebody who stays. The last one stands. */
  readonly told = new Map<number, { by: number | null; cents: number }[]>();
  readonly imports: number[] = [];
  readonly merges: number[] = [];
  erased = false;
  private minutes = 0;

  constructor(run: number) {
    this.run = run;
  }

  tick(): Ctx {
    this.minutes += 1;
    return { ...start, now: new Date(start.now.getTime() + this.minutes * 60_000) };
  }

  code = (n: number) => `W${this.run}-${n}`;
  phone = (n: number) => `138${String(this.run).padStart(6, '0')}${String(n).padStart(2, '0')}`;

  async act(deed: Deed): Promise<void> {
    const ctx = this.tick();
    if (deed.do === 'people') return await this.people(ctx, deed.rows);
    if (deed.do === 'orders') return await this.orders(ctx, deed.lines);
    if (deed.do === 'person') return await this.person(ctx, deed.who);
    if (deed.do === 'order') return await this.order(ctx, deed.told);
    if (deed.do === 'event') return await this.event(ctx, deed);
    if (deed.do === 'merge') return await this.merge(ctx, deed);
    if (deed.do === 'unmerge') return await this.unmerge(ctx, deed.which);
    if (deed.do === 'undo') return await this.undo(ctx, this.imports[deed.which % Math.max(1, this.imports.length)]);
    const customerId = await this.idOf(deed.who);
    if (customerId === null) return;
    if (deed.do === 'edit') return void (await updateCustomer(ctx, customerId, { city: deed.city || null }));
    this.erased = true;
    await eraseCustomers(ctx, household, [customerId]);
  }

  private async people(ctx: Ctx, rows: (Deed & { do: 'people' })['rows']): Promise<void> {
    const lines = rows.map(
      (row) => `${this.code(row.who)},${row.phone ? this.phone(row.who) : ''},${row.city},${row.tag ? '老客' : ''}`,
    );
    const { batchId } = await importText(ctx, 'customers', ['会员号,手机号,城市,标签', ...lines, ''].join('\n'));
    this.imports.push(batchId);
  }

  private async orders(ctx: Ctx, lines: readonly Told[]): Promise<void> {
    const rows = lines.map(
      (line) =>
        `O${this.run}-${line.no},2026-01-05,${line.who === null ? '' : this.code(line.who)},S,1,${line.cents / 100}`,
    );
    const { batchId } = await importText(
      ctx,
      'orders',
      ['订单号,下单时间,客户编号,商品编码,数量,单价', ...rows, ''].join('\n'),
    );
    this.imports.push(batchId);
    for (const line of lines)
      this.told.set(line.no, [...(this.told.get(line.no) ?? []), { by: batchId, cents: line.cents }]);
  }

  private async person(ctx: Ctx, n: number): Promise<void> {
    await recordCustomers(ctx, [{ source: 'shop', externalId: this.code(n), phone: this.phone(n) }]);
  }

  private async order(ctx: Ctx, told: Told & { who: number }): Promise<void> {
    const placedAt = new Date('2026-01-05T00:00:00+08:00');
    const lines = [{ sku: 'S', quantity: 1, unitPriceCents: told.cents, discountCents: 0 }];
    const order = {
      source: 'shop',
      externalId: `O${this.run}-${told.no}`,
      placedAt,
      status: 'completed',
      lines,
    } as const;
    const without = { channel: null, store: null, returnOf: null };
    const customer = { externalId: this.code(told.who) };
    await inTransaction(ctx, (inner) => recordOrders(inner, [{ ...order, ...without, customer, lines: [...lines] }]));
    this.told.set(told.no, [{ by: null, cents: told.cents }]);
  }

  private async event(ctx: Ctx, { who: n, no: number }: Deed & { do: 'event' }): Promise<void> {
    const externalId = `V${this.run}-${number}`;
    const at = '2026-02-01T10:00:00+08:00';
    const event = { source: 'shop', externalId, kind: 'page_view', at, customer: { externalId: this.code(n) } };
    await inTransaction(ctx, (inner) => recordInteractions(inner, [event]));
  }

  private async merge(ctx: Ctx, { who: n, other }: Deed & { do: 'merge' }): Promise<void> {
    const [survivorId, loserId] = [await this.idOf(n), await this.idOf(other)];
    if (survivorId === null || loserId === null || survivorId === loserId) return;
    const wish = { customerIds: [survivorId, loserId], survivorId, choices: {} };
    this.merges.push((await mergeCustomers(ctx, tables, wish)).mergeId);
  }

  /** Refused where somebody of it was forgotten meanwhile. */
  private async unmerge(ctx: Ctx, which: number): Promise<void> {
    const mergeId = this.merges[which % Math.max(1, this.merges.length)];
    if (mergeId === undefined) return;
    await undoMerge(ctx, tables, mergeId).catch((error: unknown) => {
      if (!(error instanceof ConflictError) || !this.erased) throw error;
    });
    this.merges.splice(this.merges.indexOf(mergeId), 1);
  }

  private async undo(ctx: Ctx, batchId: number | undefined): Promise<void> {
    if (batchId === undefined) return;
    const { foreseen, done } = await undo(ctx, batchId);
    if (!isDeepStrictEqual(done, foreseen))
      throw new Error(`foreseen ${JSON.stringify(foreseen)}, done ${JSON.stringify(done)}`);
    this.imports.splice(this.imports.indexOf(batchId), 1);
    for (const [number, pile] of this.told)
      this.told.set(
        number,
        pile.filter(({ by }) => by !== batchId),
      );
  }

  private async idOf(n: number): Promise<number | null> {
    const { rows } = await sql<{ customer_id: number }>`
      select customer_id from customers.identities where value = ${this.code(n)}`.execute(db);
    return rows[0] ? await findLiving(start, rows[0].customer_id) : null;
  }

  expected = (): string[] =>
    [...this.told].flatMap(([n, pile]) => (pile.length > 0 ? [`O${this.run}-${n}`] : [])).toSorted();
}

/** Directories that lead nowhere, and records that are merged and yet in sight. */
async function astray(): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select 'identity of nobody' as what from customers.identities i
      where not exists (select from customers.customers c where c.customer_id = i.customer_id)
    union all select 'tombstone of nobody' from customers.tombstones t
      where not exists (select from customers.customers c where c.customer_id = t.customer_id)
    union all select 'merged and in sight' from customers.tombstones t join customers.customers c on c.customer_id = t.merged_id
    union all select 'lines and total differ' from orders.orders o where gross_cents <> (
      select coalesce(sum(l.amount_cents), 0) from orders.order_lines l where (l.customer_id, l.order_id) = (o.customer_id, o.order_id))`.execute(
    db,
  );
  return rows.map(({ what }) => what);
}

async function ordersOf(world: World): Promise<string[]> {
  const mine = `O${world.run}-%`;
  const { rows } = await sql<{ id: string }>`
    select external_id as id from orders.orders where external_id like ${mine}
    union all select external_id from orders.unmatched where external_id like ${mine}`.execute(db);
  return rows.map(({ id }) => id).toSorted();
}

/** What is wrong with the house, and the orders it has. */
async function look(world: World) {
  await settle(world.tick());
  const { rows } = await sql<{ rollups: number; scores: number; customers: number; days: number; events: number }>`
    select (select count(*)::int from orders.rollups) as rollups, (select count(*)::int from scoring.scores) as scores,
      (select count(*)::int from customers.customers) as customers,
      (select coalesce(sum(times), 0)::int from interactions.days) as days,
      (select count(*)::int from interactions.interactions) as events`.execute(db);
  const [totals] = rows;
  const orders = await ordersOf(world);
  return {
    wrong: [...(await strays(start)), ...(await lostEnds(db, tables)), ...(await astray())],
    twice: orders.filter((order, n) => orders.indexOf(order) !== n),
    // Whom somebody forgotten ordered for nobody knows any more, so a file may tell it anew.
    orders: world.erased ? world.expected() : orders,
    stale: await refreshAllRollups(world.tick()),
    unjudged: [totals?.rollups, totals?.scores].map((rows) => (totals?.customers ?? 0) - (rows ?? 0)),
    uncounted: (totals?.events ?? 0) - (totals?.days ?? 0),
  };
}

let run = 0;

test('any sequence of making, importing, merging, undoing either and erasing leaves the house whole', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 4, maxLength: 12 }), async (deeds) => {
      const world = new World((run += 1));
      for (const next of deeds) await world.act(next);
      const whole = { wrong: [], twice: [], stale: 0, unjudged: [0, 0], uncounted: 0 };
      expect(await look(world)).toEqual({ ...whole, orders: world.expected() });
    }),
    { numRuns: 4, seed: 20_261_127 },
  );
});
