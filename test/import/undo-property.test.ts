/**
 * Whatever is imported, corrected, recorded by other ways and undone, in whatever order: every order and every stay stands as the
 * last one who still speaks says, nobody is taken for having looked at a field but who still does, no row refers to nobody, totals equal a recompute, an undo does what was foreseen, and when everything
 * is undone and nobody else spoke nothing is left.
 */
import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { updateCustomer } from '#modules/customers/index.ts';
import { recordInteractions } from '#modules/interactions/index.ts';
import { recordOrders, refreshAllRollups, type OrderDraft } from '#modules/orders/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { testDatabase } from '#test/database.ts';
import { importText, settle, strays, undo } from './undoing.ts';

const { ctx: start, db } = await testDatabase();

const PEOPLE = 3;
const DOCUMENTS = 4;
const CITIES = ['上海', '杭州', '成都'];

const who = fc.nat(PEOPLE - 1);
const no = fc.nat(DOCUMENTS - 1);
const cents = fc.integer({ min: 1, max: 3 }).map((n) => n * 100);

type Told = { no: number; who: number | null; cents: number };
type View = { no: number; who: number; seconds: number };
type Deed =
  | { do: 'views'; rows: View[] }
  | { do: 'view'; told: View }
  | { do: 'orders'; lines: Told[] }
  | { do: 'people'; rows: { who: number; city: string | null; tag: boolean }[] }
  | { do: 'call'; told: Told & { who: number } }
  | { do: 'edit'; who: number; city: string }
  | { do: 'undo'; which: number };

const view = fc.record({ no: fc.nat(1), who, seconds: fc.integer({ min: 1, max: 4 }) });

const imported: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({
    do: fc.constant('views' as const),
    rows: fc.uniqueArray(view, { minLength: 1, maxLength: 3, selector: (row) => `${row.who} ${row.no}` }),
  }),
  fc.record({
    do: fc.constant('orders' as const),
    lines: fc.uniqueArray(fc.record({ no, who: fc.option(who, { freq: 4 }), cents }), {
      minLength: 1,
      maxLength: 3,
      selector: (line) => line.no,
    }),
  }),
  fc.record({
    do: fc.constant('people' as const),
    rows: fc.uniqueArray(fc.record({ who, city: fc.option(fc.constantFrom(...CITIES)), tag: fc.boolean() }), {
      minLength: 1,
      selector: (row) => row.who,
    }),
  }),
);
const byOthers: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ do: fc.constant('call' as const), told: fc.record({ no, who, cents }) }),
  fc.record({ do: fc.constant('view' as const), told: view }),
  fc.record({ do: fc.constant('edit' as const), who, city: fc.constantFrom(...CITIES) }),
);
const undone: fc.Arbitrary<Deed> = fc.record({ do: fc.constant('undo' as const), which: fc.nat(9) });

/** One sheet of an order: who told it so. Without an owner it lies in the tray. */
type Sheet = { by: number | null; mention: number | null; owner: number | null; cents: number };
type Stay = { by: number | null; seconds: number };

class World {
  readonly run: number;
  readonly piles = new Map<number, Sheet[]>();
  readonly stays = new Map<string, Stay[]>();
  readonly standing: number[] = [];
  /** By the minute. */
  readonly cameAt = new Map<number, number>();
  private minutes = 0;

  constructor(run: number) {
    this.run = run;
  }

  tick(): Ctx {
    this.minutes += 1;
    return { ...start, now: new Date(start.now.getTime() + this.minutes * 60_000) };
  }

  code = (n: number) => `U${this.run}-${n}`;

  async act(deed: Deed): Promise<void> {
    const ctx = this.tick();
    if (deed.do === 'views') return await this.views(ctx, deed.rows);
    if (deed.do === 'view') return await this.view(ctx, deed.told);
    if (deed.do === 'orders') return await this.orders(ctx, deed.lines);
    if (deed.do === 'people') return await this.people(ctx, deed.rows);
    if (deed.do === 'call') return await this.call(ctx, deed.told);
    if (deed.do === 'edit') return await this.edit(ctx, deed);
    const batchId = this.standing[deed.which % Math.max(1, this.standing.length)];
    if (batchId) await this.undo(ctx, batchId);
  }

  private async orders(ctx: Ctx, lines: readonly Told[]): Promise<void> {
    const rows = lines.map(
      (one) => `O${this.run}-${one.no},2026-01-05,${one.who === null ? '' : this.code(one.who)},S,1,${one.cents / 100}`,
    );
    const text = ['订单号,下单时间,客户编号,商品编码,数量,单价', ...rows, ''].join('\n');
    const { batchId } = await importText(ctx, 'orders', text);
    this.standing.push(batchId);
    for (const told of lines) this.tell(batchId, told);
  }

