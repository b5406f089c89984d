import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { saveRelation, saveRelationKind } from '#modules/customers/index.ts';
import { testDatabase } from '#test/database.ts';
import { importText, settle, strays, undo } from './undoing.ts';

const { ctx, db } = await testDatabase();

const HEAD = '客户编号,手机号,关系,关联客户编号,关联客户手机号,备注,主要联系人\n';
const file = (...rows: string[]) => importText(ctx, 'relations', `${HEAD}${rows.join('\n')}\n`);

const told = async () =>
  (
    await sql<{ said: string }>`
      select i.value || ' ' || r.kind || ' ' || r.way || ' ' || o.value || coalesce(' ' || r.note, '') ||
        case when r.main then ' main' else '' end as said
      from customers.relations r
      join customers.identities i on i.customer_id = r.customer_id and i.kind = 'external'
      join customers.identities o on o.customer_id = r.other_id and o.kind = 'external' order by 1`.execute(db)
  ).rows.map(({ said }) => said);

const idOf = async (code: string): Promise<number> =>
  (await sql<{ id: number }>`select customer_id as id from customers.identities where value = ${code}`.execute(db))
    .rows[0]?.id ?? 0;

test('relations come by file: recognised by words and identifiers, once from each side, and undone again', async () => {
  await importText(
    ctx,
    'customers',
    '会员号,手机号,姓名,客户类型\nR-1,13800000001,甲,个人\nR-2,13800000002,乙,个人\nR-3,,丙,个人\nR-9,,某公司,企业\n',
  );
  const first = await file(
    'R-1,,配偶,R-2,,同一健身房,',
    'R-2,,老公,R-1,,又一遍,',
    ',13800000001,女儿,R-3,,,',
    'R-9,,联系人,,13800000002,采购经理,是',
    'R-9,,联系人,R-3,,财务,是',
  );
  expect(first.counts).toMatchObject({ rows: 5, created: 4, duplicates: 1, unchanged: 0, invalid: 0 });
  const all = [
    'R-1 parent back R-3',
    'R-1 spouse forth R-2 同一健身房',
    'R-2 employer forth R-9 采购经理',
    'R-2 spouse forth R-1 同一健身房',
    'R-3 employer forth R-9 财务',
    'R-3 parent forth R-1',
    'R-9 employer back R-2 采购经理 main',
    'R-9 employer back R-3 财务',
  ];
  expect(await told()).toEqual(all);
  const again = await file('R-3,,爸爸,R-1,,新的备注,', 'R-3,,任职单位,R-9,,,');
  expect(again.counts).toMatchObject({ created: 0, unchanged: 2 });
  expect(await told()).toEqual(all);
  await saveRelation(
    ctx,
    { customerId: await idOf('R-1'), kind: 'spouse', way: 'forth', otherCustomerId: await idOf('R-2') },
    { note: '人工改过', main: false },
  );
  const { foreseen, done } = await undo(ctx, first.batchId);
  expect(done).toEqual(foreseen);
  expect(done.removed).toEqual({ relations: 3 });
  expect(await told()).toEqual(['R-1 spouse forth R-2 人工改过', 'R-2 spouse forth R-1 人工改过']);
  await settle(ctx);
  expect(await strays(ctx)).toEqual([]);
});

test('rows that name nobody here, no kind or an end that does not fit are refused with their reasons', async () => {
  await saveRelationKind(ctx, 'mentor', {
    name: '师傅',
    backName: '徒弟',
    mutual: false,
    ownKind: 'person',
    otherKind: 'person',
    archived: false,
  });
  const { counts, errorFile } = await file(
    'R-1,,朋友,没有这个人,,,',
    'R-1,,冤家,R-2,,,',
    'R-1,,朋友,R-1,,,',
    'R-1,,配偶,R-9,,,',
    ',,朋友,R-2,,,',
    'R-1,,师傅,R-3,,,',
  );
  expect(counts).toMatchObject({ rows: 6, created: 1, invalid: 5 });
  expect(await told()).toContain('R-3 mentor back R-1');
  const reasons = await readFile(errorFile ?? '', 'utf8');
  for (const part of [
    '没有找到客户“没有这个人”',
    '没有“冤家”这种关系',
    '两边是同一位客户',
    '“配偶”的一方',
    '没有写明是哪位客户',
  ])
    expect(reasons).toContain(part);
});

test('numbers of another source are known where one customer alone is called so', async () => {
  await importText(ctx, 'customers', '会员号,姓名\nT-1,庚\nT-2,辛\n', { sourceCode: 'till' });
  await importText(ctx, 'customers', '会员号,姓名\nT-2,壬\n', { sourceCode: 'club' });
  const { counts } = await file('T-1,,朋友,R-3,,,', 'T-2,,朋友,R-3,,,');
  expect(counts).toMatchObject({ created: 1, invalid: 1 });
});

test('a relation keeps whom a file made, until it is undone itself', async () => {
  const people = await importText(ctx, 'customers', '会员号,姓名\nS-1,戊\nS-2,己\n');
  const relations = await file('S-1,,朋友,S-2,,,');
  expect((await undo(ctx, people.batchId)).done).toMatchObject({
    kept: { customers: 2 },
    because: { 'customers.relations': 2 },
  });
  expect((await undo(ctx, relations.batchId)).done.removed).toEqual({ relations: 1, customers: 2 });
  await settle(ctx);
  expect(await strays(ctx)).toEqual([]);
});
