/**
 * Whatever is made, imported, merged, taken apart again and erased, in whatever order: no row refers to nobody, no fact is lost or
 * doubled, everything lies with whoever holds the identity it names, totals equal a recompute from scratch, and when
 * everything is apart again each record is what it was. Over the real modules and their reactions; one table is added that
 * unites rows by a rule, so that the rule is tried harder than any module does.
 */
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  findLiving,
  getCustomer,
  joinHousehold,
  mergeCustomers,
  recordCustomers,
  removeRelation,
  saveRelation,
  undoMerge,
  updateCustomer,
} from '#modules/customers/index.ts';
import { recordInteractions } from '#modules/interactions/index.ts';
import { recordOrders, refreshAllRollups } from '#modules/orders/index.ts';
import { eraseCustomers } from '#modules/privacy/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { ConflictError } from '#platform/errors.ts';
import type { OwnedTable } from '#platform/owned-tables.ts';
import { testDatabase } from '#test/database.ts';
import { deed, RECORDS, type Deed } from './deeds.ts';
import { lostEnds, readPairs } from './ends.ts';
import { renew, yearsOf, type Plan } from './renewals.ts';
import { reactionTasks } from '../../server/app.ts';
import { houseWithoutDatabase } from '../../scripts/openapi.ts';

const { ctx: start, db } = await testDatabase();
const { house, close } = houseWithoutDatabase();
await close();

await sql`
  create table customers.wishes (customer_id bigint, what text, strength int not null, primary key (customer_id, what))`.execute(
  db,
);
const wishes: OwnedTable = {
  table: 'customers.wishes',
  key: ['what'],
  onMerge: 'unite',
  resolve: (a, b) => (Number(a.strength) >= Number(b.strength) ? a : b),
  personal: [],
};
const modules = house.modules;
const household = {
  dataDir: path.join(os.tmpdir(), `liuke-merging-${process.pid}`),
  ownedTables: () => tables,
  importers: () => modules.flatMap((module) => module.importers ?? []),
};
const tables: OwnedTable[] = [...house.modules.flatMap((module) => module.ownedTables ?? []), wishes];

type Record = {
  customerId: number;
  externalId: string;
  city: string | null;
  wishes: Map<string, number>;
  plan: Plan;
};

/** One house of a run: its records have numbers nobody else has, so that runs may follow each other in one database. */
class World {
  readonly run: number;
  readonly records: Record[] = [];
  readonly orders = new Map<string, { cents: number; externalId: string }>();
  readonly events = new Set<string>();
  /** By the ids they were written with. */
  readonly relations = new Set<string>();
  readonly erased = new Set<number>();
  readonly merges: { mergeId: number; survivorId: number; mergedIds: number[] }[] = [];
  private minutes = 0;

  constructor(run: number) {
    this.run = run;
  }

  /** Every deed a minute after the one before. */
  tick(): Ctx {
    this.minutes += 1;
    return { ...start, now: new Date(start.now.getTime() + this.minutes * 60_000) };
  }

  async begin(): Promise<void> {
    const drafts = Array.from({ length: RECORDS }, (_, n) => ({
      source: 'shop',
      externalId: `R${this.run}-${n}`,
      name: `客${n}`,
      ...(n % 2 === 0 && { city: '北京' }),
      phone: `139${String(this.run).padStart(5, '0')}${String(n).padStart(3, '0')}`,
    }));
    const rows = await recordCustomers(this.tick(), drafts);
    for (const [n, draft] of drafts.entries())
      this.records.push({
        customerId: rows[n]?.customerId ?? 0,
        externalId: draft.externalId,
        city: draft.city ?? null,
        wishes: new Map(),
        plan: { years: [], dateId: null },
      });
  }

  async act(deed: Deed): Promise<void> {
    const ctx = this.tick();
    if (deed.do === 'order') return await this.order(ctx, deed);
    if (deed.do === 'event') return await this.event(ctx, deed);
    if (deed.do === 'edit') return await this.edit(ctx, deed);
    if (deed.do === 'wish') return await this.wish(deed);
    if (deed.do === 'relate' || deed.do === 'unrelate') return await this.relate(ctx, deed);
    if (deed.do === 'house') return await this.house(ctx, deed);
    if (deed.do === 'renew') return await this.renew(ctx, deed);
    if (deed.do === 'merge') return await this.merge(ctx, deed);
    const merge = this.merges[deed.which % Math.max(1, this.merges.length)];
    if (merge) await undoMerge(ctx, tables, merge.mergeId);
  }

