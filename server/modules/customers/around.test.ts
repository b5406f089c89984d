import { sql } from 'kysely';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { inTransaction, type Actor, type Ctx } from '#platform/context.ts';
import { copyIn, copyRow } from '#platform/copy.ts';
import { insertCustomers, onDay } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import { addDate, advanceDates, listDates, listUpcoming, refreshDates, removeDate, saveDateKind } from './dates.ts';
import type { DateDraft } from './dates-contract.ts';
import { knownFields } from './fields.ts';
import { handOver, previewHandOver } from './hand-over.ts';
import { customersImporter } from './importer.ts';
import { listCustomers } from './list.ts';
import { ownerTimeline } from './owner-timeline.ts';
import { assignOwner } from './owners.ts';
import {
  createTag,
  deleteTag,
  deleteTagGroup,
  listTags,
  mergeTags,
  readTags,
  saveTagGroup,
  tagCustomers,
  updateTag,
} from './tags.ts';

const { ctx } = await testDatabase();
const scoped = (id: string): Ctx => {
  const actor: Actor = {
    kind: 'user',
    id,
    name: id,
    role: 'account_manager',
    scope: { kind: 'own', userId: id, storeIds: [] },
  };
  return { ...ctx, actor };
};
let ids: number[] = [];

beforeAll(async () => {
  await sql`insert into access.users (id, name, email) values ('ann', 'ann', 'a@x.example'), ('ben', 'ben', 'b@x.example'), ('cay', 'cay', 'c@x.example')`.execute(
    ctx.db,
  );
  await sql`insert into access.stores (store_id, code, name) values (1, 'one', 'one'), (2, 'two', 'two')`.execute(
    ctx.db,
  );
  await sql`insert into access.user_stores (user_id, store_id) values ('ben', 1)`.execute(ctx.db);
});

beforeEach(async () => {
  ids = await insertCustomers(
    ctx,
    Array.from({ length: 9 }, (_, n) => `${n}-${Math.trunc(performance.now())}`),
  );
});

const tagsOf = async (customerId: number) =>
  ((await readTags(ctx, [customerId])).get(customerId) ?? []).map((tag) => tag.name);
const listed = async (...filter: string[]) => {
  const query = {
    limit: 50,
    sort: 'customers.registeredAt',
    direction: 'asc' as const,
    filter,
    fields: 'customers.tags,customers.nextDate',
  };
  return (await listCustomers(ctx, await knownFields(ctx, []), query)).rows;
};

test('tags are put on many at once and taken off, and the list finds and shows them', async () => {
  const [loyal, picky] = [
    await createTag(ctx, { name: '忠粉', groupId: null, color: '#0a7d55' }),
    await createTag(ctx, { name: '挑剔', groupId: null, color: null }),
  ];
  const [first = 0, second = 0, third = 0] = ids;
  expect(await tagCustomers(ctx, { customerIds: [first, second], add: [loyal.tagId], remove: [] })).toEqual({
    changed: 2,
  });
  expect(await tagCustomers(ctx, { customerIds: [first, second], add: [loyal.tagId], remove: [] })).toEqual({
    changed: 0,
  });
  await tagCustomers(ctx, { customerIds: [second, third], add: [picky.tagId], remove: [loyal.tagId] });
  expect(await tagsOf(second)).toEqual(['挑剔']);
  const found = await listed(`customers.tags:is:${loyal.tagId},${picky.tagId}`);
  expect(found.map((row) => row.customerId)).toEqual([first, second, third]);
  expect(found[0]?.values['customers.tags']).toEqual([loyal.tagId]);
  expect((await listTags(ctx)).rows.map((tag) => [tag.name, tag.customers])).toEqual(
    expect.arrayContaining([
      ['忠粉', 1],
      ['挑剔', 2],
    ]),
  );
});

test('whoever sees own customers only tags and counts no others', async () => {
  const tag = await createTag(ctx, { name: '只看自己', groupId: null, color: null });
  const [mine = 0, other = 0] = ids;
  await assignOwner(ctx, { customerIds: [mine], ownerId: 'ann' });
  expect(await tagCustomers(scoped('ann'), { customerIds: [mine, other], add: [tag.tagId], remove: [] })).toEqual({
    changed: 1,
  });
  await tagCustomers(ctx, { customerIds: [other], add: [tag.tagId], remove: [] });
  const counted = (await listTags(scoped('ann'))).rows.find((one) => one.tagId === tag.tagId);
  expect(counted?.customers).toBe(1);
});

