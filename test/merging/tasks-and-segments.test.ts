/** What merging does to work and to membership: twins become one and part again; nobody stays a member who is gone. */
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { mergeCustomers, recordCustomers, undoMerge } from '#modules/customers/index.ts';
import { createSegment, evaluate, refreshMemberships, workOff } from '#modules/segments/index.ts';
import { closeTask, joinTwins, recordTasks, type TaskDraft } from '#modules/tasks/index.ts';
import { followTasks } from '#modules/care/index.ts';
import { refreshRollups } from '#modules/orders/index.ts';
import { inTransaction } from '#platform/context.ts';
import { insertOrders } from '#test/factories.ts';
import { segmentSources } from '#test/segment-sources.ts';
import { testDatabase } from '#test/database.ts';
import { houseWithoutDatabase } from '../../scripts/openapi.ts';

const { ctx, db } = await testDatabase();
const { house, close } = houseWithoutDatabase();
await close();
const tables = house.modules.flatMap((module) => module.ownedTables ?? []);

let made = 0;
async function record(): Promise<number> {
  const [one] = await recordCustomers(ctx, [{ source: 'shop', externalId: `W${(made += 1)}`, name: `客户${made}` }]);
  return one?.customerId ?? 0;
}

const merge = (survivorId: number, loserId: number) =>
  mergeCustomers(ctx, tables, { survivorId, customerIds: [survivorId, loserId], choices: {} });

describe('work', () => {
  const draft = (customerId: number, causeKey: string): TaskDraft => ({
    customerId,
    kind: 'call',
    title: { zh: '回访', en: 'Visit' },
    priority: 2,
    ownerId: null,
    dueAt: new Date(ctx.now.getTime() + 86_400_000 * customerId),
    causeKey,
  });
  const open = async (customerId: number) =>
    (
      await sql<{ task_id: number }>`
        select task_id from tasks.tasks where customer_id = ${customerId} and state = 'open' order by 1`.execute(db)
    ).rows.map((row) => row.task_id);
  const heard = async (...customerIds: number[]) => {
    await joinTwins(ctx, { customerIds });
    await joinTwins(ctx, { customerIds });
    await followTasks(ctx, { customerIds });
  };

  test('of one cause that both records brought is one task, its alert rests with it, and both are back when the records part', async () => {
    const [a, b] = [await record(), await record()];
    const [mine] = await recordTasks(ctx, [draft(a, 'care:visit'), draft(a, 'care:other')]);
    const [theirs] = await recordTasks(ctx, [draft(b, 'care:visit')]);
    await sql`
      insert into care.alerts (customer_id, rule, episode, raised_at, deadline_at, reason_zh, reason_en, task_id)
      values (${b}, 'visit', '1', ${ctx.now}, ${ctx.now}, '', '', ${theirs?.taskId ?? 0})`.execute(db);
    const { mergeId } = await merge(a, b);
    await heard(a);
    expect(await open(a)).toHaveLength(2);
    expect(await open(a)).toContain(mine?.taskId);
    const { rows } = await sql<{ state: string }>`select state from care.alerts where rule = 'visit'`.execute(db);
    expect(rows).toEqual([{ state: 'dismissed' }]);
    // The cause is held: nobody makes a third.
    expect((await recordTasks(ctx, [draft(a, 'care:visit')]))[0]?.outcome).toBe('known');
    await undoMerge(ctx, tables, mergeId);
    await heard(a, b);
    expect(await open(a)).toHaveLength(2);
    expect(await open(b)).toEqual([theirs?.taskId]);
    expect((await recordTasks(ctx, [draft(b, 'care:visit')]))[0]?.outcome).toBe('known');
  });

  test('that was done meanwhile stays done', async () => {
    const [a, b] = [await record(), await record()];
    const [mine] = await recordTasks(ctx, [draft(a, 'care:visit')]);
    const [theirs] = await recordTasks(ctx, [draft(b, 'care:visit')]);
    const { mergeId } = await merge(a, b);
    await heard(a);
    const [kept = 0] = await open(a);
    await closeTask(ctx, a, kept, { state: 'done', outcome: 'pleased' });
    await undoMerge(ctx, tables, mergeId);
    await heard(a, b);
    const left = kept === mine?.taskId ? { of: b, task: theirs?.taskId } : { of: a, task: mine?.taskId };
    expect(await open(left.of)).toEqual([left.task]);
    expect([...(await open(a)), ...(await open(b))]).toHaveLength(1);
  });
});

describe('membership', () => {
  let segmentIds: number[] = [];

  beforeAll(async () => {
    const bought = { rule: 'orders.count', args: { window: { kind: 'ever' }, count: { op: 'ge', value: 1 } } };
    const definitions = [bought, { ...bought, not: true }];
    segmentIds = await Promise.all(
      definitions.map(async (rule, n) => {
        const body = { name: `M${n}`, note: null, kind: 'dynamic' as const, customerIds: [], priority: null };
        const definition = { join: 'all' as const, items: [rule] };
        return (await inTransaction(ctx, (inner) => createSegment(inner, segmentSources, { ...body, definition })))
          .segmentId;
      }),
    );
    await workOff(ctx, segmentSources);
  });

  test('equals a recompute when members are merged and taken apart while it is evaluated', async () => {
    const ids: number[] = [];
    for (let n = 0; n < 8; n += 1) ids.push(await record());
    await insertOrders(
      ctx,
      ids.filter((_, n) => n % 2 === 0).map((customerId) => ({ customerId, day: '2026-01-05' })),
    );
    await refreshRollups(ctx, { customerIds: ids });
    await refreshMemberships(ctx, segmentSources, { customerIds: ids });
    const merging = async () => {
      for (let n = 0; n + 1 < ids.length; n += 2) {
        const [a = 0, b = 0] = ids.slice(n, n + 2);
        const { mergeId } = await merge(a, b);
        await refreshRollups(ctx, { customerIds: [a] });
        await refreshMemberships(ctx, segmentSources, { customerIds: [a] });
        if (n % 4 > 0) continue;
        await undoMerge(ctx, tables, mergeId);
        await refreshRollups(ctx, { customerIds: [a, b] });
        await refreshMemberships(ctx, segmentSources, { customerIds: [a, b] });
      }
    };
    const over = new AbortController();
    const evaluating = async () => {
      while (!over.signal.aborted)
        for (const segmentId of segmentIds) await evaluate(ctx, segmentSources, segmentId, 'night');
    };
    await Promise.all([merging().finally(() => over.abort()), evaluating(), evaluating()]);
    const { rows } = await sql<{ segment_id: number; members: number[]; wanted: number[] }>`
      select s.segment_id,
        array(select customer_id::int from segments.members m where m.segment_id = s.segment_id order by 1) as members,
        array(select customer_id::int from customers.customers c where (s.name = 'M0') = exists (
          select from orders.orders o where o.customer_id = c.customer_id and o.status <> 'cancelled') order by 1) as wanted
      from segments.segments s order by 1`.execute(db);
    expect(rows).toHaveLength(2);
    for (const { members, wanted } of rows) expect(members).toEqual(wanted);
  });
});