  private at(n: number): Record {
    const record = this.records[n];
    if (!record) throw new Error('no such record');
    return record;
  }

  /** The record in sight where this one is. */
  private async inSight(n: number): Promise<Record> {
    const living = await findLiving(start, this.at(n).customerId);
    const found = this.records.find((one) => one.customerId === living);
    if (!found) throw new Error('led to nobody');
    return found;
  }

  private async order(ctx: Ctx, { who, no, cents }: Deed & { do: 'order' }): Promise<void> {
    const { externalId } = this.at(who);
    const id = `O${this.run}-${no}`;
    const lines = Array.from({ length: 1 + (cents % 3) }, (_, n) => ({
      sku: `S${n}`,
      quantity: 1,
      unitPriceCents: cents,
      discountCents: 0,
    }));
    const placedAt = new Date('2026-01-05T12:00:00+08:00');
    const order = {
      source: 'shop',
      externalId: id,
      placedAt,
      status: 'completed',
      channel: null,
      store: null,
      returnOf: null,
      customer: { externalId },
      lines,
    } as const;
    await inTransaction(ctx, (inner) => recordOrders(inner, [{ ...order, lines: [...lines] }]));
    this.orders.set(id, { cents: cents * lines.length, externalId });
  }

  private async event(ctx: Ctx, { who, no }: Deed & { do: 'event' }): Promise<void> {
    const { externalId } = this.at(who);
    const id = `E${this.run}-${who}-${no}`;
    await inTransaction(ctx, (inner) =>
      recordInteractions(inner, [
        {
          source: 'shop',
          externalId: id,
          kind: 'page_view',
          at: '2026-02-01T10:00:00+08:00',
          customer: { externalId },
        },
      ]),
    );
    this.events.add(id);
  }

  /** Of a value written under several records the one in sight keeps it. */
  private async edit(ctx: Ctx, { who, city }: Deed & { do: 'edit' }): Promise<void> {
    const record = await this.inSight(who);
    const before = await getCustomer(ctx, record.customerId);
    await updateCustomer(ctx, record.customerId, { city });
    // Writing what stands already is no edit.
    if (before.city !== city) record.city = city;
  }

  /** Wishes are told of records that stand by themselves; under a merge they would be the survivor's. */
  private async wish({ who, what, strength }: Deed & { do: 'wish' }): Promise<void> {
    const record = this.at(who);
    if ((await this.familyOf(record.customerId)).length !== 1 || (await this.inSight(who)) !== record) return;
    await sql`
      insert into customers.wishes values (${record.customerId}, ${what}, ${strength})
      on conflict (customer_id, what) do update set strength = excluded.strength`.execute(db);
    record.wishes.set(what, strength);
  }

  /** As of wishes. */
  private async renew(ctx: Ctx, { who }: Deed & { do: 'renew' }): Promise<void> {
    const record = this.at(who);
    if ((await this.familyOf(record.customerId)).length !== 1 || (await this.inSight(who)) !== record) return;
    await renew(ctx, record.customerId, record.plan);
  }

  /** What was written under several records of one customer reads as one relation, and ends as one. */
  private async relate(ctx: Ctx, deed: Deed & { do: 'relate' | 'unrelate' }): Promise<void> {
    const customerId = (await this.inSight(deed.who)).customerId;
    const otherCustomerId = (await this.inSight(deed.other)).customerId;
    if (customerId === otherCustomerId) return;
    const wish = { customerId, otherCustomerId, kind: deed.kind, way: 'forth' as const };
    const same = await this.readingAs(deed.kind, customerId, otherCustomerId);
    if (deed.do === 'unrelate') {
      await removeRelation(ctx, wish);
      for (const one of same) this.relations.delete(one);
    } else {
      await saveRelation(ctx, wish, { note: null, main: false });
      if (same.length === 0) this.relations.add(`${deed.kind} ${customerId} ${otherCustomerId}`);
    }
  }