test('a tag is renamed in place, merged into another without loss, and deleted only when nobody bears it', async () => {
  const [old, kept] = [
    await createTag(ctx, { name: '旧', groupId: null, color: null }),
    await createTag(ctx, { name: '新', groupId: null, color: null }),
  ];
  const [first = 0, second = 0] = ids;
  await tagCustomers(ctx, { customerIds: [first, second], add: [old.tagId], remove: [] });
  await tagCustomers(ctx, { customerIds: [second], add: [kept.tagId], remove: [] });
  await expect(updateTag(ctx, old.tagId, { name: '新', groupId: null, color: null })).rejects.toMatchObject({
    code: 'tags.name_taken',
  });
  await expect(deleteTag(ctx, old.tagId, [])).rejects.toMatchObject({ code: 'tags.used' });
  expect(await mergeTags(ctx, old.tagId, kept.tagId)).toEqual({ changed: 1 });
  expect(await tagsOf(first)).toEqual(['新']);
  expect(await tagsOf(second)).toEqual(['新']);
  await tagCustomers(ctx, { customerIds: [first, second], add: [], remove: [kept.tagId] });
  await deleteTag(ctx, kept.tagId, []);
});

test('a group names its tags, and dissolving it leaves them', async () => {
  const group = await saveTagGroup(ctx, { name: '性格' });
  const tag = await createTag(ctx, { name: '爽快', groupId: group.groupId, color: null });
  await expect(saveTagGroup(ctx, { name: '性格' })).rejects.toMatchObject({ code: 'tags.group_taken' });
  await deleteTagGroup(ctx, group.groupId);
  expect((await listTags(ctx)).rows.find((one) => one.tagId === tag.tagId)?.groupId).toBeNull();
});

test('files bring tags along, new ones are made, and the check foresees it', async () => {
  const importRows = (rows: readonly Record<string, string>[]) =>
    inTransaction(ctx, async (inner) => {
      const { table, columns } = customersImporter.staging;
      const lines = rows.map((row, n) => {
        const staged = customersImporter.stage(customersImporter.fields.map((field) => row[field.code] ?? null));
        if (!Array.isArray(staged)) throw new Error('refused');
        return copyRow([77, n, ...staged]);
      });
      await copyIn(inner, `${table} (batch_id, row_no, ${columns.join(', ')})`, lines);
      const scope = { batchId: 77, sourceId: 1, sourceCode: 'crm', policy: 'overwrite' as const };
      const foreseen = await customersImporter.check(inner, scope);
      expect(foreseen).toEqual(await customersImporter.apply(inner, scope));
      await sql`delete from customers.staged_customers`.execute(inner.db);
      return foreseen;
    });
  expect(await importRows([{ externalId: 'T-1', tags: '高净值、VIP；高净值' }])).toMatchObject({ created: 1 });
  expect(await importRows([{ externalId: 'T-1', tags: 'VIP' }])).toMatchObject({ updated: 0, unchanged: 1 });
  expect(await importRows([{ externalId: 'T-1', tags: 'VIP|常客' }])).toMatchObject({ updated: 1 });
  const { rows } = await sql<{
    customer_id: number;
  }>`select customer_id from customers.customers where code = 'T-1'`.execute(ctx.db);
  expect((await tagsOf(rows[0]?.customer_id ?? 0)).toSorted()).toEqual(['VIP', '常客', '高净值'].toSorted());
});

const draft = (date: Partial<DateDraft>): DateDraft => ({
  kind: 'baby_birthday',
  calendar: 'solar',
  year: null,
  month: 3,
  day: 5,
  leap: false,
  label: null,
  ...date,
});

test('dates come back with their next day, and the same date again is the same', async () => {
  const [customerId = 0] = ids;
  await sql`update customers.customers set birthday = '1990-02-28' where customer_id = ${customerId}`.execute(ctx.db);
  await refreshDates(ctx, { customerIds: [customerId] });
  const baby = await addDate(ctx, customerId, draft({ year: 2024, label: '小宝' }));
  expect(await addDate(ctx, customerId, draft({ year: 2024, label: '小宝' }))).toEqual(baby);
  expect(baby).toMatchObject({ nextOn: '2026-03-05', years: 2 });
  const dates = await listDates(ctx, customerId);
  expect(dates.map((date) => [date.kind, date.nextOn])).toEqual([
    ['baby_birthday', '2026-03-05'],
    ['birthday', '2027-02-28'],
  ]);
  await addDate(ctx, customerId, draft({ kind: 'birthday', calendar: 'lunar', year: 1990, month: 2, day: 4 }));
  expect((await listDates(ctx, customerId)).filter((date) => date.kind === 'birthday')).toMatchObject([
    { calendar: 'lunar', nextOn: '2026-03-22' },
  ]);
  await removeDate(ctx, customerId, baby.dateId ?? 0);
  expect((await listDates(ctx, customerId)).map((date) => date.kind)).toEqual(['birthday']);
});

