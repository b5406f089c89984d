/** Orders as Chinese shops export them for people: number, customer and date merged over the lines of one order. */
import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '#test/database.ts';
import { workbookWith, type Cell } from '#test/workbook.ts';
import { temporaryFolder } from './files.ts';

const { ctx } = await testDatabase();
const folder = await temporaryFolder();

const AT = new Date('2024-01-05T10:00:00Z');
const HEADER = ['订单号', '客户姓名', '手机号', '下单时间', '商品名称', '单价', '数量', '实付金额'];
const order = (no: string, phone: number, ...lines: [string, number, number][]): Cell[][] =>
  lines.map(([product, price, quantity], n) =>
    n === 0
      ? [no, `客户${no}`, phone, AT, product, price, quantity, 9_999]
      : [null, null, null, null, product, price, quantity, null],
  );

/** Merges of these columns over the rows of each order; a merge of one row is none. */
const mergesFor = (letters: string, orders: readonly Cell[][][], from: number): string[] =>
  orders.flatMap((lines, n) => {
    const first = from + orders.slice(0, n).reduce((sum, one) => sum + one.length, 0);
    return lines.length > 1
      ? letters.split('').map((letter) => `${letter}${first}:${letter}${first + lines.length - 1}`)
      : [];
  });

const ORDERS = [
  order('M-1', 13_800_138_001, ['面霜', 100, 1], ['精华', 80, 2]),
  order('M-2', 13_800_138_002, ['面霜', 100, 1]),
  order('M-3', 13_800_138_003, ['洗面奶', 50, 1], ['面膜', 60, 1], ['眼霜', 40, 1]),
];

async function write(name: string, rows: Cell[][], merges: string[]): Promise<string> {
  return folder.write(name, workbookWith([{ name: '订单', rows, merges }]));
}

const standing = async (prefix: string) =>
  (
    await sql<{ said: string }>`
      select o.external_id || ' ' || c.phone || ' ' || o.placed_at::date || ' ' || o.gross_cents || ' ' ||
        string_agg(p.name || '×' || l.quantity::float, '、' order by l.line_no) as said
      from orders.orders o join customers.customers c using (customer_id)
      join orders.order_lines l using (customer_id, order_id) join catalog.products p using (product_id)
      where o.external_id like ${`${prefix}%`} group by o.external_id, c.phone, o.placed_at, o.gross_cents order by 1`.execute(
      ctx.db,
    )
  ).rows.map((row) => row.said);

