import { sql } from 'kysely';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Actor, Ctx } from '#platform/context.ts';
import type { OwnedTable } from '#platform/owned-tables.ts';
import { insertCustomers } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import type { PlacedField } from './fields.ts';
import { joinHousehold, leaveHousehold, readHouseholds } from './households.ts';
import { mergeCustomers } from './merge.ts';
import { ownedTables } from './owned-tables.ts';
import { assignOwner } from './owners.ts';
import { listRelationKinds, saveRelationKind } from './relation-kinds.ts';
import { addCompanyContact, readRelations, removeRelation, saveRelation } from './relations.ts';
import { undoMerge } from './undo.ts';

const { ctx } = await testDatabase();
const tables: readonly OwnedTable[] = ownedTables;

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

let [ann, ben, cay, firm]: number[] = [];
let run = 0;

beforeAll(async () => {
  await sql`insert into access.users (id, name, email) values ('mia', 'mia', 'm@x.example')`.execute(ctx.db);
});

beforeEach(async () => {
  run += 1;
  [ann, ben, cay, firm] = await insertCustomers(
    ctx,
    ['ann', 'ben', 'cay', 'firm'].map((one) => `${one}-${run}`),
  );
  await sql`update customers.customers set kind = 'company' where customer_id = ${firm}`.execute(ctx.db);
});

const wish = (kind: string, way: 'forth' | 'back', customerId = 0, otherCustomerId = 0) => ({
  kind,
  way,
  customerId,
  otherCustomerId,
});
const plain = { note: null, main: false };
const told = async (customerId = 0, from = ctx) =>
  (await readRelations(from, customerId)).map((one) => [one.kind, one.way, one.customer.customerId]);

test('a relation is told from both sides, once however often it is said', async () => {
  await saveRelation(ctx, wish('parent', 'forth', ann, ben), plain);
  await saveRelation(ctx, wish('parent', 'back', ben, ann), { note: '大女儿', main: false });
  await saveRelation(ctx, wish('spouse', 'back', ann, cay), plain);
  await saveRelation(ctx, wish('spouse', 'forth', cay, ann), plain);
  expect(await told(ann)).toEqual([
    ['spouse', 'forth', cay],
    ['parent', 'forth', ben],
  ]);
  expect(await told(ben)).toEqual([['parent', 'back', ann]]);
  expect(await told(cay)).toEqual([['spouse', 'forth', ann]]);
  expect((await readRelations(ctx, ann ?? 0)).find((one) => one.kind === 'parent')?.note).toBe('大女儿');
  await removeRelation(ctx, wish('parent', 'back', ben, ann));
  await removeRelation(ctx, wish('parent', 'back', ben, ann));
  expect(await told(ann)).toEqual([['spouse', 'forth', cay]]);
  expect(await told(ben)).toEqual([]);
});

test('nobody is related to themselves, to a stranger, or in a way that does not fit a company', async () => {
  await expect(saveRelation(ctx, wish('friend', 'forth', ann, ann), plain)).rejects.toMatchObject({
    code: 'relations.same',
  });
  await expect(saveRelation(ctx, wish('friend', 'forth', ann, 999_999), plain)).rejects.toMatchObject({
    code: 'customers.not_found',
  });
  await expect(saveRelation(ctx, wish('spouse', 'forth', ann, firm), plain)).rejects.toMatchObject({
    code: 'relations.wrong_kind',
  });
  await expect(saveRelation(ctx, wish('employer', 'forth', ann, ben), plain)).rejects.toMatchObject({
    code: 'relations.wrong_kind',
  });
});

test('whoever does not know of the other end is told of no relation and cannot make one', async () => {
  await assignOwner(ctx, { customerIds: [ann ?? 0], ownerId: 'mia' });
  await saveRelation(ctx, wish('friend', 'forth', ann, ben), plain);
  await joinHousehold(ctx, ann ?? 0, ben ?? 0);
  const mia = scoped('mia');
  expect(await told(ann, mia)).toEqual([]);
  expect(await readHouseholds(mia, ann ?? 0, [])).toEqual([]);
  await expect(saveRelation(mia, wish('friend', 'forth', ann, cay), plain)).rejects.toMatchObject({
    code: 'customers.not_found',
  });
  await expect(joinHousehold(mia, ann ?? 0, cay ?? 0)).rejects.toMatchObject({ code: 'customers.not_found' });
});

