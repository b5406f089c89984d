import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Ctx } from '#platform/context.ts';
import { inTransaction } from '#platform/context.ts';
import { seededRandom } from '#analytics/random.ts';
import { chineseTwice, type TwiceRow } from '#db/demo/twice-chinese.ts';
import { testDatabase } from '#test/database.ts';
import type { CustomerDraft } from '../contract.ts';
import { mergeCustomers } from '../merge.ts';
import { recordCustomers } from '../record.ts';
import { checkDuplicates } from './check.ts';
import { tellApart } from './distinct.ts';
import { getDuplicateState, listDuplicates } from './groups.ts';
import { qualityOf } from './link-file.ts';
import { scanDuplicates } from './scan.ts';
import { saveDuplicateSettings } from './settings.ts';
import { refreshDuplicates } from './suggest.ts';

const { ctx } = await testDatabase();

beforeEach(async () => {
  await sql`truncate customers.customers, customers.identities, customers.linkage_keys, customers.duplicate_pairs,
    customers.distinct_pairs, customers.tombstones, customers.linkage_facts cascade`.execute(ctx.db);
  await sql`delete from platform.settings where key like 'customers.%'`.execute(ctx.db);
});

/** Each under an id of its own system: exact keys make no customer of two. */
async function record(drafts: readonly CustomerDraft[]): Promise<number[]> {
  const rows = await inTransaction(ctx, (ctx) => recordCustomers(ctx, drafts));
  return rows.map((row) => row.customerId ?? 0);
}

const draftOf = (row: TwiceRow): CustomerDraft => ({
  externalId: row.recId,
  name: row.name || null,
  ...(/^\d{11}$/.test(row.phone) && { phone: row.phone }),
  ...(row.email && { email: row.email }),
  birthday: /^\d{4}-\d\d-\d\d$/.test(row.birthday) ? row.birthday : null,
  city: row.city || null,
  address: row.address || null,
});

const crowd = (people = 200): CustomerDraft[] =>
  chineseTwice(seededRandom(3), { people, repeated: 0, mostErrors: 0 }).map(draftOf);

const later = (minutes: number): Ctx => ({ ...ctx, now: new Date(ctx.now.getTime() + minutes * 60_000) });
const everything = { limit: 200 };
const address = '滨江区江一路207号示例花园3栋1201室';
const wanted = [
  { externalId: 'a', name: '陈梓涵', phone: '15912340001', address },
  { externalId: 'b', name: '程梓涵', phone: '15912340011', address },
];

describe('the look through all customers', () => {
  it('finds who stands there twice, with a score and reasons, as well as a file does', async () => {
    const rows = chineseTwice(seededRandom(1), { people: 600, repeated: 0.15, mostErrors: 3 });
    const ids = await record(rows.map(draftOf));
    await scanDuplicates(ctx);
    const idOf = new Map(ids.map((id, index) => [id, rows[index]?.recId ?? '']));
    const { rows: pairs } = await sql<{ a: number; b: number }>`
      select customer_id as a, other_id as b from customers.duplicate_pairs where customer_id < other_id`.execute(
      ctx.db,
    );
    const named = pairs.map(({ a, b }) => ({ a: idOf.get(a) ?? '', b: idOf.get(b) ?? '' }));
    expect(qualityOf([...idOf.values()], named).f1).toBeGreaterThanOrEqual(0.93);
    const state = await getDuplicateState(ctx);
    expect(state.scan).toMatchObject({
      state: 'done',
      customers: rows.length,
      pairs: pairs.length,
      groups: state.groups,
    });
  });

  it('tells in which way they are alike', async () => {
    const [a = 0, b = 0] = await record([...wanted, ...crowd()]);
    await scanDuplicates(ctx);
    const { rows } = await listDuplicates(ctx, everything);
    const group = rows.find((one) => one.members.some((member) => member.customerId === a));
    expect(group?.members.map((member) => member.customerId)).toEqual([a, b]);
    expect(group?.pairs[0]?.reasons.map((reason) => reason.code)).toEqual(
      expect.arrayContaining(['name.sound', 'phone.nearly', 'address.same']),
    );
    expect(group?.exact).toBe(false);
  });

  it('is the same when it is repeated, and drops what is no longer alike', async () => {
    const [, b = 0] = await record([...wanted, ...crowd()]);
    await scanDuplicates(ctx);
    const before = await listDuplicates(ctx, everything);
    await scanDuplicates(later(1));
    expect(await listDuplicates(ctx, everything)).toEqual(before);
    await sql`update customers.customers set name = '王建国', phone = null, address = null where customer_id = ${b}`.execute(
      ctx.db,
    );
    await scanDuplicates(later(2));
    const after = await listDuplicates(ctx, everything);
    expect(after.rows.flatMap((group) => group.members.map((member) => member.customerId))).not.toContain(b);
  });
});

