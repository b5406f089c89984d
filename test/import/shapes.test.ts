/** Files in the shapes in which people really have them, written by us: what a careful person would read is what is stored. */
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { importFile, type ImportFileOptions } from '#modules/ingest/index.ts';
import { testDatabase } from '#test/database.ts';
import { encodeGb18030 } from '#test/gb18030.ts';
import { workbookWith } from '#test/workbook.ts';
import { importers, temporaryFolder } from './files.ts';

const { ctx } = await testDatabase();
const folder = await temporaryFolder();

let files = 0;
async function take(content: string | Buffer, options: Partial<ImportFileOptions> = {}) {
  const sourceCode = `shape${(files += 1)}`;
  const path = await folder.write(`${sourceCode}.csv`, content);
  const whole: ImportFileOptions = { kind: 'orders', sourceCode, path, ...options };
  const { counts, warnings } = await importFile(ctx, { dataDir: folder.dataDir, importers }, whole);
  const again = await importFile(ctx, { dataDir: folder.dataDir, importers }, whole);
  expect(again.counts).toMatchObject({ created: 0, updated: 0 });
  return { counts, codes: warnings.map(({ code }) => code), orders: await ordersOf(whole.sourceCode ?? '') };
}

const ordersOf = async (source: string) =>
  (
    await sql<{ said: string }>`
      select concat_ws(' ', o.external_id, to_char(o.placed_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI'), o.status,
        o.gross_cents, o.discount_cents, o.returned_cents, (select string_agg(concat_ws('×', p.name, l.quantity::float8,
          l.amount_cents, l.discount_cents), ' ' order by l.line_no) from orders.order_lines l
          left join catalog.products p using (product_id) where (l.customer_id, l.order_id) = (o.customer_id, o.order_id))) as said
      from orders.orders o join ingest.sources s using (source_id) where s.code = ${source} order by o.external_id`.execute(
      ctx.db,
    )
  ).rows.map((row) => row.said);

const lines = (...rows: string[]) => `${rows.join('\r\n')}\r\n`;
/** As Western Excel saves it. */
const western = (text: string) => Buffer.from(text.replaceAll('€', '\x80'), 'latin1');

describe('orders without a number', () => {
  const log = lines(
    '手机号,姓名,生日,消费金额,消费日期',
    '13811110001,王芳,1990年5月6日,"￥1,234.50",2024年1月5日',
    '13811110001,王芳,1990年5月6日,88元,2024/1/6',
    '13811110001,王芳,1990年5月6日,88元,2024/1/6',
    '１３８１１１１０００２,赵敏,８月８日,1.2万,２０２４年１月７日',
    '1.38E+10,孙丽,,50,2024/1/7',
    '合计,,,"13,460.50",',
  );

  test('are one a row, numbered by what they say, so that the same and a longer file find them', async () => {
    const { counts, codes, orders } = await take(encodeGb18030(log), { sourceCode: 'visits' });
    expect(counts).toMatchObject({ rows: 5, created: 4, invalid: 1, skipped: 1, customersCreated: 2 });
    expect(codes).toEqual(['numbered_by_content', 'left_out']);
    expect(orders.map((said) => said.replace(/-\w{14}/, ''))).toEqual([
      '20240105 2024-01-05 00:00 completed 123450 0 0 1×123450×0',
      '20240106 2024-01-06 00:00 completed 8800 0 0 1×8800×0',
      '20240106-2 2024-01-06 00:00 completed 8800 0 0 1×8800×0',
      '20240107 2024-01-07 00:00 completed 1200000 0 0 1×1200000×0',
    ]);
    const longer = log.replace('合计', '13811110001,王芳,,30,2024/1/8\r\n合计');
    const file = await folder.write('longer.csv', encodeGb18030(longer));
    const { counts: next } = await folder.importOrders(ctx, file, { sourceCode: 'visits' });
    expect(next).toMatchObject({ created: 1, updated: 0, unchanged: 4 });
  });

  test('are one a customer and moment where goods are told', async () => {
    const { orders } = await take(
      lines(
        'Member_number,Date,itemDescription,Price',
        '1808,21-07-2015,fruit,1.5',
        '1808,21-07-2015,milk,2.5',
        '1808,21-07-2015,milk,2.5',
        '2552,05-01-2015,milk,2.5',
      ),
    );
    expect(orders.map((said) => said.slice(24))).toEqual([
      '2015-01-05 00:00 completed 250 0 0 milk×1×250×0',
      '2015-07-21 00:00 completed 650 0 0 fruit×1×150×0 milk×1×250×0 milk×1×250×0',
    ]);
  });

  test('in columns of blanks and without headers are mapped by letters', async () => {
    const { counts, orders } = await take(
      ' 00001 19970101  1   11.77\n 00002 19970112  1   12.00\n 00002 19970112  5   77.00\n',
      { mapping: { A: 'customer', B: 'placedAt', C: 'quantity', D: 'amount' } },
    );
    expect(counts).toMatchObject({ created: 3, customersCreated: 2 });
    expect(orders.map((said) => said.slice(24)).toSorted()).toEqual([
      '1997-01-01 00:00 completed 1177 0 0 1×1177×0',
      '1997-01-12 00:00 completed 1200 0 0 1×1200×0',
      '1997-01-12 00:00 completed 7700 0 0 5×7700×0',
    ]);
  });
});

