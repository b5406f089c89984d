import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { importFile } from '#modules/ingest/index.ts';
import { testDatabase } from '#test/database.ts';
import { encodeGb18030 } from '#test/gb18030.ts';
import { workbook } from '#test/workbook.ts';
import { importers, line, table, temporaryFolder } from './files.ts';

const { ctx } = await testDatabase();
const folder = await temporaryFolder();

type StoredLine = {
  order: string;
  at: Date;
  customer: string;
  phone: string | null;
  status: string;
  sku: string;
  quantity: number;
  price: number;
  discount: number;
  amount: number;
};

async function storedLines(prefix: string): Promise<StoredLine[]> {
  const { rows } = await sql<StoredLine>`
    select o.external_id as "order", o.placed_at as at, c.code as customer, c.phone, o.status, p.sku, l.quantity,
      l.unit_price_cents as price, l.discount_cents as discount, l.amount_cents as amount
    from orders.orders o join orders.order_lines l using (customer_id, order_id)
    join customers.customers c using (customer_id) left join catalog.products p using (product_id)
    where o.external_id like ${`${prefix}%`} order by o.external_id, l.line_no`.execute(ctx.db);
  return rows;
}

const importText = async (name: string, text: string | Buffer) =>
  folder.importOrders(ctx, await folder.write(name, text));

