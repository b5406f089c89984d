import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { inTransaction } from '#platform/context.ts';
import { copyIn, copyRow } from '#platform/copy.ts';
import type { ImportPolicy } from '#platform/importer.ts';
import { testDatabase } from '#test/database.ts';
import { scanDuplicates } from './duplicates/scan.ts';
import { customersImporter } from './importer.ts';

const { ctx, db } = await testDatabase();

type Row = Partial<Record<string, string>>;
let batches = 0;

/** Stages rows as ingest would, foresees and applies them. */
function importRows(rows: readonly Row[], policy: ImportPolicy = 'overwrite') {
  return inTransaction(ctx, async (inner) => {
    batches += 1;
    const { table, columns } = customersImporter.staging;
    const lines = rows.map((row, rowNo) => {
      const staged = customersImporter.stage(customersImporter.fields.map((field) => row[field.code] ?? null));
      if (!Array.isArray(staged)) throw new Error('refused');
      return copyRow([batches, rowNo, ...staged]);
    });
    await copyIn(inner, `${table} (batch_id, row_no, ${columns.join(', ')})`, lines);
    const scope = { batchId: batches, sourceId: 1, sourceCode: 'crm', policy };
    const foreseen = await customersImporter.check(inner, scope);
    const applied = await customersImporter.apply(inner, scope);
    return { foreseen, applied };
  });
}

const profile = (code: string) =>
  db.selectFrom('customers.customers').selectAll().where('code', '=', code).executeTakeFirstOrThrow();

test('a file makes, changes and recognises customers, and the check foresaw it', async () => {
  const rows = [
    { externalId: 'I-1', phone: '+8613600000001', name: '甲', city: '上海', store: '静安店', birthday: '1990-01-02' },
    { externalId: 'I-2', name: '乙' },
    { phone: '+8613600000001', name: '甲改' },
  ];
  const { foreseen, applied } = await importRows(rows);
  expect(applied).toEqual({ created: 2, updated: 0, unchanged: 0, duplicates: 1 });
  expect(foreseen).toEqual(applied);
  const again = await importRows(rows);
  expect(again.applied).toEqual({ created: 0, updated: 0, unchanged: 2, duplicates: 1 });
  expect(again.foreseen).toEqual(again.applied);
  expect(await profile('I-1')).toMatchObject({
    name: '甲改',
    city: '上海',
    birthday: '1990-01-02',
    phone: '+8613600000001',
  });
  const store = await db.selectFrom('access.stores').select('name').executeTakeFirst();
  expect(store?.name).toBe('静安店');
});

test('the policy says whether blanks are filled, values overwritten, or nobody known is touched', async () => {
  await importRows([{ externalId: 'P-1', name: '原名' }]);
  const said = [{ externalId: 'P-1', name: '新名', city: '杭州' }];
  expect((await importRows(said, 'skip')).applied).toMatchObject({ updated: 0, unchanged: 1 });
  expect(await profile('P-1')).toMatchObject({ name: '原名', city: null });
  expect((await importRows(said, 'fill')).applied).toMatchObject({ updated: 1 });
  expect(await profile('P-1')).toMatchObject({ name: '原名', city: '杭州' });
  expect((await importRows(said, 'overwrite')).applied).toMatchObject({ updated: 1 });
  expect(await profile('P-1')).toMatchObject({ name: '新名', city: '杭州' });
});

test('a phone that identifies somebody else is taken by nobody', async () => {
  await importRows([
    { externalId: 'Q-1', phone: '+8613600000011' },
    { externalId: 'Q-2', phone: '+8613600000012' },
  ]);
  await importRows([{ externalId: 'Q-1', phone: '+8613600000012' }]);
  expect((await profile('Q-1')).phone).toBe('+8613600000011');
  const owner = await db
    .selectFrom('customers.identities')
    .select('customer_id')
    .where('value', '=', '+8613600000012')
    .executeTakeFirstOrThrow();
  expect(owner.customer_id).toBe((await profile('Q-2')).customer_id);
});

test('a row with nothing to recognise anybody by is refused', () => {
  const row = customersImporter.fields.map((field) => (field.code === 'name' ? '路人' : null));
  expect(customersImporter.stage(row)).toEqual({ field: null, code: 'customers.nobody' });
});

test('the staged columns are those of the table, and an import leaves one summary in the trail', async () => {
  const { rows } = await sql<{ column: string }>`
    select column_name as column from information_schema.columns
    where table_schema = 'customers' and table_name = 'staged_customers'`.execute(db);
  const known = new Set(rows.map((row) => row.column));
  expect(customersImporter.staging.columns.filter((column) => !known.has(column))).toEqual([]);
  const before = await db
    .selectFrom('access.audit')
    .select(sql<number>`count(*)`.as('n'))
    .executeTakeFirstOrThrow();
  await importRows([{ externalId: 'Z-1' }, { externalId: 'Z-2' }]);
  const after = await db
    .selectFrom('access.audit')
    .select(sql<number>`count(*)`.as('n'))
    .executeTakeFirstOrThrow();
  expect(after.n - before.n).toBe(1);
});

test('new customers who look like another of the file or like one there is are counted for a person to look at', async () => {
  const address = '江宁区文华路12号示例花园3栋1201室';
  const rows = [
    { externalId: 'L-1', phone: '+8613600001111', name: '陈梓涵', address },
    { externalId: 'L-2', phone: '+8613600001112', name: '程梓涵', address },
    { externalId: 'L-3', phone: '+8613600007777', name: '欧阳修远', address: '吴中区山明路7号示例苑1栋101室' },
  ];
  const { foreseen, applied } = await importRows(rows);
  expect(applied).toEqual({ created: 3, updated: 0, unchanged: 0, duplicates: 0, alike: 2 });
  expect(foreseen).toEqual(applied);
  expect((await importRows(rows)).applied).toEqual({ created: 0, updated: 0, unchanged: 3, duplicates: 0 });
  await scanDuplicates(ctx);
  const next = await importRows([
    { externalId: 'L-4', phone: '+8613600007771', name: '欧阳修远', address: '吴中区山明路7号示例苑1栋101室' },
  ]);
  expect(next.foreseen).toMatchObject({ created: 1, alike: 1 });
});
