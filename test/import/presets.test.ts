/**
 * One small file per system, written by us with the headers its exports have (docs/imports.md says where these come from):
 * it is recognised, mapped without a hand, and what it says is stored.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { importFile } from '#modules/ingest/index.ts';
import { testDatabase } from '#test/database.ts';
import { encodeGb18030 } from '#test/gb18030.ts';
import { deps, importText } from './undoing.ts';

const { ctx, db } = await testDatabase();

const orders = async (source: string) =>
  (
    await sql<{ said: string }>`
      select concat_ws(' ', o.external_id, o.placed_on, o.status, o.gross_cents, o.discount_cents, c.name, c.phone, c.email,
        (select string_agg(concat_ws('×', p.sku, l.quantity::float8), ',' order by l.line_no) from orders.order_lines l
         left join catalog.products p using (product_id) where (l.customer_id, l.order_id) = (o.customer_id, o.order_id))) as said
      from orders.orders o join ingest.sources s using (source_id) join customers.customers c using (customer_id)
      where s.code = ${source} order by o.external_id`.execute(db)
  ).rows.map((row) => row.said);

const customers = async (source: string) =>
  (
    await sql<{ said: string }>`
      select concat_ws(' ', i.value, c.name, c.phone, c.email, c.city, (c.registered_at at time zone 'Asia/Shanghai')::date,
        (select string_agg(t.name, '/' order by t.name) from customers.customer_tags b join customers.tags t using (tag_id)
         where b.customer_id = c.customer_id)) as said
      from customers.customers c join customers.identities i using (customer_id)
      where i.kind = 'external' and i.namespace = ${source} order by i.value`.execute(db)
  ).rows.map((row) => row.said);

test('Youzan: orders by item, with the amount of each line', async () => {
  await importText(
    ctx,
    'orders',
    '订单号,外部订单号,订单商品状态,订单创建时间,交易成功时间,商品名称,商品规格,规格编码,商品编码,商品单价,商品优惠后价格,商品数量,商品金额小计,店铺优惠（分摊）,商品实际成交金额,收货人/提货人,收货人手机号/提货人手机号,详细收货地址/提货地址,买家备注\n' +
      'E2022033101,,交易完成,2022-03-31 11:42:38,,面霜,50ml,G-50,C-1,100.00,90.00,2,200.00,20.00,180.00,张小红,13800000011,云南省昆明市,\n' +
      'E2022033101,,交易完成,2022-03-31 11:42:38,,精华,30ml,G-30,C-2,50.00,50.00,1,50.00,0.00,50.00,张小红,13800000011,云南省昆明市,\n',
    { sourceCode: 'youzan' },
  );
  expect(await orders('youzan')).toEqual([
    'E2022033101 2022-03-31 completed 25000 2000 张小红 +8613800000011 G-50×2,G-30×1',
  ]);
});

test('an export is of its system unless somebody says otherwise, or files like it have come as usual before', async () => {
  const file = (no: string) =>
    '订单号,外部订单号,订单商品状态,订单创建时间,交易成功时间,商品名称,规格编码,商品编码,商品单价,商品数量,商品实际成交金额,收货人手机号/提货人手机号\n' +
    `${no},,交易完成,2022-03-31 11:42:38,,面霜,G-50,C-1,100.00,1,100.00,13800000021\n`;
  const unnamed = { sourceCode: undefined };
  expect((await importText(ctx, 'orders', file('Y-1'), unnamed)).source).toBe('youzan');
  expect((await importText(ctx, 'orders', file('Y-2'), { sourceCode: 'file' })).source).toBe('file');
  expect((await importText(ctx, 'orders', file('Y-3'), unnamed)).source).toBe('file');
  expect(
    (await importText(ctx, 'orders', '订单号,下单时间,金额,手机号\nY-4,2026-01-05,10,13800000021\n', unnamed)).source,
  ).toBe('file');
});

test('Youzan: orders as a whole, and customers', async () => {
  await importText(
    ctx,
    'orders',
    '订单号,销售渠道,归属店铺,订单状态,订单来源,订单创建时间,买家付款时间,商品金额合计,运费,店铺优惠合计,应收订单金额,订单实付金额,全部商品名称,收货人/提货人,收货人手机号/提货人手机号,订单星级,买家昵称,买家手机号\n' +
      'O-1,网店,南山店,交易关闭,商家小程序,2026-06-19 10:00:00,2026-06-19 10:01:00,100.00,8.00,5.00,103.00,103.00,草莓蛋糕,Alice,13800000012,,花花,13800000013\n',
    { sourceCode: 'youzan-2' },
  );
  expect(await orders('youzan-2')).toEqual(['O-1 2026-06-19 cancelled 10000 500 花花 +8613800000013 1']);
  const { counts } = await importText(
    ctx,
    'customers',
    '客户姓名,客户昵称,客户手机号,客户生日,客户性别,标签,是否会员,成长值,权益卡,客户储值余额,消费次数,笔单价,来源渠道,成为客户时间\n李雷,雷,13800000014,1990-01-01,男,老客,是,12,,10.00,2,150.00,有赞后台,2024-01-01 10:00:00\n',
    { sourceCode: 'youzan' },
  );
  expect(counts).toMatchObject({ created: 1, invalid: 0 });
});

test('Weimob: orders by item', async () => {
  await importText(
    ctx,
    'orders',
    '订单编号,订单状态,下单时间,客户WID,客户昵称,客户手机号,所属组织,商品名称,商品编码,商品单价,商品数量,商品实付金额,订单金额\n' +
      'W-1,已完成,2026-01-05 10:00:00,880011,小美,13800000021,南山店,面霜,WM-1,100.00,1,90.00,140.00\n' +
      'W-1,已完成,2026-01-05 10:00:00,880011,小美,13800000021,南山店,精华,WM-2,50.00,1,50.00,140.00\n',
    { sourceCode: 'weimob' },
  );
  expect(await orders('weimob')).toEqual(['W-1 2026-01-05 completed 14000 0 小美 +8613800000021 WM-1×1,WM-2×1']);
});

test('Taobao: the list of orders as it is exported, in GB18030 with marked numbers', async () => {
  const text =
    '订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称\r\n' +
    `="1930679858170647",花花草草,a@example.com,598,10,0,608,0,608,0,"买家已付款，等待卖家发货",,马慧,吉林省 通化市,快递,,'13800000031,2016/5/23 22:02,2016/5/23 22:02,护肤套装,1,,,,1,0,小店\r\n`;
  const file = path.join(deps.dataDir, 'ExportOrderList.csv');
  await writeFile(file, encodeGb18030(text));
  await importFile(ctx, deps, { kind: 'orders', path: file, sourceCode: 'taobao' });
  expect(await orders('taobao')).toEqual([
    '1930679858170647 2016-05-23 completed 59800 0 马慧 +8613800000031 护肤套装×1',
  ]);
});

test('JD: one row per article, the amounts of the order left alone', async () => {
  await importText(
    ctx,
    'orders',
    '订单号,商品ID,商品名称,订购数量,支付方式,下单时间,京东价,订单金额,结算金额,余额支付,应付金额,订单状态,订单类型,下单帐号,客户姓名,客户地址,联系电话,订单备注,付款确认时间,货号\n' +
      '26001,100012,面霜,2,在线支付,2026-01-05 09:00:00,100.00,250.00,250.00,0.00,250.00,完成,SOP,jd_abc,张小红,深圳,13800000041,,2026-01-05 09:01:00,J-1\n' +
      '26001,100013,精华,1,在线支付,2026-01-05 09:00:00,50.00,250.00,250.00,0.00,250.00,完成,SOP,jd_abc,张小红,深圳,13800000041,,2026-01-05 09:01:00,J-2\n',
    { sourceCode: 'jd' },
  );
  expect(await orders('jd')).toEqual(['26001 2026-01-05 completed 25000 0 张小红 +8613800000041 J-1×2,J-2×1']);
});

test('Shopify: orders, customers and products', async () => {
  await importText(
    ctx,
    'orders',
    'Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Phone,Id\n' +
      '#1001,ann@example.com,partially_refunded,2026-03-15 10:00:00 +0000,fulfilled,CNY,89.98,5.00,0,94.98,10.00,2026-03-15 10:00:00 +0000,2,Mouse,49.99,WM-001,Ann Lee,,6599\n',
    { sourceCode: 'shopify' },
  );
  expect(await orders('shopify')).toEqual(['#1001 2026-03-15 completed 9998 1000 Ann Lee ann@example.com WM-001×2']);
  await importText(
    ctx,
    'customers',
    'Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address City,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags\n' +
      '\'77001,小红,张,zxh@example.com,yes,,深圳,\'+8613800000051,no,120.00,2,,no,"VIP, 老客"\n',
    { sourceCode: 'shopify' },
  );
  expect(await customers('shopify')).toEqual(['77001 张小红 +8613800000051 zxh@example.com 深圳 VIP/老客']);
  const { counts } = await importText(
    ctx,
    'products',
    'Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Price,Cost per item,Status\n' +
      'mouse,Wireless Mouse,<p>x</p>,Acme,Electronics,Mice,,true,Title,Default Title,SH-9,49.99,20.00,active\n',
  );
  expect(counts).toMatchObject({ created: 1 });
  const { rows } = await sql`
    select p.name, c.name as category, price_cents, cost_cents from catalog.products p left join catalog.categories c using (category_id)
    where sku = 'SH-9'`.execute(db);
  expect(rows).toEqual([{ name: 'Wireless Mouse', category: 'Mice', price_cents: 4_999, cost_cents: 2_000 }]);
});

test('WooCommerce: products, customers, and orders that name nobody', async () => {
  const products = await importText(
    ctx,
    'products',
    'ID,Type,SKU,Name,Published,Is featured?,Visibility in catalog,Short description,Description,In stock?,Sale price,Regular price,Categories\n' +
      '12,simple,WOO-1,Face cream,1,0,visible,,,1,80,100,Skin care\n',
  );
  expect(products.counts).toMatchObject({ created: 1 });
  await importText(
    ctx,
    'customers',
    'Name,Username,Last active,Sign up,Email,Orders,Total spend,AOV,Country / Region,City,Region,Postal code\n' +
      'Ann Lee,ann,2026-01-05,2025-02-03,ann.lee@example.com,2,100,50,CN,Shenzhen,Guangdong,518000\n',
    { sourceCode: 'woo' },
  );
  expect(await customers('woo')).toEqual(['ann Ann Lee ann.lee@example.com Shenzhen 2025-02-03']);
  const { counts } = await importText(
    ctx,
    'orders',
    'Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),N. Revenue,Attribution\n' +
      '2026-01-05 10:00:00,501,¥100.00,completed,Ann Lee,new,1× Face cream,1,,100,Direct\n',
    { sourceCode: 'woo' },
  );
  expect(counts).toMatchObject({ unmatched: 1, invalid: 0 });
});

test('Zoho CRM: contacts with their name in two columns', async () => {
  await importText(
    ctx,
    'customers',
    'Record Id,Contact Owner,Lead Source,First Name,Last Name,Account Name,Email,Title,Phone,Mobile,Date of Birth,Mailing Street,Mailing City,Mailing State,Description,Created Time,Tag\n' +
      'zcrm_410888,Lin,Web,Ann,Lee,Acme,ann@zoho.example,Buyer,,13800000061,1990-05-06,1 Keyuan Rd,Shenzhen,Guangdong,,2025-02-03 10:00:00,VIP\n',
    { sourceCode: 'zoho' },
  );
  expect(await customers('zoho')).toEqual([
    'zcrm_410888 Ann Lee +8613800000061 ann@zoho.example Shenzhen 2025-02-03 VIP',
  ]);
});

test('Fxiaoke: customers', async () => {
  await importText(
    ctx,
    'customers',
    '客户名称,客户编号,客户级别,成交状态,负责人,归属部门,电话,邮件,省,市,详细地址,一级行业,来源,创建时间,备注\n' +
      '留颜商贸,KH-001,重要客户,已成交,林晓,华南区,075586000001,buy@fx.example,广东,深圳,科苑路 1 号,零售,展会,2025-02-03 10:00,\n',
    { sourceCode: 'fxiaoke' },
  );
  expect(await customers('fxiaoke')).toEqual(['KH-001 留颜商贸 +8675586000001 buy@fx.example 深圳 2025-02-03']);
});