test('a date no calendar has, or without the year it needs, is refused', async () => {
  const [customerId = 0] = ids;
  await expect(addDate(ctx, customerId, draft({ month: 2, day: 30 }))).rejects.toMatchObject({
    code: 'dates.impossible',
  });
  await expect(addDate(ctx, customerId, draft({ kind: 'warranty_end' }))).rejects.toMatchObject({
    code: 'dates.year_needed',
  });
  await expect(addDate(ctx, customerId, draft({ kind: 'unheard_of' }))).rejects.toMatchObject({
    code: 'dates.kind_unknown',
  });
  expect(await saveDateKind(ctx, 'pet_birthday', { name: '宠物生日', yearly: true, archived: false })).toMatchObject({
    name: '宠物生日',
  });
  expect(await addDate(ctx, customerId, draft({ kind: 'pet_birthday' }))).toMatchObject({
    nextOn: '2026-03-05',
    years: null,
  });
});

test('who has a date soon stands in the upcoming list and passes the filter; past days move on', async () => {
  const [mine = 0, other = 0] = ids;
  await assignOwner(ctx, { customerIds: [mine], ownerId: 'ann' });
  await addDate(ctx, mine, draft({ kind: 'anniversary', day: 2 }));
  await addDate(ctx, other, draft({ kind: 'anniversary', day: 3 }));
  const soon = async (from: Ctx) => {
    const { rows } = await listUpcoming(from, { limit: 50, days: 7, kind: 'anniversary' });
    return rows.map((row) => [row.customerId, row.nextOn]);
  };
  expect(await soon(ctx)).toEqual([
    [mine, '2026-03-02'],
    [other, '2026-03-03'],
  ]);
  expect(await soon(scoped('ann'))).toEqual([[mine, '2026-03-02']]);
  const found = await listed('customers.nextDate:min:2026-03-02', 'customers.nextDate:max:2026-03-02');
  expect(found.map((row) => row.customerId)).toEqual([mine]);
  const later = onDay(ctx, '2026-03-03');
  expect(await advanceDates(later)).toBeGreaterThan(0);
  expect(await soon(later)).toEqual([[other, '2026-03-03']]);
  expect(await advanceDates(later)).toBe(0);
});

test('birthdays that are older than their next days get them', async () => {
  await sql`update customers.customers set birthday = '1988-03-09' where customer_id = any(${ids})`.execute(ctx.db);
  expect(await advanceDates(ctx)).toBe(ids.length);
  const { rows } = await listUpcoming(ctx, { limit: 50, days: 10, kind: 'birthday' });
  expect(rows.filter((row) => row.nextOn === '2026-03-09' && row.years === 38)).toHaveLength(ids.length);
  expect(await advanceDates(ctx)).toBe(0);
});

test('a hand-over deals everybody out in equal shares, by store first, and stands on the timeline', async () => {
  await sql`update customers.customers set owner_id = null`.execute(ctx.db);
  await assignOwner(ctx, { customerIds: ids, ownerId: 'ann' });
  await sql`update customers.customers set store_id = 1 where customer_id = any(${ids.slice(0, 3)})`.execute(ctx.db);
  const moved: string[] = [];
  const work = [{ kind: 'tasks', count: async () => 4, move: async (_: Ctx, from: string) => moved.push(from) }];
  expect(await previewHandOver(ctx, 'ann', work)).toMatchObject({ customers: 9, work: [{ kind: 'tasks', count: 4 }] });
  const draft = { fromId: 'ann', toIds: ['ben', 'cay'], keepStores: true, reason: '离职' };
  const done = await handOver(ctx, draft, work);
  expect(done).toMatchObject({ customers: 9, work: [{ kind: 'tasks', count: 1 }] });
  expect(moved).toEqual(['ann']);
  const { rows } = await sql<{ owner: string; store: number | null; customers: number }>`
    select owner_id as owner, store_id as store, count(*)::int as customers from customers.customers
    where customer_id = any(${ids}) group by 1, 2 order by 1, 2`.execute(ctx.db);
  expect(rows).toEqual([
    { owner: 'ben', store: 1, customers: 3 },
    { owner: 'ben', store: null, customers: 3 },
    { owner: 'cay', store: null, customers: 3 },
  ]);
  expect(await handOver(ctx, draft, work)).toMatchObject({ customers: 0 });
  const [newest] = await ownerTimeline.list(ctx, ids[0] ?? 0, null, 5);
  expect(newest).toMatchObject({ kind: 'owner', detail: { from: 'ann', to: 'ben', reason: '离职' } });
  await expect(handOver(ctx, { ...draft, toIds: ['ann'] }, [])).rejects.toMatchObject({
    code: 'customers.hand_over_to_self',
  });
});
