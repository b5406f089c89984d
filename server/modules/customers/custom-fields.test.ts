import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import type { Actor, Ctx } from '#platform/context.ts';
import { testDatabase } from '#test/database.ts';
import { insertCustomers } from '#test/factories.ts';
import type { CustomField } from './custom-contract.ts';
import {
  createCustomField,
  deleteCustomField,
  listCustomFields,
  orderCustomFields,
  updateCustomField,
} from './custom-fields.ts';
import { readCustomValues, writeCustomValues } from './custom-values.ts';
import { getCustomer, updateCustomer } from './customers.ts';
import { exportCustomers } from './export.ts';
import { knownFields } from './fields.ts';
import { listCustomers } from './list.ts';
import { recordCustomers } from './record.ts';

const { ctx } = await testDatabase();
const asRole = (role: string): Ctx => {
  const actor: Actor = { kind: 'user', id: 'u', name: 'u', role, scope: { kind: 'all' } };
  return { ...ctx, actor };
};

let skin: CustomField;
let ids: number[] = [];
const fields: Record<string, CustomField> = {};

beforeAll(async () => {
  await sql`insert into access.users (id, name, email) values ('u', 'u', 'u@x.example')`.execute(ctx.db);
  ids = await insertCustomers(ctx, ['A', 'B', 'C', 'D']);
  skin = await createCustomField(ctx, {
    name: '肤质',
    type: 'choice',
    code: 'skin',
    choices: [{ name: '干性' }, { name: '油性' }, { name: '混合' }].map((choice) => ({ ...choice, archived: false })),
  });
  for (const [code, type] of [
    ['score', 'number'],
    ['budget', 'money'],
    ['next_visit', 'day'],
    ['tested_at', 'instant'],
    ['pregnant', 'yes_no'],
    ['second_phone', 'phone'],
    ['site', 'url'],
    ['report', 'text'],
  ] as const)
    fields[code] = await createCustomField(ctx, { name: `字段 ${code}`, type, code });
  fields.likes = await createCustomField(ctx, {
    name: '偏好',
    type: 'choices',
    code: 'likes',
    choices: ['面膜', '精华', '防晒'].map((name) => ({ name, archived: false })),
  });
});

const first = () => ids[0] ?? 0;
const second = () => ids[1] ?? 0;

test('a value of every type is stored and read back as it was sent, and clearing it leaves nothing', async () => {
  const values = {
    skin: 'c2',
    score: 87.5,
    budget: 120_000,
    next_visit: '2026-03-09',
    tested_at: '2026-02-27T02:30:00.000Z',
    pregnant: false,
    second_phone: '+8613900000001',
    site: 'https://example.com/a?b=1',
    report: '屏障受损，T 区偏油',
    likes: ['c1', 'c3'],
  };
  const changed = await updateCustomer(ctx, first(), {
    custom: { ...values, skin: '油性', second_phone: '139 0000 0001' },
  });
  expect(changed.custom).toEqual(values);
  expect(await writeCustomValues(ctx, [{ customerId: first(), values }])).toEqual(new Set());
  const cleared = Object.fromEntries(Object.keys(values).map((code) => [code, null]));
  expect((await updateCustomer(ctx, first(), { custom: cleared })).custom).toEqual({});
});

test('what does not fit the type or the rules is refused, each with its field', async () => {
  await updateCustomField(ctx, fields.score?.fieldId ?? 0, { rules: { min: 0, max: 100 } });
  await updateCustomField(ctx, fields.report?.fieldId ?? 0, {
    rules: { pattern: String.raw`\p{Script=Han}+`, maxLength: 5 },
  });
  await updateCustomField(ctx, fields.next_visit?.fieldId ?? 0, { rules: { min: '2026-01-01' } });
  const wrong = {
    skin: '酸性',
    score: 100.5,
    budget: 1.5,
    next_visit: '2025-12-31',
    tested_at: '2026-02-27 10:30',
    pregnant: 'perhaps',
    second_phone: '12',
    site: 'javascript:alert(1)',
    report: 'abc',
    likes: ['面膜', '口红'],
    unheard_of: 1,
  };
  const refusal = await updateCustomer(ctx, first(), { custom: wrong }).catch(
    (error: { fields: { path: string }[] }) => error,
  );
  expect((refusal as { fields: { path: string }[] }).fields.map((field) => field.path)).toEqual(
    Object.keys(wrong).map((code) => `custom.${code}`),
  );
  await expect(updateCustomer(ctx, first(), { custom: { next_visit: '2026-02-30' } })).rejects.toThrow(
    'custom.next_visit',
  );
  expect((await getCustomer(ctx, first())).custom).toEqual({});
});

