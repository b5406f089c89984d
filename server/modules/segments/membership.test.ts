/** Membership equals a recompute, whatever happens at once. */
import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { createCustomField, createTag, deleteCustomField, writeCustomValues } from '#modules/customers/index.ts';
import { refreshRollups } from '#modules/orders/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import type { InvalidError } from '#platform/errors.ts';
import { insertCustomers, insertOrders } from '#test/factories.ts';
import { segmentSources } from '#test/segment-sources.ts';
import { TEST_NOW, testDatabase } from '#test/database.ts';
import type { Sources } from './catalogue.ts';
import type { Group } from './contract.ts';
import { whoUsesField } from './links.ts';
import { refreshMemberships } from './membership.ts';
import { previewSegment } from './preview.ts';
import { getSegment } from './reading.ts';
import { changeMembers, createSegment, deleteSegment, updateSegment } from './segments.ts';
import { recountSizes } from './sizes.ts';
import { explainMembership, listCustomerSegments } from './why.ts';
import { evaluate, requestAll, requestEvaluations, requestWhenDayTurned, resumeEvaluations, workOff } from './work.ts';

const { ctx } = await testDatabase();

const bought = (least: number): Group => ({
  join: 'all',
  items: [
    { rule: 'orders.count', args: { window: { kind: 'last', n: 90, unit: 'day' }, count: { op: 'ge', value: least } } },
  ],
});
const member = (segmentId: number): Group => ({
  join: 'all',
  items: [{ rule: 'segments.member', args: { segments: [segmentId] } }],
});

const make = async (
  name: string,
  definition: Group | null,
  kind: 'dynamic' | 'snapshot' | 'static' = 'dynamic',
  customerIds: number[] = [],
) =>
  (
    await inTransaction(ctx, (inner) =>
      createSegment(inner, segmentSources, { name, note: null, kind, definition, customerIds, priority: null }),
    )
  ).segmentId;

async function membersOf(segmentId: number): Promise<number[]> {
  const rows = await ctx.db
    .selectFrom('segments.members')
    .select('customer_id')
    .where('segment_id', '=', segmentId)
    .orderBy('customer_id')
    .execute();
  return rows.map((row) => row.customer_id);
}

async function buyersOf(least: number, on: Ctx = ctx): Promise<number[]> {
  const { rows } = await sql<{ customer_id: number }>`
    select customer_id from orders.orders where status <> 'cancelled' and gross_cents > 0
      and placed_on > ${on.now.toISOString().slice(0, 10)}::date - 90 and placed_on <= ${on.now.toISOString().slice(0, 10)}::date
    group by 1 having count(*) >= ${least} order by 1`.execute(ctx.db);
  return rows.map((row) => row.customer_id);
}

async function order(customerId: number, day = '2026-02-20'): Promise<void> {
  await insertOrders(ctx, [{ customerId, day }]);
  await refreshRollups(ctx, { customerIds: [customerId] });
  await refreshMemberships(ctx, segmentSources, { customerIds: [customerId] });
}

let customers: number[] = [];

beforeEach(async () => {
  await sql`truncate segments.segments, segments.members, segments.moves cascade`.execute(ctx.db);
  await sql`truncate customers.customers, orders.orders, orders.running_totals cascade`.execute(ctx.db);
  await sql`select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker.jobs having count(*) > 0`.execute(
    ctx.db,
  );
  customers = await insertCustomers(
    ctx,
    Array.from({ length: 40 }, (_, n) => `C${n}`),
    '2025-01-01',
  );
  await insertOrders(
    ctx,
    customers
      .slice(0, 20)
      .flatMap((customerId, n) => Array.from({ length: 1 + (n % 3) }, () => ({ customerId, day: '2026-02-01' }))),
  );
  await refreshRollups(ctx, { customerIds: customers });
});

