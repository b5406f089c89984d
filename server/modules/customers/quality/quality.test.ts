import { sql } from 'kysely';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Ctx } from '#platform/context.ts';
import { insertCustomers, onDay } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import { createCustomField } from '../custom-fields.ts';
import { writeCustomValues } from '../custom-values.ts';
import { updateCustomer } from '../customers.ts';
import { knownFields } from '../fields.ts';
import { listCustomers } from '../list.ts';
import { recordCustomers } from '../record.ts';
import { confirmFields, listFieldChecks } from './checks.ts';
import { measureQuality, measureWhenDayTurned } from './measure.ts';
import { getQuality } from './read.ts';
import { saveQualitySettings } from './settings.ts';

const { ctx } = await testDatabase();
let ids: number[] = [];

beforeAll(async () => {
  await createCustomField(ctx, {
    code: 'skin',
    name: '肤质',
    type: 'choice',
    choices: [
      { code: 'dry', name: '干性', archived: false },
      { code: 'oily', name: '油性', archived: false },
    ],
  } as never);
});

beforeEach(async () => {
  await sql`truncate customers.customers, customers.identities, customers.field_checks, customers.field_values,
    customers.quality, customers.quality_runs cascade`.execute(ctx.db);
  ids = await insertCustomers(ctx, ['a', 'b', 'c', 'd']);
});

const set = (values: Record<string, unknown>, ...customerIds: number[]) =>
  ctx.db.updateTable('customers.customers').set(values).where('customer_id', 'in', customerIds).execute();

async function measured(field: string, at: Ctx = ctx, source = '') {
  await measureQuality(at);
  const found = (await getQuality(at, { days: 90, source })).fields.find((one) => one.field === field);
  return found && [found.customers, found.filled, found.invalid, found.stale];
}

/** Whom the list behind the number names. */
async function listed(flaw: string, at: Ctx = ctx, ...more: string[]): Promise<number[]> {
  const query = {
    limit: 50,
    direction: 'asc' as const,
    filter: [`customers.quality:is:${flaw}`, ...more],
    fields: '',
  };
  const { rows } = await listCustomers(at, await knownFields(at, []), query);
  return rows.map((row) => row.customerId).toSorted((a, b) => a - b);
}

test('a field is counted by whom it applies to, who has it, and whose cannot be right; the lists name the same', async () => {
  const [a = 0, b = 0, c = 0, d = 0] = ids;
  await set({ phone: '+8613912345670' }, a);
  await set({ phone: '+8613800138000' }, b);
  await set({ kind: 'company', phone: '+862112345678', industry: '零售' }, c);
  await set({ phone: '+8613877777777' }, c);
  expect(await listed('invalid.phone')).toEqual([b, c]);
  await set({ phone: '+862112345678' }, c);
  await set({ birthday: '1900-01-01', email: 'x@test.com', name: '测试' }, d);
  expect(await measured('phone')).toEqual([4, 3, 1, 0]);
  expect(await measured('birthday')).toEqual([3, 1, 1, 0]);
  expect(await measured('industry')).toEqual([1, 1, 0, 0]);
  expect(await measured('email')).toEqual([4, 1, 1, 0]);
  expect(await measured('name')).toEqual([4, 1, 1, 0]);
  expect(await measured('contact')).toEqual([4, 4, 0, 0]);
  expect(await listed('missing.phone')).toEqual([d]);
  expect(await listed('invalid.phone')).toEqual([b]);
  expect(await listed('missing.birthday')).toEqual([a, b]);
  expect(await listed('invalid.birthday')).toEqual([d]);
  const { overall, duplicateGroups } = await getQuality(ctx, { days: 90 });
  expect(overall.validity).toBeCloseTo(1 - 4 / 6, 10);
  expect(duplicateGroups).toBe(0);
});

test('what is old and nobody has confirmed is stale, until it is confirmed, edited or brought anew', async () => {
  const [a = 0, b = 0, c = 0] = ids;
  await set({ phone: '+8613912345670', city: '上海' }, a, b, c);
  await saveQualitySettings(ctx, { staleMonths: 6 });
  const later = onDay(ctx, '2026-10-01');
  expect(await measured('phone', later)).toEqual([4, 3, 0, 3]);
  expect(await listed('stale.phone', later)).toEqual([a, b, c]);
  expect(await confirmFields(later, a, ['phone'])).toEqual(['phone']);
  await updateCustomer(later, b, { city: '杭州' });
  expect(await measured('phone', later)).toEqual([4, 3, 0, 2]);
  expect(await measured('region', later)).toEqual([4, 3, 0, 2]);
  expect(await listed('stale.region', later)).toEqual([a, c]);
  const checks = await listFieldChecks(later, a);
  expect(checks.rows.map((row) => [row.field, row.how, row.stale])).toEqual([
    ['region', 'recorded', true],
    ['phone', 'confirmed', false],
  ]);
  await expect(confirmFields(later, a, ['email'])).rejects.toMatchObject({ code: 'quality.not_filled' });
});

test('a call that brings another value says that the field was looked at; the same value again says nothing', async () => {
  const [first] = await recordCustomers(ctx, [
    { externalId: 'Q-1', source: 'crm', name: '甲', city: '上海', address: '南京路 1 号' },
  ]);
  const later = onDay(ctx, '2026-12-01');
  await recordCustomers(later, [{ externalId: 'Q-1', source: 'crm', city: '成都', address: '南京路 1 号' }]);
  const checks = await listFieldChecks(later, first?.customerId ?? 0);
  expect(checks.rows.map((row) => [row.field, row.how])).toEqual([
    ['address', 'recorded'],
    ['region', 'brought'],
  ]);
});