describe('cells merged over the lines of an order', () => {
  const table = (name: string, titles: Cell[][] = []) =>
    write(name, [...titles, HEADER, ...ORDERS.flat()], mergesFor('ABCDH', ORDERS, titles.length + 2));

  test('count for each line, and what exceeds the prices in an amount of the whole order for none', async () => {
    const { counts, warnings } = await folder.importOrders(ctx, await table('orders.xlsx', [['店铺订单导出']]));
    expect(counts).toMatchObject({ rows: 6, created: 3, invalid: 0, customersCreated: 3 });
    expect(await standing('M-')).toEqual([
      'M-1 +8613800138001 2024-01-05 26000 面霜×1、精华×2',
      'M-2 +8613800138002 2024-01-05 10000 面霜×1',
      'M-3 +8613800138003 2024-01-05 15000 洗面奶×1、面膜×1、眼霜×1',
    ]);
    expect(warnings).toEqual([
      { code: 'merged_cells', columns: ['订单号', '客户姓名', '手机号', '下单时间'] },
      { code: 'shared_out', columns: ['实付金额'] },
    ]);
    const again = await folder.importOrders(ctx, await table('again.xlsx'));
    expect(again.counts).toMatchObject({ created: 0, updated: 0, unchanged: 3 });
  });

  test('hold back the whole order when one line is refused, each row with its number', async () => {
    const lines = [order('N-1', 13_800_138_001, ['面霜', 100, 1], ['精华', 80, 2]), ORDERS[1] ?? []];
    const rows: Cell[][] = [HEADER, ...lines.flat()];
    rows[2]![5] = '十元';
    const file = await write('refused.xlsx', rows, mergesFor('ABCD', lines, 2));
    const { counts, errorFile } = await folder.importOrders(ctx, file);
    expect(counts).toMatchObject({ rows: 3, invalid: 2, heldBack: 1 });
    const errors = await readFile(errorFile ?? '', 'utf8');
    expect(errors.match(/N-1,客户N-1,13800138001,2024-01-05 10:00:00/g)).toHaveLength(2);
  });

  test('that hold the only amount, or a discount, share it out among the lines of the order', async () => {
    const file = await write(
      'amounts.xlsx',
      [
        ['订单号', '手机号', '下单时间', '商品名称', '数量', '实付金额'],
        ['P-1', 13_800_138_001, AT, '面霜', 1, 250],
        [null, null, null, '精华', 2, null],
        ['P-2', 13_800_138_002, AT, '面霜', 1, 100],
      ],
      ['A2:A3', 'B2:B3', 'C2:C3', 'F2:F3'],
    );
    const { counts, warnings } = await folder.importOrders(ctx, file);
    expect(counts).toMatchObject({ rows: 3, created: 2, invalid: 0 });
    expect(warnings).toContainEqual({ code: 'shared_out', columns: ['实付金额'] });
    expect(await standing('P-')).toEqual([
      'P-1 +8613800138001 2024-01-05 25000 面霜×1、精华×2',
      'P-2 +8613800138002 2024-01-05 10000 面霜×1',
    ]);
    const reduced: Cell[][] = [
      HEADER.slice(0, 7).concat('优惠金额'),
      ...order('P-3', 13_800_138_003, ['面霜', 100, 1], ['精华', 80, 1]),
    ];
    reduced[1]![7] = 30;
    await folder.importOrders(
      ctx,
      await write('discount.xlsx', reduced, ['A2:A3', 'B2:B3', 'C2:C3', 'D2:D3', 'H2:H3']),
    );
    const { rows } = await sql`
      select gross_cents, discount_cents from orders.orders where external_id = 'P-3'`.execute(ctx.db);
    expect(rows).toEqual([{ gross_cents: 18_000, discount_cents: 3_000 }]);
  });

  test('that hold the only quantity are refused row by row: nobody can tell what is whose', async () => {
    const rows: Cell[][] = [HEADER.slice(0, 7), ...order('Q-1', 13_800_138_001, ['面霜', 100, 5], ['精华', 80, 1])].map(
      (row) => row.slice(0, 7),
    );
    rows[2]![6] = null;
    const { errorFile, counts } = await folder.importOrders(
      ctx,
      await write(
        'quantity.xlsx',
        [...rows, ['Q-2', '客户', 13_800_138_009, AT, '面霜', 100, 1]],
        ['A2:A3', 'D2:D3', 'G2:G3'],
      ),
    );
    expect(counts).toMatchObject({ rows: 3, created: 1, invalid: 2, heldBack: 0 });
    expect(await readFile(errorFile ?? '', 'utf8')).toContain('合并单元格');
  });

  test('are read where they are merged only: blank cells of a sheet or of a text file stay blank', async () => {
    const merged = mergesFor('ABCD', [ORDERS[0] ?? []], 2);
    const mixed = await write('mixed.xlsx', [HEADER, ...ORDERS.flat()], merged);
    expect((await folder.importOrders(ctx, mixed)).counts).toMatchObject({ rows: 6, invalid: 2 });
    const text = [HEADER, ...ORDERS.flat()].map((row) =>
      row.map((cell) => (cell instanceof Date ? '2024-01-05' : (cell ?? ''))).join(','),
    );
    const plain = await folder.write('plain.csv', `${text.join('\n')}\n`);
    expect((await folder.importOrders(ctx, plain)).counts).toMatchObject({ rows: 6, invalid: 3 });
  });

  test('show what they show: covered cells, blank rows and merges to the right change nothing', async () => {
    const lines = order('R-1', 13_800_138_001, ['面霜', 100, 1], ['精华', 80, 2], ['面膜', 60, 1]);
    lines[1]![0] = 'hidden';
    lines[2]!.splice(0, 8, null, null, null, null, null, null, null, null);
    const rows = [HEADER, ...lines, ['R-2', '客户R', 13_800_138_009, AT, '面霜', 100, 1, 100]];
    await folder.importOrders(
      ctx,
      await write('covered.xlsx', rows, ['A2:A4', 'B2:B4', 'C2:C4', 'D2:E2', 'H2:H4', 'A5:B5']),
    );
    expect(await standing('R-')).toEqual([
      'R-1 +8613800138001 2024-01-05 26000 面霜×1、精华×2',
      'R-2 +8613800138009 2024-01-05 10000 面霜×1',
    ]);
  });
});
