import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '#test/database.ts';
import { encodeGb18030 } from '#test/gb18030.ts';
import { workbook } from '#test/workbook.ts';
import { HEADER, line, refusalOf, table, temporaryFolder } from './files.ts';

const { ctx } = await testDatabase();
const folder = await temporaryFolder();

async function stored(): Promise<Record<string, number>> {
  const { rows } = await sql<Record<string, number>>`
    select (select count(*) from orders.orders) as orders, (select count(*) from orders.order_lines) as lines,
      (select count(*) from orders.unmatched) as unmatched, (select count(*) from customers.customers) as customers,
      (select count(*) from catalog.products) as products, (select count(*) from orders.staged_lines) as staged`.execute(
    ctx.db,
  );
  return rows[0] ?? {};
}

const NOTHING = { orders: 0, lines: 0, unmatched: 0, customers: 0, products: 0, staged: 0 };

describe('a file that cannot be imported gives one clear error and leaves nothing', () => {
  it.each([
    ['empty', '', 'ingest.empty_file'],
    ['with headers alone', `${HEADER}\n`, 'ingest.no_rows'],
    [
      'of a picture named .csv',
      Buffer.from(`\x89PNG\r\n\x1a\n${'\0\x01'.repeat(500)}`, 'latin1'),
      'ingest.binary_file',
    ],
    ['with other columns', '姓名,生日\n李雷,1990-01-01\n', 'ingest.columns_missing'],
    ['with a header that stands twice', `${HEADER},数量\n${line()},5\n`, 'ingest.duplicate_header'],
    [
      'cut off inside a .gz',
      gzipSync(table(...Array.from({ length: 5_000 }, (_, i) => line({ order: `A${i * 7919}` })))).subarray(0, -500),
      'ingest.broken_gzip',
    ],
    ['with a quotation mark that is never closed', `${table(line())}A2,"2026\n`, 'ingest.unclosed_quote'],
    [
      'in two encodings',
      Buffer.concat([
        Buffer.from(`${HEADER}\n`),
        Buffer.from(`${line()}\n`.repeat(40_000)),
        encodeGb18030(`${line()}\n`),
      ]),
      'ingest.mixed_encodings',
    ],
  ])('%s', async (name, content, code) => {
    const file = await folder.write(`${name.replaceAll(' ', '-')}.csv`, content);
    expect(await refusalOf(folder.importOrders(ctx, file))).toBe(code);
    expect(await stored()).toEqual(NOTHING);
  });

  it('names what could not be mapped, and what the file has', async () => {
    const file = await folder.write('wrong.csv', '姓名,生日\n李雷,1990-01-01\n');
    await expect(folder.importOrders(ctx, file)).rejects.toThrow(
      /placedAt.*orderRef \(订单号.*customer.*unitPrice.*姓名, 生日/,
    );
  });

  it('10,000 broken rows', async () => {
    const broken = Array.from({ length: 10_000 }, (_, i) => line({ order: `B${i}`, quantity: '三个' }));
    const file = await folder.write('broken.csv', table(...broken));
    const failure = await folder.importOrders(ctx, file).catch((error: Error) => error);
    expect(failure).toMatchObject({ code: 'ingest.no_good_rows' });
    const errors = await readFile(/reasons are in (.+)\.$/.exec((failure as Error).message)?.[1] ?? '', 'utf8');
    expect(errors.split('\r\n')).toHaveLength(10_002);
    expect(errors).toContain('第 2 行，数量：“三个”不是数字');
    expect(await stored()).toEqual(NOTHING);
  });

  it('one line of 200 MB, without taking its memory', async () => {
    const file = await folder.write(
      'endless.csv',
      Buffer.concat([Buffer.from(`${HEADER}\n`), Buffer.alloc(200 * 2 ** 20, 'x')]),
    );
    const before = process.memoryUsage().rss;
    expect(await refusalOf(folder.importOrders(ctx, file))).toBe('ingest.row_too_long');
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20);
  });

  it('one line of 200 MB inside a .gz', async () => {
    const file = await folder.write('endless.csv.gz', gzipSync(Buffer.alloc(200 * 2 ** 20, 'x')));
    expect(await refusalOf(folder.importOrders(ctx, file))).toBe('ingest.row_too_long');
  });

  it('a file that is not there', async () => {
    expect(await refusalOf(folder.importOrders(ctx, '/nowhere/orders.csv'))).toBe('ingest.file_missing');
  });
});