describe('amounts of a whole order', () => {
  test('repeated on its lines are counted once, and what it cost less is a discount of them all', async () => {
    const { codes, orders } = await take(
      lines(
        '订单编号,客户编号,下单时间,商品,数量,单价,订单金额,实付款',
        'A1,S1,2024-01-05 13:05,面霜,1,100,180,170',
        'A1,S1,2024-01-05 13:05,精华,1,80,180,170',
        'A2,S2,2024-01-06,面膜,1,50,50,50',
      ),
    );
    expect(codes).toEqual(['shared_out']);
    expect(orders).toEqual([
      'A1 2024-01-05 13:05 completed 18000 1000 0 面霜×1×10000×556 精华×1×8000×444',
      'A2 2024-01-06 00:00 completed 5000 0 0 面膜×1×5000×0',
    ]);
  });

  test('are shared out evenly, to the cent, where lines have no prices', async () => {
    const { orders } = await take(
      lines(
        'order_id,customer_id,order_date,product,order_total',
        'A1,S1,2024-01-05,cream,100.00',
        'A1,S1,2024-01-05,serum,100.00',
        'A1,S1,2024-01-05,soap,100.00',
        'A2,S2,2024-01-06,mask,-50',
        'A2,S2,2024-01-06,soap,-50',
      ),
    );
    expect(orders).toEqual([
      'A1 2024-01-05 00:00 completed 10000 0 0 cream×1×3334×0 serum×1×3333×0 soap×1×3333×0',
      'A2 2024-01-06 00:00 completed 0 0 5000 mask×-1×-2500×0 soap×-1×-2500×0',
    ]);
  });

  test('may stand in the first line alone', async () => {
    const { orders } = await take(
      lines(
        '订单号,手机号,下单时间,商品名称,数量,单价,实付款',
        'B1,13811113001,2024-01-05,面霜,1,100,150',
        'B1,,,精华,1,80,',
        'B2,13811113002,2024-01-06,面膜,1,50,50',
      ),
    );
    expect(orders[0]).toBe('B1 2024-01-05 00:00 completed 18000 3000 0 面霜×1×10000×1667 精华×1×8000×1333');
  });

  test('are not taken for such where lines are equal by chance or each its own', async () => {
    const { codes, orders } = await take(
      lines(
        'order_id,customer_id,order_date,product,amount',
        'A1,S1,2024-01-05,cream,30',
        'A1,S1,2024-01-05,serum,30',
        'A2,S2,2024-01-06,mask,20',
        'A2,S2,2024-01-06,soap,25',
      ),
    );
    expect(codes).toEqual([]);
    expect(orders.map((said) => said.split(' ')[4])).toEqual(['6000', '4500']);
  });
});

