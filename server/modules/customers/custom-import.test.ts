import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { inTransaction } from '#platform/context.ts';
import { copyIn, copyRow } from '#platform/copy.ts';
import type { ImportPolicy } from '#platform/importer.ts';
import { testDatabase } from '#test/database.ts';
import { createCustomField, updateCustomField } from './custom-fields.ts';
import { readCustomValues } from './custom-values.ts';
import { customersImporter } from './importer.ts';

const { ctx, db } = await testDatabase();

beforeAll(async () => {
  const named = (names: string[]) => names.map((name) => ({ name, archived: false }));
  await createCustomField(ctx, { name: '肤质', type: 'choice', code: 'skin', choices: named(['干性', '油性']) });
  await createCustomField(ctx, {
    name: '偏好',
    type: 'choices',
    code: 'likes',
    choices: named(['面膜', '精华', '防晒']),
  });
  await createCustomField(ctx, { name: '水分', type: 'number', code: 'moisture', rules: { min: 0, max: 100 } });
});

type Row = Record<string, string | number>;
let batches = 0;

const currentImporter = async () => (await customersImporter.current?.(ctx)) ?? customersImporter;

/** Stages rows as ingest would, foresees and applies them. */
async function importRows(rows: readonly Row[], policy: ImportPolicy = 'overwrite') {
  const importer = await currentImporter();
  return inTransaction(ctx, async (inner) => {
    batches += 1;
    const lines = rows.map((row, rowNo) => {
      const staged = importer.stage(importer.fields.map((field) => row[field.code] ?? null));
      if (!Array.isArray(staged)) throw new Error(JSON.stringify(staged));
      return copyRow([batches, rowNo, ...staged]);
    });
    await copyIn(inner, `${importer.staging.table} (batch_id, row_no, ${importer.staging.columns.join(', ')})`, lines);
    const scope = { batchId: batches, sourceId: 1, sourceCode: 'crm', policy };
    const foreseen = await importer.check(inner, scope);
    const applied = await importer.apply(inner, scope);
    expect(foreseen).toEqual(applied);
    return applied;
  });
}

async function valuesOf(code: string) {
  const { customer_id } = await db
    .selectFrom('customers.customers')
    .select('customer_id')
    .where('code', '=', code)
    .executeTakeFirstOrThrow();
  return (await readCustomValues(ctx, [customer_id])).get(customer_id) ?? {};
}

test('columns named like added fields are recognised, and their values stored by type', async () => {
  const { fields } = await currentImporter();
  expect(
    fields.filter(({ code }) => code.startsWith('custom.')).map((field) => [field.code, field.type, field.synonyms[0]]),
  ).toEqual([
    ['custom.skin', 'choice', '肤质'],
    ['custom.likes', 'text', '偏好'],
    ['custom.moisture', 'decimal', '水分'],
  ]);
  const rows: Row[] = [
    { externalId: 'I-1', 'custom.skin': 'c1', 'custom.likes': '面膜、防晒', 'custom.moisture': '43.5' },
    { externalId: 'I-2', name: '乙' },
  ];
  expect(await importRows(rows)).toMatchObject({ created: 2 });
  expect(await valuesOf('I-1')).toEqual({ skin: 'c1', likes: ['c1', 'c3'], moisture: 43.5 });
  expect(await importRows(rows)).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
});

test('the last row that speaks of a field counts, and a set is replaced as a whole', async () => {
  await importRows([
    { externalId: 'L-1', 'custom.likes': '面膜', 'custom.moisture': '1' },
    { externalId: 'L-1', 'custom.likes': '精华 / 防晒' },
  ]);
  expect(await valuesOf('L-1')).toEqual({ likes: ['c2', 'c3'], moisture: 1 });
  expect(await importRows([{ externalId: 'L-1', 'custom.likes': '防晒' }])).toMatchObject({ updated: 1 });
  expect(await valuesOf('L-1')).toEqual({ likes: ['c3'], moisture: 1 });
});

test('the policy holds for added fields too', async () => {
  await importRows([{ externalId: 'P-1', 'custom.skin': 'c1' }]);
  const said = [{ externalId: 'P-1', 'custom.skin': 'c2', 'custom.moisture': '7' }];
  expect(await importRows(said, 'skip')).toMatchObject({ updated: 0, unchanged: 1 });
  expect(await valuesOf('P-1')).toEqual({ skin: 'c1' });
  expect(await importRows(said, 'fill')).toMatchObject({ updated: 1 });
  expect(await valuesOf('P-1')).toEqual({ skin: 'c1', moisture: 7 });
  expect(await importRows(said, 'overwrite')).toMatchObject({ updated: 1 });
  expect(await valuesOf('P-1')).toEqual({ skin: 'c2', moisture: 7 });
});

test('a value that breaks its rule refuses the row, by field and reason', async () => {
  const importer = await currentImporter();
  const stage = (row: Row) => importer.stage(importer.fields.map((field) => row[field.code] ?? null));
  expect(stage({ externalId: 'X', 'custom.moisture': '101' })).toEqual({
    field: 'custom.moisture',
    code: 'custom.too_big',
    detail: '100',
  });
  expect(stage({ externalId: 'X', 'custom.likes': '面膜,口红' })).toEqual({
    field: 'custom.likes',
    code: 'custom.choice',
    detail: '口红',
  });
  expect(Object.keys(importer.reasons ?? {})).toEqual(expect.arrayContaining(['custom.too_big', 'custom.choice']));
});

test('an archived field is no column of files', async () => {
  const { rows } = await sql<{
    field_id: number;
  }>`select field_id from customers.fields where code = 'moisture'`.execute(db);
  await updateCustomField(ctx, rows[0]?.field_id ?? 0, { archived: true });
  expect((await currentImporter()).fields.some((field) => field.code === 'custom.moisture')).toBe(false);
});