test('the list filters by added fields, shows them, and an export writes names', async () => {
  await writeCustomValues(ctx, [
    { customerId: first(), values: { skin: 'c1', score: 10, likes: ['c1', 'c2'], next_visit: '2026-05-01' } },
    { customerId: second(), values: { skin: 'c2', score: 20, likes: ['c2'] } },
  ]);
  const known = await knownFields(ctx, []);
  const fitting = async (...filter: string[]) => {
    const query = {
      limit: 50,
      sort: 'customers.registeredAt',
      direction: 'asc' as const,
      filter,
      fields: 'custom.likes,custom.skin',
    };
    const page = await listCustomers(ctx, known, query);
    expect(page.total?.count).toBe(page.rows.length);
    return page.rows;
  };
  const codes = async (...filter: string[]) => (await fitting(...filter)).map((row) => row.code).toSorted();
  expect(await codes('custom.skin:is:c1')).toEqual(['A']);
  expect(await codes('custom.skin:is:c1,c2')).toEqual(['A', 'B']);
  expect(await codes('custom.skin:empty:yes')).toEqual(['C', 'D']);
  expect(await codes('custom.likes:is:c2', 'custom.score:min:15')).toEqual(['B']);
  expect(await codes('custom.next_visit:max:2026-05-01')).toEqual(['A']);
  expect((await fitting('custom.score:max:10'))[0]?.values).toMatchObject({
    'custom.likes': ['c1', 'c2'],
    'custom.skin': 'c1',
  });
  let text = '';
  for await (const piece of exportCustomers(ctx, [], {
    filter: ['custom.score:max:10'],
    fields: 'custom.skin,custom.likes,custom.score',
  }))
    text += piece;
  expect(text).toBe('\uFEFFcustomer,name,phone,肤质,偏好,字段 score\r\nA,,,干性,面膜、精华,10\r\n');
});

test('the API makes customers with added fields, and says whose changed', async () => {
  const draft = { externalId: 'api-1', custom: { skin: '混合', score: 5 } };
  expect((await recordCustomers(ctx, [draft]))[0]?.outcome).toBe('created');
  expect((await recordCustomers(ctx, [draft]))[0]?.outcome).toBe('unchanged');
  const [changed] = await recordCustomers(ctx, [{ ...draft, custom: { score: 6 } }]);
  expect(changed?.outcome).toBe('updated');
  expect((await getCustomer(ctx, changed?.customerId ?? 0)).custom).toEqual({ skin: 'c3', score: 6 });
  await expect(recordCustomers(ctx, [{ externalId: 'api-2', custom: { score: 101 } }])).rejects.toMatchObject({
    fields: [{ path: 'customers.0.custom.score', code: 'custom.too_big' }],
  });
});

test('whom a field is hidden from neither sees, fills nor filters by it', async () => {
  await updateCustomField(ctx, fields.pregnant?.fieldId ?? 0, {
    viewRoles: ['service_lead'],
    editRoles: ['service_lead'],
  });
  await updateCustomField(ctx, fields.budget?.fieldId ?? 0, { editRoles: ['retention_lead'] });
  await updateCustomer(asRole('service_lead'), first(), { custom: { pregnant: true } });
  expect((await getCustomer(asRole('analyst'), first())).custom).not.toHaveProperty('pregnant');
  expect((await getCustomer(asRole('administrator'), first())).custom).toMatchObject({ pregnant: true });
  expect((await knownFields(asRole('analyst'), [])).has('custom.pregnant')).toBe(false);
  for (const custom of [{ pregnant: false }, { budget: 1 }] as Record<string, number | boolean>[])
    await expect(updateCustomer(asRole('analyst'), first(), { custom })).rejects.toMatchObject({
      code: 'customers.invalid',
    });
  await updateCustomer(asRole('retention_lead'), first(), { custom: { budget: 1 } });
});

