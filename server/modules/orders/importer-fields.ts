/** Columns of order files and the headers they go by: Chinese shop systems and marketplaces, English exports and data sets. */
import type { ImportField } from '#platform/importer.ts';

const words = (text: string): string[] => text.split(',').map((word) => word.trim());

const OF_THE_ORDER = new Set([
  'placedAt',
  'status',
  'channel',
  'store',
  'returnOf',
  'customer',
  'phone',
  'email',
  'customerName',
]);

const columns: readonly ImportField[] = [
  {
    code: 'orderRef',
    type: 'reference',
    neverBlank: true,
    synonyms: words(`
      订单号, Order number, 订单编号, 订单编码, 订单ID, 主订单编号, 主订单号, 单号, 单据编号, 单据号, 销售单号,
      小票号, 流水号, 交易号, 交易单号, 订单, Order no, Order ID, Order, Order ref, InvoiceNo, Invoice,
      Invoice number, Invoice ID, Transaction ID, Receipt no, Receipt number, Bill no, Document number, 
      Receipt, Bill number, Ticket number, Sales order, Basket ID, Order code, 交易订单号, 商户订单号, 收银单号, 账单号, 消费单号, 平台单号,
      Bestellnummer, Auftragsnummer, Rechnungsnummer, Belegnummer, Numéro de commande, N° commande, Commande`),
  },
  {
    code: 'placedAt',
    type: 'instant',
    required: true,
    synonyms: words(`
      下单时间, Order date, 下单日期, 订单创建时间, 创建时间, 订单时间, 订单日期, 订单提交时间, 交易创建时间, 拍下时间, 成交时间,
      交易时间, 交易日期, 销售时间, 销售日期, 消费时间, 消费日期, 购买时间, 购买日期, 单据日期, 开单时间, 付款时间,
      订单付款时间, 支付时间, 日期, 时间, Order time, Order datetime, Ordered at, Placed at, Created at,
      Order created at, Order purchase timestamp, InvoiceDate, Purchase date, Purchase time, Transaction date,
      Transaction time, Sale date, Paid at, Payment time, Date, Datetime, Timestamp, Time, 
      订单支付时间, 到店时间, 到店日期, 收银时间, 结账时间, 账单日期, 支付完成时间, Order placed at, Sales date, Purchased at, Shop date,
      Transaction dt, Bestelldatum, Rechnungsdatum, Belegdatum, Kaufdatum, Datum, Date de commande, Date commande`),
  },
  {
    code: 'status',
    type: 'choice',
    decides: true,
    synonyms: words('订单状态, Status, 交易状态, 状态, Order status, Financial status, Order state'),
    choices: {
      completed: words(`
        已完成, 完成, 交易成功, 交易完成, 已付款, 已支付, 支付成功, 付款成功, 成功, 已发货, 已签收, 已收货, 待收货,
        待发货, 等待发货, 部分发货, 卖家已发货, 卖家已发货等待买家确认, 买家已付款, 买家已付款等待卖家发货,
        等待卖家发货, 已评价, 待评价, 已核销, 已出库, 已结算, 正常, 有效, 部分退款, complete, paid, success,
        successful, delivered, shipped, fulfilled, closed won, done, processing, partially refunded, partially paid, sold,
        等待出库, 等待确认收货, 已拼成, 待自提, 已自提, 待核销, 待使用, 已使用, 配送中, 已送达, 备货中, 待配送, 运输中, 已揽收, 已收款,
        已结账, 已结清, 已审核, 已确认, 已下单, 部分退货, 退款中, 售后中, 退款关闭, placed, confirmed, accepted, received, approved,
        invoiced, settled, finished, shipping, partially shipped, in transit, out for delivery, picked up,
        shipped delivered to buyer, shipped picked up, shipped out for delivery, ready for pickup, exchanged, abgeschlossen,
        bezahlt, versendet, geliefert, erledigt, payée, payé, expédiée, expédié, livrée, livré, terminée, terminé`),
      cancelled: words(`
        已取消, 取消, 交易关闭, 已关闭, 关闭, 交易失败, 支付失败, 已作废, 作废, 无效, 已退款, 退款成功, 全额退款,
        已退货, 撤单, canceled, cancel, closed, void, voided, refunded, failed, unavailable, expired, 订单关闭,
        订单取消, 已撤销, 撤销, 退款, 退货, 退货退款, 退款完成, 退货完成, 已全额退款, 用户取消, 买家取消, 商家取消, 系统取消, 超时取消, 超时关闭,
        拒收, 已拒收, 已拒单, return, returned, refund, chargeback, charged back, rejected, declined, abandoned,
        shipped returned to seller, shipped returning to seller, shipped rejected by buyer, shipped lost in transit, storniert,
        erstattet, annulée, annulé, remboursée, remboursé`),
      open: words(`
        待付款, 未付款, 待成团, 锁定, 等待付款, 等待买家付款, 待支付, 未支付, 待确认, 未完成, 进行中, pending, unpaid,
        awaiting payment, new, created, draft, on hold, authorized, 待付尾款, 拼团中,
        待审核, 待接单, 已提交, pending payment, payment pending, open, offen, in Bearbeitung, en attente`),
    },
  },
  {
    code: 'channel',
    type: 'text',
    example: '小程序',
    maxLength: 60,
    synonyms: words(`
      渠道, Channel, 销售渠道, 订单渠道, 订单来源, 来源, 来源渠道, 平台, 平台类型, 渠道名称, 渠道编号,
      Sales channel, Order source, Source, Platform`),
  },
  {
    code: 'store',
    type: 'text',
    example: '南山店',
    maxLength: 120,
    synonyms: words(`
      门店, Store, 门店名称, 门店编码, 门店编号, 店铺, 店铺名称, 店名, 网点, 分店, 所属门店, Shop, Branch,
      Store name, Shop name, Store code, Store ID, Shop ID, Outlet`),
  },
  {
    code: 'returnOf',
    type: 'reference',
    synonyms: words(`
      原订单号, Return of, 原单号, 原订单编号, 关联订单号, 退货原单, Original order, Original order number,
      Credit of`),
  },
  {
    code: 'customer',
    type: 'reference',
    synonyms: words(`
      客户编号, Customer ID, 客户编码, 客户号, 客户ID, 客户代码, 会员号, 会员编号, 会员编码, 会员ID, 会员卡号,
      卡号, 顾客编号, 顾客ID, 买家ID, 买家会员名, 买家昵称, 买家账号, 用户ID, 用户编号, 用户名, 下单帐号, 下单账号,
      客户, 会员, 顾客, 买家, CustomerID, Customer number, Customer no, Customer code, Customer,
      Customer unique ID, Client ID, Member ID, Member no, Member number, Card number, Buyer ID, User ID,
      Account ID, Shopper ID, 
      会员账号, 会员帐号, 用户账号, 买家旺旺, Household key, Household ID, Cust code, Cust ID, Member, Client no, Client number,
      Kundennummer, Kunden-Nr, Kunde, Numéro client, N° client, Client`),
  },
  {
    code: 'phone',
    type: 'phone',
    synonyms: words(`
      手机号, Phone, 手机, 手机号码, 电话, 电话号码, 联系电话, 联系手机, 联系方式, 买家手机, 买家手机号,
      收货人手机, 收货人手机号, 收货人电话, 收件人手机, 收件人电话, 客户手机, 客户电话, 会员手机, 会员手机号,
      下单手机号, Mobile, Mobile phone, Mobile number, Phone number, Tel, Telephone, Cell, Cellphone,
      Customer phone, Buyer phone, 
      会员手机号码, 用户手机, 用户手机号, 顾客手机, 顾客手机号, 顾客电话, 买家电话, 客户手机号, Telefon, Telefonnummer, Handy, Téléphone`),
  },
  {
    code: 'email',
    type: 'email',
    synonyms: words(`
      邮箱, Email, 电子邮箱, 电子邮件, 邮箱地址, 客户邮箱, E-mail, Mail, Email address, Customer email, Buyer email, Billing email, E-Mail-Adresse, Courriel, Adresse e-mail`),
  },
  {
    code: 'customerName',
    type: 'text',
    example: '张小红',
    maxLength: 120,
    synonyms: words(`
      姓名, Customer name, 客户姓名, 客户名称, 会员姓名, 会员名称, 顾客姓名, 买家姓名, 收货人, 收货人姓名, 收件人,
      联系人, 名字, Name, Buyer name, Buyer, Recipient, Ship to, Member name, Full name, 顾客, 会员名, Kundenname, Nom du client, Nom`),
  },
  {
    code: 'sku',
    type: 'reference',
    synonyms: words(`
      商品编码, SKU, 商品编号, 商品货号, 货号, 商品代码, 商品ID, 商家编码, 规格编码, 产品编号, 产品编码, 产品代码,
      产品ID, 宝贝ID, 物料编码, 物料号, 款号, 条码, 商品条码, StockCode, Stock code, Product code, Product ID,
      Product number, Product no, Item code, Item no, Item number, Item ID, Article, Article number, Barcode, UPC,
      EAN, ASIN, 商品SKU, 菜品编码, Prod code, Artikelnummer, Artikel-Nr, Référence`),
  },
  {
    code: 'productName',
    type: 'text',
    example: '保湿面霜',
    synonyms: words(`
      商品名称, Product name, 商品名, 商品, 商品标题, 宝贝标题, 宝贝名称, 产品名称, 产品名, 产品, 品名, 货品名称,
      物料名称, 项目名称, 服务项目, 标题, Description, Product, Product title, Item, Item name, Item description,
      Title, Lineitem name, 
      服务名称, 菜品名称, 消费项目, 购买商品, 项目, Artikel, Artikelbezeichnung, Bezeichnung, Produkt, Produktname, Produit,
      Désignation`),
  },
  {
    code: 'category',
    type: 'text',
    example: '护肤',
    maxLength: 120,
    synonyms: words(`
      商品分类, Category, 分类, 类目, 品类, 商品类目, 商品类别, 类别, 产品类别, 产品分类, Product category,
      Product type, Department, Product line, Kategorie, Warengruppe, Catégorie`),
  },
  {
    code: 'quantity',
    type: 'decimal',
    decides: true,
    synonyms: words(`
      数量, Quantity, 商品数量, 购买数量, 订购数量, 销售数量, 销量, 件数, 宝贝总数量, 宝贝数量, 产品数量, 订单数量,
      Qty, Units, Order quantity, Item quantity, Lineitem quantity, Count, Pieces, Quantity ordered, Menge, Anzahl, Stückzahl, Quantité, Qté`),
  },
  {
    code: 'unitPrice',
    type: 'decimal',
    merged: 'each',
    synonyms: words(`
      单价, Unit price, 商品单价, 价格, 商品价格, 销售单价, 销售价, 售价, 成交单价, 订购单价, 京东价, UnitPrice,
      Price, Item price, Sale price, Price each, Lineitem price, Einzelpreis, Stückpreis, Preis, Prix unitaire, Prix`),
  },
  {
    code: 'amount',
    type: 'money',
    merged: 'once',
    shareable: true,
    synonyms: words(`
      金额, Amount, 小计, 商品金额, 商品总价, 总价, 总额, 总金额, 订单金额, 订单总额, 订单总金额, 销售金额, 销售额,
      消费金额, 交易金额, 成交金额, 应付金额, 应收金额, 货款, 合计, Line amount, Line total, Subtotal, Total,
      Total amount, Total price, Order amount, Order total, Order value, Sales, Sales amount, Revenue, Gross,
      Value, Spend, Amount due, Dollars, 
      消费总额, 流水金额, 收款金额, 成交额, 营业额, Sales value, Net sales, Betrag, Gesamtbetrag, Umsatz, Gesamtpreis, Montant,
      Montant total, Total TTC`),
  },
  {
    code: 'paid',
    type: 'money',
    merged: 'once',
    shareable: true,
    synonyms: words(`
      实付金额, Amount paid, 实付, 实付款, 实际支付金额, 买家实际支付金额, 买家实付, 商品实付金额, 实收金额, 实收,
      付款金额, 支付金额, 已付金额, 结算金额, 折后金额, Paid, Paid amount, Payment, Payment amount, Payment value,
      Net amount, 
      实收款, 实际付款, 实付总额, 订单实付金额, 订单实付, 支付总额, 到账金额, Total paid, Bezahlt, Montant payé`),
  },
  {
    code: 'discount',
    type: 'money',
    merged: 'once',
    shareable: true,
    synonyms: words(`
      优惠, Discount amount, 优惠金额, 折扣金额, 优惠总额, 优惠券金额, 商家优惠, 店铺优惠, 立减, 减免金额, 让利,
      Discount total, Discounts, Coupon amount`),
  },
];

/** `stageLine` takes the values in this order. */
export const orderFields: readonly ImportField[] = columns.map((field) => ({
  ...field,
  ofGroup: OF_THE_ORDER.has(field.code),
}));