test('added fields and sources are measured like the rest', async () => {
  const [a = 0, b = 0, c = 0] = ids;
  await writeCustomValues(ctx, [
    { customerId: a, values: { skin: 'dry' } },
    { customerId: b, values: { skin: 'oily' } },
  ]);
  await sql`
    insert into customers.identities (kind, namespace, value, customer_id, original, added_at)
    values ('external', 'pos', '1', ${a}, '1', ${ctx.now}), ('external', 'pos', '2', ${c}, '2', ${ctx.now})`.execute(
    ctx.db,
  );
  await sql`update customers.fields set choices = jsonb_set(choices, '{1,archived}', 'true') where code = 'skin'`.execute(
    ctx.db,
  );
  expect(await measured('custom.skin')).toEqual([4, 2, 1, 0]);
  expect(await measured('custom.skin', ctx, 'pos')).toEqual([2, 1, 0, 0]);
  expect(await listed('invalid.custom.skin')).toEqual([b]);
  expect(await listed('missing.custom.skin', ctx, 'customers.source:is:pos')).toEqual([c]);
  const { sources } = await getQuality(ctx, { days: 90 });
  expect(sources.map((row) => [row.source, row.customers])).toEqual([['pos', 2]]);
  expect(await measured('custom.skin', onDay(ctx, '2027-06-01'))).toEqual([4, 2, 1, 2]);
  await expect(listed('stale.custom.unheard')).rejects.toMatchObject({ code: 'customers.filter_value' });
});

test('a pattern that came later refuses what was written before, in numbers and lists, until it is written anew', async () => {
  const [a = 0, b = 0, c = 0] = ids;
  const { fieldId } = await createCustomField(ctx, { code: 'plate', name: '车牌', type: 'text' } as never);
  const written = { 沪A12345: a, 苏州: b, 沪B99999: c };
  await writeCustomValues(
    ctx,
    Object.entries(written).map(([plate, customerId]) => ({ customerId, values: { plate } })),
  );
  expect(await measured('custom.plate')).toEqual([4, 3, 0, 0]);
  const rules = JSON.stringify({ pattern: String.raw`\p{Script=Han}[A-Z]\d{5}` });
  await sql`update customers.fields set rules = rules || ${rules}::jsonb where field_id = ${fieldId}`.execute(ctx.db);
  expect(await listed('invalid.custom.plate')).toEqual([]);
  const night = onDay(ctx, '2026-03-02');
  expect(await measured('custom.plate', night)).toEqual([4, 3, 1, 0]);
  expect(await listed('invalid.custom.plate', night)).toEqual([b]);
  expect((await getQuality(night, { days: 90 })).fields.find((one) => one.field === 'custom.plate')?.judged).toBe(true);
  const morning = onDay(ctx, '2026-03-03');
  await writeCustomValues(morning, [{ customerId: b, values: { plate: '苏E54321' } }]);
  expect(await listed('invalid.custom.plate', morning)).toEqual([]);
  expect(await measured('custom.plate', morning)).toEqual([4, 3, 0, 0]);
});

test('somebody known by two sources counts in each of them and once among everybody', async () => {
  const [a = 0, b = 0] = ids;
  await set({ phone: '+8613912345670' }, a);
  await sql`
    insert into customers.identities (kind, namespace, value, customer_id, original, added_at)
    select 'external', source, source || customer_id, customer_id, '', ${ctx.now}
    from (values ('pos', ${a}::bigint), ('shop', ${a}::bigint), ('shop', ${b}::bigint)) as known (source, customer_id)`.execute(
    ctx.db,
  );
  await sql`
    insert into customers.identities (kind, namespace, value, customer_id, original, added_at)
    values ('external', 'pos', 'second card', ${a}, '', ${ctx.now})`.execute(ctx.db);
  expect(await measured('phone')).toEqual([4, 1, 0, 0]);
  expect(await measured('phone', ctx, 'pos')).toEqual([1, 1, 0, 0]);
  expect(await measured('phone', ctx, 'shop')).toEqual([2, 1, 0, 0]);
});

test('whoever was forgotten is in no number and on no list', async () => {
  await set({ erased_at: ctx.now }, ids[0] ?? 0);
  expect(await measured('phone')).toEqual([3, 0, 0, 0]);
  expect(await listed('missing.phone')).toEqual(ids.slice(1));
});

test('each day is kept once, and the trend tells one after the other', async () => {
  await measureQuality(ctx);
  await set({ phone: '+8613912345670' }, ...ids);
  const tomorrow = onDay(ctx, '2026-03-02');
  await measureQuality(tomorrow);
  await measureQuality(tomorrow);
  const { trend, measured: last } = await getQuality(tomorrow, { days: 90, field: 'phone' });
  expect(trend.map((point) => [point.day, point.completeness])).toEqual([
    ['2026-03-01', 0],
    ['2026-03-02', 1],
  ]);
  expect(last).toMatchObject({ day: '2026-03-02', customers: 4 });
  const jobs = async () => {
    const { rows } =
      await sql`select from graphile_worker.jobs where task_identifier = 'customers.measure_quality'`.execute(ctx.db);
    return rows.length;
  };
  await measureWhenDayTurned(tomorrow);
  expect(await jobs()).toBe(0);
  await measureWhenDayTurned(onDay(ctx, '2026-03-03'));
  expect(await jobs()).toBe(1);
});