  private tell(by: number | null, { no, who, cents }: Told): void {
    const pile = this.piles.get(no) ?? [];
    const top = pile.at(-1);
    const sheet = { by, mention: who, owner: who ?? top?.owner ?? null, cents };
    // Files say no status and calls do: what the one told is another order to the other.
    const alike = top?.mention === sheet.mention && top.owner === sheet.owner && top.cents === cents;
    const same = alike && (top.by === null) === (by === null);
    if (same) return;
    // Other programs keep nothing of what stood before.
    this.piles.set(no, by === null ? [sheet] : [...pile, sheet]);
  }

  private async views(ctx: Ctx, views: readonly View[]): Promise<void> {
    const rows = views.map(
      (one) => `${this.event(one)},${this.code(one.who)},2026-01-05 10:00,page_view,${one.seconds}`,
    );
    const { batchId } = await importText(
      ctx,
      'interactions',
      ['事件ID,客户编号,时间,类型,时长', ...rows, ''].join('\n'),
    );
    this.standing.push(batchId);
    for (const one of views) this.goOn(batchId, one);
  }

  private async view(ctx: Ctx, told: View): Promise<void> {
    const { seconds } = told;
    const draft = {
      source: 'shop',
      externalId: this.event(told),
      kind: 'page_view',
      at: '2026-01-05T10:00:00+08:00',
      seconds,
    };
    await inTransaction(ctx, (inner) =>
      recordInteractions(inner, [{ ...draft, customer: { externalId: this.code(told.who) } }]),
    );
    this.goOn(null, told);
  }

  private event = ({ no, who }: View) => `E${this.run}-${who}-${no}`;

  /** Longer stands. */
  private goOn(by: number | null, view: View): void {
    const { seconds } = view;
    const pile = this.stays.get(this.event(view)) ?? [];
    if (seconds <= (pile.at(-1)?.seconds ?? 0)) return;
    this.stays.set(this.event(view), by === null ? [{ by, seconds }] : [...pile, { by, seconds }]);
  }

  private async people(ctx: Ctx, rows: readonly { who: number; city: string | null; tag: boolean }[]): Promise<void> {
    const lines = rows.map((row) => `${this.code(row.who)},${row.city ?? ''},${row.tag ? '老客' : ''}`);
    const { batchId } = await importText(ctx, 'customers', ['会员号,城市,标签', ...lines, ''].join('\n'));
    this.standing.push(batchId);
    this.cameAt.set(this.minutes, batchId);
  }

  private async call(ctx: Ctx, told: Told & { who: number }): Promise<void> {
    const draft = {
      source: 'shop',
      externalId: `O${this.run}-${told.no}`,
      placedAt: new Date('2026-01-05T00:00:00+08:00'),
      status: 'completed',
      channel: null,
      store: null,
      returnOf: null,
      customer: { externalId: this.code(told.who) },
      lines: [{ sku: 'S', quantity: 1, unitPriceCents: told.cents, discountCents: 0 }],
    } as unknown as OrderDraft;
    await inTransaction(ctx, (inner) => recordOrders(inner, [draft]));
    this.tell(null, told);
  }

  private async edit(ctx: Ctx, { who, city }: Deed & { do: 'edit' }): Promise<void> {
    const customerId = await this.idOf(who);
    if (customerId !== null) await updateCustomer(ctx, customerId, { city });
  }

  async idOf(who: number): Promise<number | null> {
    const { rows } = await sql<{ customer_id: number }>`
      select customer_id from customers.identities where value = ${this.code(who)}`.execute(db);
    return rows[0]?.customer_id ?? null;
  }

  async undo(ctx: Ctx, batchId: number): Promise<void> {
    const { foreseen, done } = await undo(ctx, batchId);
    if (!isDeepStrictEqual(done, foreseen))
      throw new Error(`foreseen ${JSON.stringify(foreseen)}, done ${JSON.stringify(done)}`);
    this.standing.splice(this.standing.indexOf(batchId), 1);
    for (const [no, pile] of this.piles)
      this.piles.set(
        no,
        pile.filter((sheet) => sheet.by !== batchId),
      );
    for (const [event, pile] of this.stays)
      this.stays.set(
        event,
        pile.filter((stay) => stay.by !== batchId),
      );
  }

  /** Each order as the house has it: with whom it lies, what it is worth, by its lines too. */
  expected = () =>
    [...this.piles]
      .flatMap(([no, pile]) => {
        const top = pile.at(-1);
        return top ? [`O${this.run}-${no} ${top.owner === null ? 'tray' : this.code(top.owner)} ${top.cents}`] : [];
      })
      .toSorted();