describe('a row that cannot be taken comes back with its reason, and the others are stored', () => {
  it.each([
    ['a day that never was', { at: '1900-02-30' }, '下单时间：“1900-02-30”这一天不存在'],
    ['a phone that Excel has rounded', { phone: '1.38E+10' }, '手机号：手机号“1.38E+10”被 Excel 改成了科学计数法'],
    ['a quantity in words', { quantity: '两件' }, '数量：“两件”不是数字'],
    ['no order number', { order: '' }, '订单号：不能为空'],
    ['no date', { at: ' ' }, '下单时间：不能为空'],
    ['no price', { price: '' }, '既没有单价也没有金额'],
    ['a NUL character', { name: '精\0华' }, '含有不可见的空字符'],
    ['a cell too many', { price: '12.50,extra' }, '列数多于表头（9 / 8）'],
    ['a name longer than any', { name: '长'.repeat(301) }, '商品名称：内容太长'],
  ])('%s', async (name, cells, reason) => {
    const good = `good-${name}`;
    const file = await folder.write('rows.csv', table(line({ order: good }), line({ order: 'bad', ...cells })));
    const result = await folder.importOrders(ctx, file);
    expect(result.counts).toMatchObject({ rows: 2, created: 1, invalid: 1, heldBack: 0 });
    const errors = await readFile(result.errorFile ?? '', 'utf8');
    expect(errors).toContain(`第 3 行`);
    expect(errors).toContain(reason);
  });

  it('a cell too few', async () => {
    const file = await folder.write('short.csv', `${table(line({ order: 'long' }))}short,2026-01-05\n`);
    const result = await folder.importOrders(ctx, file);
    expect(result.counts).toMatchObject({ created: 1, invalid: 1 });
    expect(await readFile(result.errorFile ?? '', 'utf8')).toContain('列数少于表头（2 / 8）');
  });

  it('and takes its whole order with it; mended, the error file is imported as it is', async () => {
    const rows = [
      line({ order: 'G1', sku: 'X' }),
      line({ order: 'G1', sku: 'Y', quantity: '很多' }),
      line({ order: 'G2' }),
    ];
    const first = await folder.importOrders(ctx, await folder.write('group.csv', table(...rows)));
    expect(first.counts).toMatchObject({ rows: 3, created: 1, invalid: 2, heldBack: 1 });
    const errors = await readFile(first.errorFile ?? '', 'utf8');
    expect(errors).toContain('G1 的其他行有错');
    const mended = await folder.importOrders(ctx, await folder.write('mended.csv', errors.replace('很多', '9')));
    expect(mended.counts).toMatchObject({ rows: 2, created: 1, invalid: 0 });
  });

  it('two customers in one order', async () => {
    const rows = [line({ order: 'T1', customer: 'K1' }), line({ order: 'T1', customer: 'K2' }), line({ order: 'T2' })];
    const result = await folder.importOrders(ctx, await folder.write('torn.csv', table(...rows)));
    expect(result.counts).toMatchObject({ created: 1, invalid: 2 });
    expect(await readFile(result.errorFile ?? '', 'utf8')).toContain('同一订单 T1 写了两个客户');
  });

  it('in English for those who read English', async () => {
    const file = await folder.write(
      'english.csv',
      table(line({ order: 'E1' }), line({ order: 'E2', quantity: 'two' })),
    );
    const result = await folder.importOrders(ctx, file, { language: 'en' });
    expect(await readFile(result.errorFile ?? '', 'utf8')).toContain('Row 3, 数量: ""two"" is not a number');
  });
});

it('a formula in a cell is text: it is stored as it is and disarmed in the error file', async () => {
  const attack = '=HYPERLINK("http://x")';
  const rows = [
    line({ order: 'F1', name: '"=HYPERLINK(""http://x"")"' }),
    line({ order: '+F2', customer: '@SUM(A1)', name: '-1+1', quantity: '几个' }),
  ];
  const result = await folder.importOrders(ctx, await folder.write('formula.csv', table(...rows)));
  const errors = await readFile(result.errorFile ?? '', 'utf8');
  expect(errors).toContain("'+F2,2026-01-05 10:00,'@SUM(A1),,S1,'-1+1,几个");
  const products = await ctx.db.selectFrom('catalog.products').select('name').where('name', '=', attack).execute();
  expect(products.length).toBeLessThanOrEqual(1);
});

it('the same refusals come from a workbook', async () => {
  const rows = [
    HEADER.split(','),
    ['W1', new Date('1899-12-31'), 'K1', '1.38E+10', 'S1', '精华液', '三', 1],
    ['W2', new Date('2026-01-05T10:00:00Z'), 'K1', 13_800_138_000, 'S1', '精华液', 2, 12.5],
  ];
  const result = await folder.importOrders(ctx, await folder.write('rows.xlsx', workbook(rows)));
  expect(result.counts).toMatchObject({ rows: 2, created: 1, invalid: 1 });
});