  private async readingAs(kind: string, ownId: number, otherId: number): Promise<string[]> {
    const found: string[] = [];
    for (const one of this.relations) {
      const [of, own, other] = one.split(' ');
      const [a, b] = [await findLiving(start, Number(own)), await findLiving(start, Number(other))];
      const same = (a === ownId && b === otherId) || (kind === 'friend' && a === otherId && b === ownId);
      if (of === kind && same) found.push(one);
    }
    return found;
  }

  private async house(ctx: Ctx, { who, other }: Deed & { do: 'house' }): Promise<void> {
    const [one, two] = [await this.inSight(who), await this.inSight(other)];
    if (one !== two) await joinHousehold(ctx, one.customerId, two.customerId);
  }

  private async merge(ctx: Ctx, { survivor, losers }: Deed & { do: 'merge' }): Promise<void> {
    const into = await this.inSight(survivor);
    const records = await Promise.all(losers.map((n) => this.inSight(n)));
    const customerIds = [...new Set([into, ...records].map((one) => one.customerId))];
    if (customerIds.length < 2) return;
    const merged = await mergeCustomers(ctx, tables, { customerIds, survivorId: into.customerId, choices: {} });
    this.merges.push({ mergeId: merged.mergeId, survivorId: into.customerId, mergedIds: merged.mergedIds });
  }

  async familyOf(customerId: number): Promise<Record[]> {
    const living = await Promise.all(this.records.map((one) => findLiving(start, one.customerId)));
    return this.records.filter((_, n) => living[n] === customerId);
  }

  /** Forgets whoever is in sight where this record is, with everything that was merged into it. */
  async erase(n: number): Promise<void> {
    const { customerId } = await this.inSight(n);
    for (const one of await this.familyOf(customerId)) this.erased.add(one.customerId);
    for (const one of this.relations)
      if (one.split(' ').some((part) => this.erased.has(Number(part)))) this.relations.delete(one);
    await eraseCustomers(this.tick(), household, [customerId]);
  }

  /** What was merged into somebody forgotten stays there. */
  async undoEverything(order: readonly number[]): Promise<void> {
    const merges = this.merges.map((merge, n) => ({ ...merge, turn: order[n % order.length] ?? 0 }));
    merges.sort((a, b) => a.turn - b.turn);
    for (const { mergeId, mergedIds } of merges) {
      const undone = undoMerge(this.tick(), tables, mergeId);
      if (mergedIds.some((one) => this.erased.has(one))) await undone.catch(refusedAsErased);
      else await undone;
    }
  }
}

function refusedAsErased(error: unknown): void {
  if (!(error instanceof ConflictError)) throw error;
}

async function settle(ctx: Ctx): Promise<void> {
  const tasks = reactionTasks();
  for (;;) {
    const { rows } = await sql<{ id: string; name: string; payload: object }>`
      select j.id, j.task_identifier as name, p.payload from graphile_worker.jobs j
      join graphile_worker._private_jobs p on p.id = j.id order by j.id`.execute(db);
    if (rows.length === 0) return;
    await sql`select graphile_worker.complete_jobs(${rows.map((row) => row.id)}::bigint[])`.execute(db);
    for (const row of rows) await tasks[row.name]?.(ctx, row.payload as never);
  }
}

async function strays(): Promise<string[]> {
  const found = await Promise.all(
    tables
      .filter(({ table }) => table !== 'customers.customers')
      .map(async ({ table }) => {
        const { rows } = await sql`
          select from ${sql.table(table)} t
          where not exists (select from customers.customers c where c.customer_id = t.customer_id) limit 1`.execute(db);
        return rows.length > 0 ? [table] : [];
      }),
  );
  return found.flat();
}