describe('membership', () => {
  it('follows an order at once, with a row and an event for who came and who left', async () => {
    const segmentId = await make('two orders', bought(2));
    await workOff(ctx, segmentSources);
    const [stranger = 0] = customers.slice(30);
    expect(await membersOf(segmentId)).toEqual(await buyersOf(2));
    await order(stranger);
    expect(await membersOf(segmentId)).not.toContain(stranger);
    await order(stranger);
    expect(await membersOf(segmentId)).toContain(stranger);
    const moves = await ctx.db.selectFrom('segments.moves').selectAll().execute();
    expect(moves).toMatchObject([{ customer_id: stranger, entered: true, cause: 'event', version: 1 }]);
    const { rows } = await sql<{ payload: object }>`
      select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where identifier = 'segments.entered'`.execute(ctx.db);
    expect(rows).toEqual([{ payload: { segmentId, customerIds: [stranger] } }]);
    expect(await getSegment(ctx, segmentSources, segmentId)).toMatchObject({ size: (await buyersOf(2)).length });
  });

  it('changes with time alone, once a day', async () => {
    const segmentId = await make('lately', bought(1));
    await workOff(ctx, segmentSources);
    const later = { ...ctx, now: new Date(TEST_NOW.getTime() + 80 * 86_400_000) };
    await requestWhenDayTurned(later);
    expect(await workOff(later, segmentSources)).toBe(1);
    expect(await membersOf(segmentId)).toEqual([]);
    await requestWhenDayTurned(later);
    expect(await workOff(later, segmentSources)).toBe(0);
  });

  it('is that of the newest definition, however a change meets an evaluation', async () => {
    const segmentId = await make('changing', bought(1));
    for (const least of [2, 3, 1, 3, 2]) {
      await Promise.all([
        evaluate(ctx, segmentSources, segmentId, 'night'),
        inTransaction(ctx, (inner) => updateSegment(inner, segmentSources, segmentId, { definition: bought(least) })),
        workOff(ctx, segmentSources),
      ]);
      await workOff(ctx, segmentSources);
      expect(await membersOf(segmentId)).toEqual(await buyersOf(least));
      const { version, evaluation } = await getSegment(ctx, segmentSources, segmentId);
      expect(evaluation).toMatchObject({ version, waiting: false, error: null });
    }
  });

  it('equals a recompute when orders, evaluations and workers meet in any order', async () => {
    const one = await make('one', bought(1));
    const two = await make('two', bought(2));
    const inside = await make('inside', member(two));
    await workOff(ctx, segmentSources);
    const step = fc.oneof(
      fc.record({ kind: fc.constant('order' as const), who: fc.nat(39) }),
      fc.record({ kind: fc.constant('night' as const) }),
      fc.record({ kind: fc.constant('work' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
        await Promise.all(
          steps.map((now) => {
            if (now.kind === 'order') return order(customers[now.who] ?? 0);
            return now.kind === 'night' ? requestAll(ctx, 'night') : workOff(ctx, segmentSources);
          }),
        );
        await workOff(ctx, segmentSources);
        expect(await membersOf(one)).toEqual(await buyersOf(1));
        expect(await membersOf(two)).toEqual(await buyersOf(2));
        expect(await membersOf(inside)).toEqual(await buyersOf(2));
      }),
      { numRuns: 8 },
    );
  });

  it('is left as it was by a worker that dies, and taken up by the next', async () => {
    const segmentId = await make('killed', bought(1));
    await evaluate(ctx, segmentSources, segmentId, 'first');
    await sql`delete from segments.work`.execute(ctx.db);
    await insertOrders(ctx, [{ customerId: customers[39] ?? 0, day: '2026-02-20' }]);
    await refreshRollups(ctx, { customerIds: [customers[39] ?? 0] });
    await requestEvaluations(ctx, [segmentId], 'hand');
    // Somebody took it and is gone: nobody renews the lease.
    await sql`update segments.work set run_id = 'dead', claims = 1, lease_until = clock_timestamp() + interval '1 hour'`.execute(
      ctx.db,
    );
    expect(await workOff(ctx, segmentSources)).toBe(0);
    await sql`update segments.work set lease_until = clock_timestamp() - interval '1 second'`.execute(ctx.db);
    await resumeEvaluations(ctx);
    expect(await workOff(ctx, segmentSources)).toBe(1);
    expect(await membersOf(segmentId)).toEqual(await buyersOf(1));
  });

  it('gives up what never ends, and says so', async () => {
    const segmentId = await make('hopeless', bought(1));
    await sql`update segments.work set claims = 5, lease_until = null`.execute(ctx.db);
    expect(await workOff(ctx, segmentSources)).toBe(0);
    const { evaluation } = await getSegment(ctx, segmentSources, segmentId);
    expect(evaluation).toMatchObject({ waiting: false, error: { code: 'segments.gave_up', failures: 1 } });
  });

  it('stays when a field of the definition is gone, and the segment says what is missing', async () => {
    const definition: Group = { join: 'all', items: [{ rule: 'orders.orders', args: { is: { op: 'ge', value: 2 } } }] };
    const segmentId = await make('broken', definition);
    await workOff(ctx, segmentSources);
    const members = await membersOf(segmentId);
    expect(members.length).toBeGreaterThan(0);
    expect(await whoUsesField(ctx, 'orders.orders')).toEqual([
      { kind: 'segment', name: { zh: 'broken', en: 'broken' } },
    ]);
    expect(await whoUsesField(ctx, 'orders.netCents')).toEqual([]);
    const without: Sources = () => ({ ...segmentSources(), fields: [] });
    await requestEvaluations(ctx, [segmentId], 'hand');
    await workOff(ctx, without);
    await refreshMemberships(ctx, without, { customerIds: customers });
    expect(await membersOf(segmentId)).toEqual(members);
    const shown = await getSegment(ctx, without, segmentId);
    expect(shown.broken).toContain('orders.orders');
    expect(shown.evaluation.error).toMatchObject({ code: 'segments.unknown_rule' });
    await requestEvaluations(ctx, [segmentId], 'hand');
    await workOff(ctx, segmentSources);
    expect((await getSegment(ctx, segmentSources, segmentId)).evaluation.error).toBeNull();
  });
});

describe('a field people added', () => {
  it('cannot be deleted while a segment is made of it; if it is gone all the same, the members stay and the segment says why', async () => {
    const field = await createCustomField(ctx, { name: '肤质', type: 'text', code: 'skin' });
    await writeCustomValues(
      ctx,
      customers.slice(0, 3).map((customerId) => ({ customerId, values: { skin: '干性' } })),
    );
    const is = { op: 'is', values: ['干性'] };
    const segmentId = await make('dry', { join: 'all', items: [{ rule: 'custom.skin', args: { is } }] });
    await workOff(ctx, segmentSources);
    expect(await membersOf(segmentId)).toEqual(customers.slice(0, 3));
    await expect(deleteCustomField(ctx, field.fieldId, [whoUsesField])).rejects.toThrow('used by dry');
    await sql`delete from customers.field_values`.execute(ctx.db);
    await sql`delete from customers.fields`.execute(ctx.db);
    await Promise.all([requestAll(ctx, 'night').then(() => workOff(ctx, segmentSources)), order(customers[9] ?? 0)]);
    await workOff(ctx, segmentSources);
    expect(await membersOf(segmentId)).toEqual(customers.slice(0, 3));
    expect((await getSegment(ctx, segmentSources, segmentId)).broken).toContain('custom.skin');
  });
});

describe('a size', () => {
  it('is counted anew when a record has taken its membership with it', async () => {
    const chosen = await make('chosen', null, 'static', customers.slice(0, 5));
    const segmentId = await make('one order', bought(1));
    await workOff(ctx, segmentSources);
    const before = (await getSegment(ctx, segmentSources, segmentId)).size ?? 0;
    await sql`delete from segments.members where customer_id = ${customers[0]}`.execute(ctx.db);
    await recountSizes(ctx);
    expect(await getSegment(ctx, segmentSources, chosen)).toMatchObject({ size: 4 });
    expect(await getSegment(ctx, segmentSources, segmentId)).toMatchObject({ size: before - 1 });
  });
});

describe('segments', () => {
  it('are in no circle, and stay while another needs them', async () => {
    const one = await make('one', bought(1));
    const two = await make('two', member(one));
    const circle = inTransaction(ctx, (inner) =>
      updateSegment(inner, segmentSources, one, { definition: member(two) }),
    );
    await expect(circle).rejects.toMatchObject({ code: 'segments.circle' });
    await expect(inTransaction(ctx, (inner) => deleteSegment(inner, segmentSources, one))).rejects.toMatchObject({
      code: 'segments.in_use',
    });
    await inTransaction(ctx, (inner) => deleteSegment(inner, segmentSources, two));
    await inTransaction(ctx, (inner) => deleteSegment(inner, segmentSources, one));
  });

  it('keep the tags they choose by, and no others', async () => {
    const [asked, free] = await Promise.all(
      ['重点', '备用'].map((name) => createTag(ctx, { name, groupId: null, color: null })),
    );
    const chosen = { is: { op: 'is', values: [String(asked?.tagId)] } };
    await make('tagged', { join: 'all', items: [{ rule: 'customers.tags', args: chosen }] });
    expect(await whoUsesField(ctx, `customers.tags:${asked?.tagId}`)).toEqual([
      { kind: 'segment', name: { zh: 'tagged', en: 'tagged' } },
    ]);
    expect(await whoUsesField(ctx, `customers.tags:${free?.tagId}`)).toEqual([]);
    expect(await whoUsesField(ctx, 'customers.tags')).toHaveLength(1);
  });

  it('made of others follow them, whatever is evaluated first', async () => {
    const base = await make('base', bought(2));
    const outer = await make('outer', member(base));
    await evaluate(ctx, segmentSources, outer, 'first');
    expect(await membersOf(outer)).toEqual([]);
    await workOff(ctx, segmentSources);
    expect(await membersOf(outer)).toEqual(await buyersOf(2));
  });

  it('of a snapshot and by hand stay what they were', async () => {
    const fixed = await make('fixed', bought(1), 'snapshot');
    const chosen = await make('chosen', null, 'static', customers.slice(0, 2));
    await workOff(ctx, segmentSources);
    const before = await membersOf(fixed);
    expect(before).toEqual(await buyersOf(1));
    await order(customers[39] ?? 0);
    await requestEvaluations(ctx, [fixed], 'hand');
    await workOff(ctx, segmentSources);
    expect(await membersOf(fixed)).toEqual(before);
    const changed = await inTransaction(ctx, (inner) =>
      changeMembers(inner, chosen, { add: [customers[5] ?? 0, 999_999], remove: [customers[0] ?? 0] }),
    );
    expect(changed).toEqual({ entered: 1, left: 1 });
    expect(await membersOf(chosen)).toEqual([customers[1], customers[5]]);
  });

  it('say why somebody is in or out, with the own figures', async () => {
    const segmentId = await make('why', {
      join: 'all',
      items: [
        ...bought(2).items,
        { rule: 'orders.none', args: { window: { kind: 'last', n: 7, unit: 'day' } }, not: true },
      ],
    });
    await workOff(ctx, segmentSources);
    const { member: isIn, reason } = await explainMembership(ctx, segmentSources, segmentId, customers[1] ?? 0);
    expect(isIn).toBeNull();
    expect(reason).toMatchObject({
      holds: false,
      items: [
        { rule: 'orders.count', value: 2, holds: true, not: false },
        { rule: 'orders.none', value: '2026-02-01', holds: false, not: true },
      ],
    });
    expect((await listCustomerSegments(ctx, segmentSources, customers[1] ?? 0)).rows).toEqual([]);
  });

  it('read back as a sentence in both languages', async () => {
    const definition: Group = {
      join: 'all',
      items: [
        {
          rule: 'orders.count',
          args: { window: { kind: 'last', n: 6, unit: 'month' }, count: { op: 'lt', value: 2 } },
        },
        {
          join: 'any',
          not: true,
          items: [
            { rule: 'orders.average', args: { window: { kind: 'ever' }, amount: { op: 'lt', value: 10_000 } } },
            { rule: 'customers.gender', args: { is: { op: 'is', values: ['female'] } } },
          ],
        },
      ],
    };
    const { sentence } = await previewSegment(ctx, segmentSources, { definition, samples: 0 });
    expect(sentence).toEqual({
      zh: '最近 6 个月内下单少于 2 次，且不满足（累计客单价少于 ¥100，或性别是女）',
      en: 'placed less than 2 orders in the last 6 months and not (average order value ever is less than ¥100 or Gender is Female)',
    });
  });

  it('name every blank that is not filled', async () => {
    const definition: Group = {
      join: 'all',
      items: [
        { rule: 'orders.count', args: { window: { kind: 'last', n: 0, unit: 'day' }, count: { op: 'ge' } } },
        { join: 'any', items: [] },
        { rule: 'nothing.known', args: {} },
      ],
    };
    const refused = previewSegment(ctx, segmentSources, { definition, samples: 0 }).catch((error: unknown) => error);
    const { fields } = (await refused) as InvalidError;
    expect(fields.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'definition.items.0.args.window.n segments.bad_argument',
      'definition.items.0.args.count segments.bad_argument',
      'definition.items.1 segments.empty_group',
      'definition.items.2 segments.unknown_rule',
    ]);
  });
});
