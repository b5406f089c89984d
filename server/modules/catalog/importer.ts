/** What files of products hold: one product per row, by article number, or by name where there is none. */
import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { ImportCounts, Importer, ImportField, ImportScope } from '#platform/importer.ts';
import { productPresets } from './presets.ts';
import { sampleProducts } from './samples.ts';
import { applyStagedProducts, checkStagedProducts } from './staged.ts';

const fields: readonly ImportField[] = [
  {
    code: 'sku',
    type: 'reference',
    maxLength: 120,
    synonyms: [
      '货号',
      'SKU',
      '商品编码',
      '商品编号',
      '商品货号',
      '商品代码',
      '产品编号',
      '产品编码',
      '商家编码',
      '规格编码',
      '商品条码',
      '条码',
      '款号',
      '物料编码',
      'sku code',
      'article number',
      'product code',
      'product id',
      'item code',
      'item number',
      'stock code',
      'stockcode',
      'part number',
      'barcode',
      'handle',
    ],
  },
  {
    code: 'name',
    type: 'text',
    example: '保湿面霜',
    maxLength: 300,
    synonyms: [
      '商品名称',
      'Name',
      '名称',
      '品名',
      '产品名称',
      '商品',
      '产品',
      '商品名',
      '商品标题',
      '标题',
      '货品名称',
      '服务名称',
      '项目名称',
      'product name',
      'product',
      'item name',
      'item',
      'title',
      'description',
    ],
  },
  {
    code: 'category',
    type: 'text',
    example: '护肤',
    maxLength: 120,
    synonyms: [
      '分类',
      'Category',
      '类目',
      '商品分类',
      '商品类目',
      '产品分类',
      '品类',
      '类别',
      '商品类别',
      '一级分类',
      'product category',
      'product type',
      'department',
      'type',
    ],
  },
  {
    code: 'family',
    type: 'text',
    example: '水润系列',
    maxLength: 120,
    synonyms: [
      '系列',
      'Family',
      '产品系列',
      '商品系列',
      '产品线',
      '品牌系列',
      'product family',
      'series',
      'line',
      'product line',
      'collection',
    ],
  },
  {
    code: 'priceCents',
    type: 'money',
    synonyms: [
      '售价',
      'Price',
      '销售价',
      '价格',
      '单价',
      '零售价',
      '标价',
      '吊牌价',
      '市场价',
      '建议零售价',
      'unit price',
      'list price',
      'retail price',
      'selling price',
      'rrp',
    ],
  },
  {
    code: 'costCents',
    type: 'money',
    synonyms: [
      '成本',
      'Cost',
      '成本价',
      '进价',
      '采购价',
      '进货价',
      '单位成本',
      'cost price',
      'unit cost',
      'purchase price',
      'cost per item',
    ],
  },
  {
    code: 'durable',
    type: 'boolean',
    synonyms: ['是否耐用', 'Durable', '耐用', '耐用品', '是否耐用品', 'durable good'],
  },
  {
    code: 'active',
    type: 'boolean',
    synonyms: [
      '是否在售',
      'Active',
      '在售',
      '是否上架',
      '上架',
      '是否启用',
      'for sale',
      'on sale',
      'published',
      'enabled',
    ],
  },
];

export const productsImporter: Importer = {
  kind: 'products',
  permission: 'catalog.write',
  fields,
  presets: productPresets,
  needsOneOf: [['sku', 'name']],
  policies: ['overwrite', 'fill', 'skip'],
  staging: {
    table: 'catalog.staged_products',
    columns: fields.map((field) => field.code.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)),
  },
  stage: (row) => {
    const [sku, name, , , price, cost] = row;
    if (sku === null && name === null) return { field: 'sku', code: 'products.nameless' };
    if (Number(price) < 0) return { field: 'priceCents', code: 'products.negative_price' };
    if (Number(cost) < 0) return { field: 'costCents', code: 'products.negative_price' };
    return row;
  },
  groupField: null,
  reasons: {
    'products.nameless': { zh: '既没有货号也没有名称', en: 'There is neither an article number nor a name' },
    'products.negative_price': { zh: '价格不能小于 0', en: 'A price cannot be below 0' },
  },
  check: async (ctx, scope) => ({ ...(await checkStagedProducts(ctx, scope.batchId, scope.policy ?? 'overwrite')) }),
  samples: sampleProducts,
  apply: applyStaged,
};

async function applyStaged(ctx: Ctx, scope: ImportScope): Promise<ImportCounts> {
  const counts = await applyStagedProducts(ctx, scope.batchId, scope.policy ?? 'overwrite');
  await recordAudit(ctx, [
    { action: 'products.imported', subjectType: 'batch', subjectId: scope.batchId, after: { ...counts } },
  ]);
  return { ...counts };
}