describe('a file of orders', () => {
  it('is stored with its customers and products, and a second time changes nothing', async () => {
    const text = table(
      line({ order: 'A1', quantity: '3' }),
      line({ order: 'A1', sku: 'S2', price: '0.335' }),
      line({ order: 'A2', customer: 'K2' }),
    );
    const first = await importText('first.csv', text);
    expect(first.counts).toMatchObject({ rows: 3, created: 2, unchanged: 0, invalid: 0, customersCreated: 2 });
    expect(first.errorFile).toBeNull();
    const again = await importText('again.csv', text);
    expect(again.counts).toMatchObject({ created: 0, updated: 0, unchanged: 2, customersCreated: 0 });
    expect(await storedLines('A1')).toMatchObject([
      {
        customer: 'K1',
        at: new Date('2026-01-05T10:00:00+08:00'),
        sku: 'S1',
        quantity: 3,
        price: 1_250,
        amount: 3_750,
      },
      { sku: 'S2', quantity: 1, price: 34, amount: 34 },
    ]);
  });

  it('in GB18030, with a title above the headers and phones instead of numbers, needs no hand', async () => {
    const text = [
      '店铺订单明细',
      '订单编号;买家手机;宝贝标题;宝贝数量;实付金额;优惠金额;付款时间;订单状态',
      'T1;138 0013 8001;面膜;2;￥1,180.00;20元;2026年1月5日 13:05;交易成功',
      'T2;13800138001;面膜;1;￥100;;2026/1/6 9:00;交易关闭',
      '',
    ].join('\r\n');
    const result = await importText('tmall.csv', encodeGb18030(text));
    expect(result.counts).toMatchObject({ rows: 2, created: 2, invalid: 0 });
    expect(await storedLines('T')).toMatchObject([
      {
        phone: '+8613800138001',
        status: 'completed',
        sku: '面膜',
        quantity: 2,
        price: 60_000,
        discount: 2_000,
        amount: 120_000,
      },
      { status: 'cancelled', amount: 10_000, at: new Date('2026-01-06T09:00:00+08:00') },
    ]);
  });

  it('from a workbook keeps dates, numbers and references', async () => {
    const rows = [
      ['Order ID', 'Order Date', 'Customer ID', 'SKU', 'Qty', 'Unit Price'],
      [10_001, new Date('2026-01-05T13:00:00Z'), 17_850, '85123A', 6, 2.55],
    ];
    await folder.importOrders(ctx, await folder.write('book.xlsx', workbook(rows, ['Orders', 'Notes'])));
    expect(await storedLines('10001')).toMatchObject([
      {
        order: '10001',
        customer: '17850',
        sku: '85123A',
        quantity: 6,
        amount: 1_530,
        at: new Date('2026-01-05T13:00:00+08:00'),
      },
    ]);
  });

  it('without products has one line per order', async () => {
    const text = '单号,消费日期,会员卡号,消费金额\nX1,2026/1/5,V9,88.8\nX2,2026/1/6,V9,-88.8\n';
    expect((await importText('till.csv', text)).counts).toMatchObject({ created: 2, customersCreated: 1 });
    expect(await storedLines('X')).toMatchObject([
      { quantity: 1, price: 8_880, amount: 8_880 },
      { quantity: -1, price: 8_880, amount: -8_880 },
    ]);
  });

  it('takes what was paid as the amount less the discount', async () => {
    const text = '订单号,下单时间,客户编号,数量,单价,实付金额\nP1,2026-01-05,K1,2,50,90\n';
    await importText('paid.csv', text.replace('单价', '原价'));
    expect(await storedLines('P1')).toMatchObject([{ quantity: 2, price: 4_500, amount: 9_000, discount: 0 }]);
    await importText('both.csv', '订单号,下单时间,客户编号,金额,实付金额\nP2,2026-01-05,K1,100,90\n');
    expect(await storedLines('P2')).toMatchObject([{ amount: 10_000, discount: 1_000 }]);
  });

  it('that gives back has negative lines, however it says so', async () => {
    const text = '订单号,下单时间,客户编号,数量,单价\nR1,2026-01-05,K1,-2,10\nR2,2026-01-05,K1,1,-10\n';
    await importText('returns.csv', text);
    expect(await storedLines('R')).toMatchObject([
      { quantity: -2, price: 1_000, amount: -2_000 },
      { quantity: -1, price: 1_000, amount: -1_000 },
    ]);
  });

  it('that names nobody waits in the tray, and finds its customer when one is named later', async () => {
    const text = table(line({ order: 'U1', customer: '' }));
    expect((await importText('nobody.csv', text)).counts).toMatchObject({ created: 0, unmatched: 1 });
    const named = await importText('named.csv', table(line({ order: 'U1', customer: 'K1' })));
    expect(named.counts).toMatchObject({ created: 1, unmatched: 0 });
    const { rows } = await sql`select from orders.unmatched where external_id = 'U1'`.execute(ctx.db);
    expect(rows).toEqual([]);
  });

  it('with headers nobody knows is mapped by hand, and so again the next time', async () => {
    const text = 'no,when,who,what it cost\nM1,05/01/2026,K1,10\nM2,25/01/2026,K1,10\n';
    const mapping = { no: 'orderRef', when: 'placedAt', who: 'customer', 'what it cost': 'amount' };
    const file = await folder.write('odd.csv', text);
    expect((await folder.importOrders(ctx, file, { mapping })).counts).toMatchObject({ created: 2 });
    expect((await folder.importOrders(ctx, file)).counts).toMatchObject({ unchanged: 2 });
    expect((await storedLines('M1'))[0]?.at).toEqual(new Date('2026-01-05T00:00:00+08:00'));
  });
});

describe('files of the other kinds', () => {
  it('customers are found by their phones and filled in', async () => {
    const file = await folder.write('people.csv', '姓名,手机号,性别,生日\n韩梅梅,13800138001,女,1990/5/17\n');
    const result = await importFile(ctx, { dataDir: folder.dataDir, importers }, { kind: 'customers', path: file });
    expect(result.counts).toMatchObject({ rows: 1, created: 0, updated: 1, invalid: 0 });
  });

  it('products are completed', async () => {
    const file = await folder.write(
      'products.csv',
      '商品编码,商品名称,分类,售价\nS1,精华液 30ml,护肤,12.5\nS9,防晒霜,护肤,99\n',
    );
    const result = await importFile(ctx, { dataDir: folder.dataDir, importers }, { kind: 'products', path: file });
    expect(result.counts).toMatchObject({ rows: 2, created: 1, updated: 1, invalid: 0 });
  });
});