describe('files of other countries and programs', () => {
  test('German: semicolons, decimal commas, points between thousands and dates, Windows-1252', async () => {
    const { orders } = await take(
      western(
        lines(
          'Bestellnummer;Bestelldatum;Kundennummer;Kundenname;Artikelbezeichnung;Menge;Einzelpreis;Gesamtbetrag;Status',
          'B-1;05.01.2024;K-7;Jürgen Müller;Größe M;2;1.234,50 €;2.469,00 €;bezahlt',
          'B-2;06.01.2024 14:30;K-8;Änne Weiß;Schlüssel;1.000;0,99;990,00;storniert',
        ),
      ),
    );
    expect(orders).toEqual([
      'B-1 2024-01-05 00:00 completed 246900 0 0 Größe M×2×246900×0',
      'B-2 2024-01-06 14:30 cancelled 99000 0 0 Schlüssel×1000×99000×0',
    ]);
  });

  test('a pound sign far down does not make Chinese of English', async () => {
    const head = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\r\n';
    const rows = Array.from({ length: 9_000 }, (_, n) => `5${n},A,HEART,1,12/13/2010 8:26,2.55,17850`);
    const { orders } = await take(western(head + lines(...rows, 'C9,B,£1 BOX,-1,12/1/2010 9:41,27.5,14527')));
    expect(orders.at(-1)).toBe('C9 2010-12-01 09:41 completed 0 0 2750 £1 BOX×-1×-2750×0');
  });

  test('a column that holds something else than its header says is left out, and said so', async () => {
    const { codes, orders } = await take(
      lines(
        'Invoice ID,Member,Product line,Unit price,Quantity,Total,Date,Time,Payment',
        '750,M1,Health,74.69,7,522.83,1/5/2019,13:08,Ewallet',
        '226,M2,Electronic,15.28,5,76.40,3/8/2019,10:29,Cash',
        '631,M3,Home,46.33,7,324.31,3/13/2019,13:23,Card',
      ),
    );
    expect(codes).toEqual(['does_not_fit']);
    expect(orders[0]).toBe('226 2019-03-08 00:00 completed 7640 0 0 5×7640×0');
  });

  test('headers again, sums, remarks and footers are no records', async () => {
    const { counts } = await take(
      encodeGb18030(
        lines(
          '销售明细表,,,,',
          '日期：2024-01-01 至 2024-01-31,,,,',
          '单据日期,单据编号,客户,品名,金额',
          'order_date,order_no,customer,product,amount',
          '2024-01-05,XS001,张三,面霜,100',
          '小计,,,,100',
          '单据日期,单据编号,客户,品名,金额',
          '24年1月6日,XS002,李四,面膜,50-',
          '总计,,,,50',
          '制表人：王五,,,,',
        ),
      ),
    );
    expect(counts).toMatchObject({ rows: 2, created: 2, invalid: 0, skipped: 5 });
  });

  test('goods that came back count whatever word stands there; an order that was refunded does not', async () => {
    const { orders } = await take(
      lines(
        '订单号,下单时间,手机号,商品名称,数量,金额,订单状态',
        'R1,2024-01-05,13811123001,面霜,1,100,交易成功',
        'R1-T,2024-01-08,13811123001,面霜,-1,-100,退款成功',
        'R2,2024-01-05,13811123001,面霜,1,60,(售后)退款成功',
      ),
    );
    expect(orders.map((said) => said.split(' ').slice(3, 7).join(' '))).toEqual([
      'completed 10000 0 0',
      'completed 0 0 10000',
      'cancelled 6000 0 0',
    ]);
  });
});

test('a dry run tells what an import would do, and leaves nothing', async () => {
  const path = await folder.write('dry.csv', '订单号,下单时间,手机号,金额\nDRY,2024-01-05,13811129001,10\n');
  const dry = await folder.importOrders(ctx, path, { dryRun: true });
  expect(dry).toMatchObject({ counts: { created: 1 }, samples: [{ outcome: 'created', label: 'DRY' }] });
  const { rows } = await sql`select from orders.order_refs where external_id = 'DRY'
    union all select from orders.staged_lines where order_ref = 'DRY'`.execute(ctx.db);
  expect(rows).toEqual([]);
});

describe('columns of customers without a field', () => {
  const rows = [
    ['手机号', '姓名', '累计消费', '消费次数', '会员等级', '最近到店', '满意度', '喜好'],
    [13_811_110_011, '王芳', '¥1,234.50', 5, '金卡', new Date('2024-01-05T00:00:00Z'), '95%', '安静'],
    [13_811_110_012, '赵敏', '88元', 1, '银卡', null, '80%', '靠窗'],
    [13_811_110_013, '孙丽', null, null, '金卡', null, null, '无糖'],
  ];
  const options = { kind: 'customers', path: '' };

  test('are named and not imported, unless fields are wanted: then each has the type of what it says', async () => {
    options.path = await folder.write('people.xlsx', workbookWith([{ name: '会员', rows }]));
    const deps = { dataDir: folder.dataDir, importers };
    const plain = await importFile(ctx, deps, options);
    expect(plain.warnings).toEqual([
      { code: 'left_out', columns: ['累计消费', '消费次数', '会员等级', '最近到店', '满意度', '喜好'] },
    ]);
    expect((await importFile(ctx, deps, { ...options, newFields: true })).counts).toMatchObject({ updated: 3 });
    const fields = await ctx.db.selectFrom('customers.fields').select(['name', 'type']).orderBy('place').execute();
    expect(fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      '累计消费 money',
      '消费次数 number',
      '会员等级 choice',
      '最近到店 day',
      '满意度 number',
      '喜好 text',
    ]);
    const { rows: values } = await sql<{ said: string }>`
      select string_agg(coalesce(text_value, number_value::text, day_value::text), ' ' order by field_id) as said
      from customers.field_values v join customers.customers c using (customer_id)
      where c.phone = '+8613811110011'`.execute(ctx.db);
    expect(values).toEqual([{ said: '123450 5 c1 2024-01-05 95 安静' }]);
    // Asked for once, they are known the next time.
    expect(await importFile(ctx, deps, options)).toMatchObject({ counts: { unchanged: 3 }, warnings: [] });
  });

  test('cannot become fields of kinds whose fields are fixed', async () => {
    const path = await folder.write('fixed.csv', '订单号,下单时间,手机号,金额\nF1,2024-01-05,13811129001,10\n');
    await expect(folder.importOrders(ctx, path, { newFields: true })).rejects.toMatchObject({
      code: 'ingest.fields_fixed',
    });
  });
});