async function check(world: World): Promise<void> {
  expect(await strays()).toEqual([]);
  expect(await lostEnds(db, tables)).toEqual([]);
  const written = world.records.map((one) => one.customerId);
  expect(await readPairs(db, written)).toEqual({ rows: 2 * world.relations.size, astray: 0, alone: 0 });
  const { rows: orders } = await sql<{
    external_id: string;
    cents: number;
    lines: number;
    holder: string;
    refs: number;
  }>`
    select o.external_id, o.gross_cents as cents,
      (select coalesce(sum(amount_cents), 0)::bigint from orders.order_lines l where (l.customer_id, l.order_id) = (o.customer_id, o.order_id)) as lines,
      (select count(*)::int from orders.order_refs r where (r.customer_id, r.order_id) = (o.customer_id, o.order_id)) as refs,
      (select string_agg(i.value, ',') from customers.identities i where i.customer_id = o.customer_id and i.kind = 'external') as holder
    from orders.orders o where o.external_id like ${`O${world.run}-%`}`.execute(db);
  expect(orders.map((one) => one.external_id).toSorted()).toEqual([...world.orders.keys()].toSorted());
  for (const one of orders) {
    const told = world.orders.get(one.external_id);
    expect(one).toMatchObject({ cents: told?.cents, lines: told?.cents, refs: 1 });
    const named = world.records.find((record) => record.externalId === told?.externalId);
    const holders = world.erased.has(named?.customerId ?? 0) ? [told?.externalId] : one.holder.split(',');
    expect(holders).toContain(told?.externalId);
  }
  const ids = world.records.map((one) => one.customerId);
  const { rows: events } = await sql<{ count: number }>`
    select count(*)::int as count from interactions.interactions where customer_id = any(${ids}::bigint[])`.execute(db);
  expect(events[0]?.count).toBe(world.events.size);
  const { rows: identities } = await sql<{ count: number }>`
    select count(*)::int as count from customers.identities where customer_id = any(${ids}::bigint[])`.execute(db);
  expect(identities[0]?.count).toBe(2 * (RECORDS - world.erased.size));
  for (const { customerId } of world.records) {
    const family = await world.familyOf(customerId);
    const { rows } = await sql<{ what: string; strength: number }>`
      select what, strength from customers.wishes where customer_id = ${customerId} order by what`.execute(db);
    const wished = ['a', 'b'].flatMap((what) => {
      const strengths = family.flatMap((one) => one.wishes.get(what) ?? []);
      return strengths.length > 0 ? [{ what, strength: Math.max(...strengths) }] : [];
    });
    expect(rows).toEqual(wished);
    const years = world.erased.has(customerId) ? [] : family.flatMap((one) => one.plan.years).toSorted((a, b) => a - b);
    expect(await yearsOf(start, customerId)).toEqual(years);
  }
}

/** Totals as they stand are what they would be if everything was made anew, and nobody is left out or left over. */
async function checkTotals(ctx: Ctx): Promise<void> {
  await settle(ctx);
  expect(await strays()).toEqual([]);
  const running = () => ctx.db.selectFrom('orders.running_totals').selectAll().orderBy('customer_id').execute();
  const asKept = await running();
  expect(await refreshAllRollups(ctx)).toBe(0);
  expect(await running()).toEqual(asKept);
  const { rows } = await sql<{ rollups: number; scores: number; customers: number; days: number; events: number }>`
    select (select count(*)::int from orders.rollups) as rollups, (select count(*)::int from scoring.scores) as scores,
      (select count(*)::int from customers.customers) as customers,
      (select coalesce(sum(times), 0)::int from interactions.days) as days,
      (select count(*)::int from interactions.interactions) as events`.execute(db);
  const [totals] = rows;
  expect(totals).toMatchObject({ rollups: totals?.customers, scores: totals?.customers, days: totals?.events });
}

let run = 0;

test('any sequence of recording, merging, undoing and erasing loses, doubles and misplaces nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(deed, { minLength: 4, maxLength: 14 }),
      fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
      async (deeds, order) => {
        const world = new World((run += 1));
        await world.begin();
        for (const one of deeds) await world.act(one);
        await check(world);
        await checkTotals(world.tick());
        if ((order[0] ?? 0) % 2 === 0) {
          await world.erase((order[1] ?? 0) % RECORDS);
          await check(world);
          await checkTotals(world.tick());
        }
        await world.undoEverything(order);
        await check(world);
        await checkTotals(world.tick());
        for (const record of world.records.filter((one) => !world.erased.has(one.customerId))) {
          const customer = await getCustomer(start, record.customerId);
          expect(customer).toMatchObject({
            code: record.externalId,
            city: record.city,
            phone: customer.identities.find(({ kind }) => kind === 'phone')?.value,
          });
        }
        const kept =
          await sql`select from customers.merged_rows union all select from customers.merged_profiles`.execute(db);
        expect(kept.rows).toHaveLength(0);
      },
    ),
    { numRuns: 10, seed: 20_260_301 },
  );
});