test('a choice keeps its code when renamed, and one that somebody has is archived, not dropped', async () => {
  const renamed = skin.choices.map((choice) => (choice.code === 'c1' ? { ...choice, name: '干皮' } : choice));
  const saved = await updateCustomField(ctx, skin.fieldId, {
    choices: [...renamed, { name: '敏感', archived: false }],
  });
  expect(saved.choices.map(({ code, name }) => [code, name])).toEqual([
    ['c1', '干皮'],
    ['c2', '油性'],
    ['c3', '混合'],
    ['c4', '敏感'],
  ]);
  const without = saved.choices.filter((choice) => choice.code !== 'c1');
  await expect(updateCustomField(ctx, skin.fieldId, { choices: without })).rejects.toMatchObject({
    code: 'custom.choice_used',
  });
  await updateCustomField(ctx, skin.fieldId, {
    choices: saved.choices.map((choice) => ({ ...choice, archived: choice.code === 'c1' })),
  });
  expect((await readCustomValues(ctx, [first()])).get(first())).toMatchObject({ skin: 'c1' });
  await expect(writeCustomValues(ctx, [{ customerId: second(), values: { skin: '干皮' } }])).rejects.toMatchObject({
    fields: [{ code: 'custom.choice' }],
  });
});

test('an archived field is gone from pages and lists with its values kept; a used one cannot be deleted', async () => {
  const score = fields.score?.fieldId ?? 0;
  await expect(deleteCustomField(ctx, score, [])).rejects.toMatchObject({ code: 'custom.used' });
  await updateCustomField(ctx, score, { archived: true });
  expect((await getCustomer(ctx, first())).custom).not.toHaveProperty('score');
  expect((await knownFields(ctx, [])).has('custom.score')).toBe(false);
  await updateCustomField(ctx, score, { archived: false });
  expect((await getCustomer(ctx, first())).custom).toMatchObject({ score: 10 });
  const site = fields.site?.fieldId ?? 0;
  const name = { zh: '有主页的', en: 'With a site' };
  await expect(deleteCustomField(ctx, site, [async () => [{ kind: 'segment', name }]])).rejects.toMatchObject({
    message: 'It is used by With a site (有主页的).',
    usedBy: [name],
  });
  await deleteCustomField(ctx, site, []);
  expect((await listCustomFields(ctx)).some((field) => field.code === 'site')).toBe(false);
});

test('fields stand in the order they are put into, and names and codes are given once', async () => {
  const order = (await listCustomFields(ctx)).map((field) => field.fieldId).toReversed();
  expect((await orderCustomFields(ctx, order)).map((field) => field.fieldId)).toEqual(order);
  await expect(createCustomField(ctx, { name: '肤质', type: 'text' })).rejects.toMatchObject({
    code: 'custom.name_taken',
  });
  await expect(createCustomField(ctx, { name: '新', type: 'text', code: 'skin' })).rejects.toMatchObject({
    code: 'custom.code_taken',
  });
  await expect(createCustomField(ctx, { name: '空', type: 'choice' })).rejects.toMatchObject({
    code: 'custom.choices_needed',
  });
  await expect(createCustomField(ctx, { name: '反', type: 'number', rules: { min: 2, max: 1 } })).rejects.toMatchObject(
    {
      code: 'custom.range_empty',
    },
  );
  expect((await createCustomField(ctx, { name: '无码', type: 'text' })).code).toMatch(/^field_\d+$/);
});