test('a company has contacts with what they do there, one of them the main one', async () => {
  const [first, second] = [
    await addCompanyContact(ctx, firm ?? 0, { name: '王采购', phone: '13800138001', note: '采购', main: true }),
    await addCompanyContact(ctx, firm ?? 0, { name: '李财务', note: '财务', main: true }),
  ];
  const again = await addCompanyContact(ctx, firm ?? 0, {
    name: '王采购',
    phone: '138 0013 8001',
    note: '采购总监',
    main: false,
  });
  expect(again.customer.customerId).toBe(first.customer.customerId);
  const contacts = await readRelations(ctx, firm ?? 0);
  expect(contacts.map((one) => [one.customer.name, one.note, one.main])).toEqual([
    ['李财务', '财务', true],
    ['王采购', '采购总监', false],
  ]);
  expect(await told(second.customer.customerId)).toEqual([['employer', 'forth', firm]]);
  await expect(
    addCompanyContact(ctx, firm ?? 0, { name: 'x', phone: '12', note: null, main: false }),
  ).rejects.toMatchObject({ code: 'phone.invalid' });
});

test('a household sums up what its members bought, and whoever moves out leaves the rest', async () => {
  const money: PlacedField = {
    code: 'purse.cents',
    column: 'cents',
    type: 'money',
    table: 'customers.purses',
    sortedCopies: [],
  };
  await sql`create table customers.purses (customer_id bigint primary key, cents int)`.execute(ctx.db);
  await sql`insert into customers.purses values (${ann}, 1000), (${ben}, 500)`.execute(ctx.db);
  const { householdId } = await joinHousehold(ctx, ann ?? 0, ben ?? 0);
  expect(await joinHousehold(ctx, cay ?? 0, ben ?? 0)).toEqual({ householdId });
  expect(await joinHousehold(ctx, ann ?? 0, cay ?? 0)).toEqual({ householdId });
  const [household] = await readHouseholds(ctx, ben ?? 0, [money]);
  expect(household?.members.map((one) => one.customerId)).toEqual([ann, ben, cay]);
  expect(household?.sums).toEqual({ 'purse.cents': 1_500 });
  await expect(joinHousehold(ctx, ann ?? 0, firm ?? 0)).rejects.toMatchObject({ code: 'relations.wrong_kind' });
  await leaveHousehold(ctx, ben ?? 0, householdId);
  expect(await readHouseholds(ctx, ben ?? 0, [])).toEqual([]);
  expect((await readHouseholds(ctx, ann ?? 0, []))[0]?.members).toHaveLength(2);
});

test('merged records have one relation to the same person, and each its own again when they part', async () => {
  await saveRelation(ctx, wish('friend', 'forth', ann, cay), plain);
  await saveRelation(ctx, wish('friend', 'forth', ben, cay), plain);
  await saveRelation(ctx, wish('sibling', 'forth', ann, ben), plain);
  await joinHousehold(ctx, ben ?? 0, cay ?? 0);
  const { mergeId } = await mergeCustomers(ctx, tables, {
    customerIds: [ann ?? 0, ben ?? 0],
    survivorId: ann ?? 0,
    choices: {},
  });
  expect(await told(ann)).toEqual([['friend', 'forth', cay]]);
  expect(await told(cay)).toEqual([['friend', 'forth', ann]]);
  expect((await readHouseholds(ctx, ann ?? 0, []))[0]?.members.map((one) => one.customerId)).toEqual([ann, cay]);
  await undoMerge(ctx, tables, mergeId);
  expect(await told(ann)).toEqual([
    ['sibling', 'forth', ben],
    ['friend', 'forth', cay],
  ]);
  expect(await told(ben)).toEqual([
    ['sibling', 'forth', ann],
    ['friend', 'forth', cay],
  ]);
  expect(await readHouseholds(ctx, ann ?? 0, [])).toEqual([]);
});

test('a kind of one’s own needs a name for each direction, and archived kinds are not used anew', async () => {
  const draft = { name: '师傅', backName: null, mutual: false, ownKind: null, otherKind: null, archived: false };
  await expect(saveRelationKind(ctx, 'master', draft)).rejects.toMatchObject({ code: 'relations.back_name_needed' });
  await saveRelationKind(ctx, 'master', { ...draft, backName: '徒弟' });
  await saveRelation(ctx, wish('master', 'forth', ann, ben), plain);
  await saveRelationKind(ctx, 'master', { ...draft, backName: '学徒', archived: true });
  expect((await listRelationKinds(ctx)).find((kind) => kind.code === 'master')).toMatchObject({
    backName: '学徒',
    archived: true,
  });
  await expect(saveRelation(ctx, wish('master', 'forth', ann, cay), plain)).rejects.toMatchObject({
    code: 'relations.kind_archived',
  });
  await saveRelation(ctx, wish('master', 'forth', ann, ben), { note: '茶艺', main: false });
});