  expectedStays = () => [...this.stays].flatMap(([, pile]) => pile.at(-1)?.seconds ?? []).toSorted((a, b) => a - b);

  /** Fields brought by an import that is none any more. */
  async forgottenChecks(): Promise<number[]> {
    const { rows } = await sql<{ minute: number }>`
      select round(extract(epoch from k.checked_at - ${start.now}) / 60)::int as minute
      from customers.field_checks k join customers.identities i using (customer_id)
      where k.how = 'brought' and i.value like ${`U${this.run}-%`}`.execute(db);
    const standing = new Set(this.standing);
    return rows.map(({ minute }) => minute).filter((minute) => !standing.has(this.cameAt.get(minute) ?? 0));
  }
}

/** What the house says of the orders, and what is wrong beside. */
async function look(world: World) {
  const mine = `O${world.run}-%`;
  const { rows } = await sql<{ said: string }>`
    select o.external_id || ' ' || i.value || ' ' || (
        select sum(l.amount_cents) from orders.order_lines l where (l.customer_id, l.order_id) = (o.customer_id, o.order_id)) as said
    from orders.orders o
    join orders.order_refs r on (r.customer_id, r.order_id, r.external_id) = (o.customer_id, o.order_id, o.external_id)
    join customers.identities i on i.customer_id = o.customer_id and i.kind = 'external'
    where o.external_id like ${mine}
    union all
    select u.external_id || ' tray ' || (
        select sum(l.amount_cents) from orders.unmatched_lines l where (l.source_id, l.external_id) = (u.source_id, u.external_id))
    from orders.unmatched u where u.external_id like ${mine}`.execute(db);
  const { rows: stays } = await sql<{ seconds: number }>`
    select seconds from interactions.interactions v join customers.identities i using (customer_id)
    where i.value like ${`U${world.run}-%`} order by seconds`.execute(db);
  await settle(world.tick());
  const { rows: summed } = await sql<{ seconds: number }>`
    select coalesce(sum(d.seconds), 0)::int as seconds from interactions.days d join customers.identities i using (customer_id)
    where i.value like ${`U${world.run}-%`}`.execute(db);
  return {
    orders: rows.map((row) => row.said).toSorted(),
    stays: stays.map((row) => row.seconds),
    summed: summed[0]?.seconds,
    forgottenChecks: await world.forgottenChecks(),
    strays: await strays(start),
    stale: await refreshAllRollups(world.tick()),
  };
}

async function left(): Promise<Record<string, number>> {
  const tables = ['customers.customers', 'customers.identities', 'customers.customer_tags', 'customers.former_values'];
  const counts = [
    ...tables,
    'customers.field_checks',
    'customers.former_checks',
    'interactions.interactions',
    'interactions.former',
    'orders.orders',
    'orders.order_lines',
    'orders.order_refs',
    'orders.former',
    'orders.unmatched',
  ].map((table) => sql`select ${table}::text as name, count(*)::int as rows from ${sql.table(table)}`);
  const { rows } = await sql<{ name: string; rows: number }>`${sql.join(counts, sql` union all `)}`.execute(db);
  return Object.fromEntries(rows.filter((row) => row.rows > 0).map((row) => [row.name, row.rows]));
}

const asTold = (world: World) => ({
  orders: world.expected(),
  stays: world.expectedStays(),
  summed: world.expectedStays().reduce((sum, seconds) => sum + seconds, 0),
  forgottenChecks: [],
  strays: [],
  stale: 0,
});

let run = 0;

test('when all imports are undone nothing of them is left', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(imported, { minLength: 2, maxLength: 5 }),
      fc.array(fc.nat(), { minLength: 5, maxLength: 5 }),
      async (deeds, order) => {
        const world = new World((run += 1));
        for (const deed of deeds) await world.act(deed);
        for (const turn of order) {
          const batchId = world.standing[turn % Math.max(1, world.standing.length)];
          if (batchId) await world.undo(world.tick(), batchId);
        }
        expect(await left()).toEqual({});
      },
    ),
    { numRuns: 3, seed: 20_261_126 },
  );
});

test('imports undone in any order leave what everybody else has told, and nothing beside', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          { weight: 5, arbitrary: imported },
          { weight: 2, arbitrary: byOthers },
          { weight: 2, arbitrary: undone },
        ),
        {
          minLength: 3,
          maxLength: 8,
        },
      ),
      async (deeds) => {
        const world = new World((run += 1));
        for (const deed of deeds) await world.act(deed);
        expect(await look(world)).toEqual(asTold(world));
        while (world.standing.length > 0)
          await world.undo(world.tick(), world.standing[run % world.standing.length] ?? 0);
        expect(await look(world)).toEqual(asTold(world));
      },
    ),
    { numRuns: 4, seed: 20_261_125 },
  );
});