describe('touched customers', () => {
  it('are suggested without a look through all', async () => {
    await record(crowd());
    await scanDuplicates(ctx);
    const [a = 0, b = 0] = await record(wanted);
    await refreshDuplicates(later(1), { customerIds: [a, b] });
    const { rows } = await listDuplicates(ctx, everything);
    expect(rows.map((group) => group.members.map((member) => member.customerId))).toContainEqual([a, b]);
  });

  it('are no longer suggested once they are changed or merged', async () => {
    await record(crowd());
    await scanDuplicates(ctx);
    const [a = 0, b = 0, c = 0] = await record([
      ...wanted,
      { externalId: 'c', name: '陈梓涵', phone: '15912340021', address },
    ]);
    await refreshDuplicates(later(1), { customerIds: [a, b, c] });
    const members = async () =>
      (await listDuplicates(ctx, everything)).rows.flatMap((group) => group.members.map((m) => m.customerId));
    expect(await members()).toEqual(expect.arrayContaining([a, b, c]));
    await mergeCustomers(ctx, [], { customerIds: [a, b], survivorId: a, choices: {} });
    expect(await members()).not.toContain(b);
    await refreshDuplicates(later(2), { customerIds: [a] });
    expect(await members()).toEqual(expect.arrayContaining([a, c]));
    const left = await sql`select from customers.duplicate_pairs where ${b} in (customer_id, other_id)`.execute(ctx.db);
    expect(left.rows).toEqual([]);
  });
});

describe('customers told apart', () => {
  it('are never suggested again, whatever looks at them', async () => {
    const [a = 0, b = 0] = await record([...wanted, ...crowd()]);
    await scanDuplicates(ctx);
    const told = await inTransaction(ctx, (ctx) => tellApart(ctx, [a, b]));
    expect(told.pairs).toBe(1);
    await refreshDuplicates(later(1), { customerIds: [a, b] });
    await scanDuplicates(later(2));
    const { rows } = await listDuplicates(ctx, everything);
    expect(rows.flatMap((group) => group.members.map((member) => member.customerId))).not.toContain(a);
    expect((await getDuplicateState(ctx)).toldApart).toBe(1);
  });

  it('stay apart when one of them takes in a third', async () => {
    const [a = 0, b = 0, c = 0] = await record([...wanted, { externalId: 'c', name: '陈梓晗', address }, ...crowd()]);
    await scanDuplicates(ctx);
    await inTransaction(ctx, (ctx) => tellApart(ctx, [a, b]));
    await mergeCustomers(ctx, [], { customerIds: [a, c], survivorId: c, choices: {} });
    await refreshDuplicates(later(1), { customerIds: [c] });
    await scanDuplicates(later(2));
    const { rows } = await listDuplicates(ctx, everything);
    expect(rows.flatMap((group) => group.members.map((member) => member.customerId))).not.toContain(b);
  });
});

describe('the warning on entry', () => {
  const draft = { name: '程梓涵', phone: '15912340012', address };

  it('names who resembles the one being written down, and not the one being edited', async () => {
    const [a = 0] = await record([...wanted.slice(0, 1), ...crowd()]);
    await scanDuplicates(ctx);
    const { rows } = await checkDuplicates(ctx, draft);
    expect(rows).toMatchObject([{ customerId: a, exact: false }]);
    expect(rows[0]?.score).toBeGreaterThan(50);
    expect((await checkDuplicates(ctx, { ...draft, customerId: a })).rows).toEqual([]);
    expect((await checkDuplicates(ctx, { name: '欧阳修远' })).rows).toEqual([]);
  });

  it('names who holds the telephone, before anything was ever looked through', async () => {
    const [a = 0] = await record(wanted);
    const { rows } = await checkDuplicates(ctx, { name: '王五', phone: '+86 159 1234 0001' });
    expect(rows).toMatchObject([{ customerId: a, score: 100, exact: true, reasons: [{ code: 'phone.same' }] }]);
  });

  it('tells nothing of customers somebody else looks after', async () => {
    await record([...wanted, ...crowd()]);
    await scanDuplicates(ctx);
    const scope = { kind: 'own' as const, userId: 'somebody', storeIds: [] };
    const theirs: Ctx = { ...ctx, actor: { kind: 'user', id: 'somebody', name: 'S', role: 'account_manager', scope } };
    expect((await checkDuplicates(theirs, { ...draft, phone: '15912340001' })).rows).toEqual([]);
    expect((await listDuplicates(theirs, everything)).rows).toEqual([]);
    expect(await getDuplicateState(theirs)).toMatchObject({
      groups: 0,
      customers: 0,
      scan: { customers: 0, pairs: 0 },
    });
  });
});

it('takes addresses with a tag for one where the settings say so', async () => {
  const twice = ['a', 'b'].map((externalId, index) => ({
    externalId,
    name: '诸葛明月',
    email: index === 0 ? 'mingyue@example.com' : 'mingyue+shop@example.com',
  }));
  const [a = 0] = await record([...twice, ...crowd(60)]);
  const isExact = async () =>
    (await listDuplicates(ctx, everything)).rows.find((group) => group.members.some((m) => m.customerId === a))?.exact;
  await scanDuplicates(ctx);
  expect(await isExact()).toBe(false);
  await saveDuplicateSettings(ctx, { threshold: 0.5, foldPlusTags: true, mergeExactInBulk: false });
  await scanDuplicates(later(1));
  expect(await isExact()).toBe(true);
});
