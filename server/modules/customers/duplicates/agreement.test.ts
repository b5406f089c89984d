/** The form, the file, whoever was touched just now and the look through everybody: one engine, one answer. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { seededRandom } from '#analytics/random.ts';
import { inTransaction } from '#platform/context.ts';
import { copyIn, copyRow } from '#platform/copy.ts';
import { testDatabase } from '#test/database.ts';
import { chineseList } from '#test/twins/chinese-lists.ts';
import { recordCustomers, type CustomerDraft } from '../index.ts';
import { customersImporter } from '../importer.ts';
import { checkDuplicates } from './check.ts';
import { scanDuplicates } from './scan.ts';
import { refreshDuplicates } from './suggest.ts';

const { ctx } = await testDatabase();

type Said = { name: string } & Partial<Record<'phone' | 'birthday' | 'city' | 'address', string | undefined>>;
const home = '浙江省杭州市西湖区文山路207号翠竹小区3栋1单元1201室';
/** Each beside whoever stands there already; whether they are one. */
const STORIES: readonly (readonly [string, Said, Said, boolean])[] = [
  [
    'homophones and a wrong digit',
    { name: '陈梓涵', phone: '15912340001' },
    { name: '程梓涵', phone: '15912340007' },
    true,
  ],
  ['the given name turned', { name: '李雨桐', address: home }, { name: '李桐雨', address: '翠竹小区3-1-1201' }, true],
  [
    'a title',
    { name: '诸葛丽娟', birthday: '1985-03-02', phone: '15912340003' },
    { name: '诸葛女士', birthday: '1985-03-02', phone: '15912340030' },
    true,
  ],
  [
    'a birthday by the moon',
    { name: '许国强', birthday: '1960-08-05', city: '宁波' },
    { name: '许国强', birthday: '1960-09-25', city: '宁波' },
    true,
  ],
  ['namesakes', { name: '张伟', phone: '15912340005' }, { name: '张伟', phone: '13788880001' }, false],
  [
    'sisters',
    { name: '汪澜依', address: '江苏省南京市鼓楼区学院路88号紫荆花园5栋2单元1603室', birthday: '1995-01-09' },
    { name: '汪澜茵', address: '江苏省南京市鼓楼区学院路88号紫荆花园5栋2单元1603室', birthday: '1998-11-20' },
    false,
  ],
];

const draftOf = (externalId: string, said: Said) => ({ externalId, ...said }) as CustomerDraft;

async function foreseenAlike(drafts: readonly CustomerDraft[]): Promise<number> {
  return inTransaction(ctx, async (inner) => {
    const { table, columns } = customersImporter.staging;
    const lines = drafts.map((draft, rowNo) => {
      const cells = { ...draft, phone: draft.phone ? `+86${draft.phone}` : null } as Record<string, unknown>;
      const staged = customersImporter.stage(
        customersImporter.fields.map(({ code }) => (cells[code] as string) ?? null),
      );
      return copyRow([1, rowNo, ...(staged as (string | null)[])]);
    });
    await copyIn(inner, `${table} (batch_id, row_no, ${columns.join(', ')})`, lines);
    const { alike } = await customersImporter.check(inner, { batchId: 1, sourceId: 1, sourceCode: 'crm' });
    await sql`delete from ${sql.raw(table)}`.execute(inner.db);
    return alike ?? 0;
  });
}

async function suggested(): Promise<Set<string>> {
  const { rows } = await sql<{ pair: string }>`
    select a.code || ' ' || b.code as pair from customers.duplicate_pairs p
    join customers.customers a on a.customer_id = p.customer_id join customers.customers b on b.customer_id = p.other_id`.execute(
    ctx.db,
  );
  return new Set(rows.map(({ pair }) => pair));
}

it('says the same of two customers in the form, in a file, when touched and in the look through all', async () => {
  // A house that has some customers twice, so that there is something to learn from.
  const crowd = chineseList(seededRandom(5), 'file', 700).map((row) =>
    draftOf(row.recId, {
      name: row.name ?? '',
      ...(/^1\d{10}$/.test(row.phone ?? '') && { phone: row.phone }),
      ...(/^\d{4}-\d\d-\d\d$/.test(row.birthday ?? '') && { birthday: row.birthday }),
      ...(row.city && { city: row.city }),
      ...(row.address && { address: row.address }),
    }),
  );
  const namesakes = Array.from({ length: 12 }, (_, n) =>
    draftOf(`N${n}`, {
      name: '张伟',
      city: n % 2 === 0 ? '杭州' : '宁波',
      phone: `1778888${String(n * 357).padStart(4, '0')}`,
    }),
  );
  await recordCustomers(ctx, [...crowd, ...namesakes, ...STORIES.map(([, known], n) => draftOf(`A${n}`, known))]);
  await scanDuplicates(ctx);
  const wanted = STORIES.map(([story, , , one]) => [story, one]);
  const inForm: unknown[] = [];
  const inFile: unknown[] = [];
  for (const [n, [story, , said]] of STORIES.entries()) {
    const { rows } = await checkDuplicates(ctx, said);
    inForm.push([story, rows.some(({ code }) => code === `A${n}`)]);
    inFile.push([story, (await foreseenAlike([draftOf(`B${n}`, said)])) > 0]);
  }
  const made = await recordCustomers(
    ctx,
    STORIES.map(([, , said], n) => draftOf(`B${n}`, said)),
  );
  await refreshDuplicates(ctx, { customerIds: made.map(({ customerId }) => customerId ?? 0) });
  const touched = await suggested();
  await scanDuplicates({ ...ctx, now: new Date(ctx.now.getTime() + 60_000) });
  const looked = await suggested();
  const told = (pairs: ReadonlySet<string>) => STORIES.map(([story], n) => [story, pairs.has(`A${n} B${n}`)]);
  expect({ inForm, inFile, touched: told(touched), looked: told(looked) }).toEqual({
    inForm: wanted,
    inFile: wanted,
    touched: wanted,
    looked: wanted,
  });
});
