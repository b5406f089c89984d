/** What files of orders hold: flat, one line of an order per row, as shops export them. */
import { minorUnitsOfProduct } from '#modules/ingest/index.ts';
import type { Importer, ParsedRow, RowProblem } from '#platform/importer.ts';
import { orderFields } from './importer-fields.ts';
import { numberOf, numberOrders } from './numbering.ts';
import { orderPresets } from './presets.ts';
import { sampleOrders } from './samples.ts';
import { findWorthless, SHARED_COLUMNS, shareOut } from './sharing.ts';
import { applyStagedOrders, checkStagedOrders, findStagedOrderProblems } from './staged.ts';
import { STAGED_COLUMNS } from './staged-columns.ts';

export const ordersImporter: Importer = {
  kind: 'orders',
  permission: 'orders.write',
  fields: orderFields,
  presets: orderPresets,
  // Without a number an order is told by who bought and when.
  needsOneOf: [
    ['orderRef', 'customer', 'phone', 'email'],
    ['unitPrice', 'amount', 'paid'],
  ],
  policies: ['overwrite', 'skip'],
  matchKeys: ['external', 'phone', 'email'],
  matchFields: { external: ['customer'], phone: ['phone'], email: ['email'] },
  staging: {
    table: 'orders.staged_lines',
    columns: STAGED_COLUMNS,
    groupColumn: 'order_ref',
  },
  stage: stageLine,
  sharing: (fields) => ({
    ...ordersImporter,
    staging: { ...ordersImporter.staging, columns: [...STAGED_COLUMNS, ...SHARED_COLUMNS] },
    stage: (row) => stageShared(row, fields),
    complete: async (ctx, scope, mapped) => {
      await numberOrders(ctx, scope, mapped);
      const perLine = (field: string) => mapped.has(field) && !fields.has(field);
      await shareOut(ctx, scope, {
        worth: ['quantity', 'amount', 'paid'].some(perLine),
        discount: perLine('discount'),
      });
    },
    findProblems: async (ctx, scope) => [
      ...(await findStagedOrderProblems(ctx, scope)),
      ...(await findWorthless(ctx, scope)),
    ],
  }),
  complete: numberOrders,
  groupField: 'orderRef',
  reasons: {
    'orders.no_amount': {
      zh: '既没有单价也没有金额',
      en: 'There is neither a unit price nor an amount',
    },
    'orders.zero_quantity': {
      zh: '数量为 0 却有金额 {detail}',
      en: 'The quantity is 0 but the amount is {detail}',
    },
    'orders.two_customers': {
      zh: '同一订单 {detail} 写了两个客户',
      en: 'The lines of order {detail} name two customers',
    },
  },
  findProblems: findStagedOrderProblems,
  check: async (ctx, scope) => ({ ...(await checkStagedOrders(ctx, scope)) }),
  samples: sampleOrders,
  apply: async (ctx, scope) => ({ ...(await applyStagedOrders(ctx, scope)) }),
};

/** Beyond this a quantity is a barcode in the wrong column. */
const LARGEST_QUANTITY = 100_000_000;

type StagedLine = (string | number | boolean | null)[];

function stageLine(row: ParsedRow): StagedLine | RowProblem {
  const money = moneyOf(row as (string | number | null)[]);
  return Array.isArray(money) ? lineOf(row, money) : money;
}

function lineOf(row: ParsedRow, money: Money): StagedLine {
  const [orderRef, placedAt, status, channel, store, returnOf, customer, phone, email, name, sku, product, category] =
    row;
  const [quantity, unitPriceCents, discountCents, amountCents] = money;
  return [
    orderRef ?? numberOf(row, quantity, amountCents),
    placedAt ?? null,
    // Goods that come back are no cancelled order: their lines count, by whatever word.
    status === 'cancelled' && quantity.startsWith('-') ? 'completed' : (status ?? null),
    channel ?? null,
    store ?? null,
    returnOf ?? null,
    customer ?? null,
    phone ?? null,
    email ?? null,
    name ?? null,
    sku ?? null,
    product ?? null,
    category ?? null,
    quantity,
    unitPriceCents,
    discountCents,
    amountCents,
  ];
}

/** What the line says by itself, beside the amounts of its whole order. */
function stageShared(row: ParsedRow, fields: ReadonlySet<string>): StagedLine | RowProblem {
  const alone = [...(row as (string | number | null)[])];
  const figures = SHAREABLE.map(({ field, position }) => {
    if (!fields.has(field)) return null;
    const figure = alone[position] ?? null;
    alone[position] = null;
    return figure;
  });
  const own = moneyOf(alone);
  if (!Array.isArray(own) && own.code !== 'orders.no_amount') return own;
  const whole = moneyOf(row as (string | number | null)[]);
  // Told in the first row alone: what this line is worth, the others say.
  const money: Money | RowProblem =
    !Array.isArray(whole) && whole.code === 'orders.no_amount' ? [String(row[QUANTITY] ?? '1'), 0, 0, 0] : whole;
  if (!Array.isArray(money)) return money;
  return [...lineOf(row, money), Array.isArray(own) ? own[3] : null, ...figures];
}

const QUANTITY = 13;
const UNIT_PRICE = 14;
const AMOUNT = 15;
const PAID = 16;
const DISCOUNT = 17;

/** In the order of `SHARED_COLUMNS`. */
const SHAREABLE = [
  { field: 'amount', position: AMOUNT },
  { field: 'paid', position: PAID },
  { field: 'discount', position: DISCOUNT },
] as const;

type Money = [quantity: string, unitPriceCents: number, discountCents: number, amountCents: number];

/**
 * The amount stated by the file is exact and wins; else it is quantity × price, with all the price's decimals. What was
 * paid has the discount taken off already. Whatever is negative, quantity, price or amount, gives back.
 */
function moneyOf(row: readonly (string | number | null)[]): Money | RowProblem {
  const price = row[UNIT_PRICE] as string | null;
  const paid = row[PAID] as number | null;
  const discount = Math.abs((row[DISCOUNT] as number | null) ?? 0);
  const stated =
    (row[AMOUNT] as number | null) ?? (paid === null ? null : paid < 0 ? paid - discount : paid + discount);
  const quantity = (row[QUANTITY] as string | null) ?? '1';
  const amount = stated ?? (price === null ? null : minorUnitsOfProduct(quantity, price));
  if (stated === null && price === null) return { field: 'amount', code: 'orders.no_amount' };
  if (amount === null) return { field: 'unitPrice', code: 'number_too_big', detail: price };
  const pieces = Math.abs(Number(quantity));
  if (pieces > LARGEST_QUANTITY) return { field: 'quantity', code: 'number_too_big', detail: quantity };
  if (pieces === 0 && amount !== 0)
    return { field: 'quantity', code: 'orders.zero_quantity', detail: String(amount / 100) };
  const givesBack = quantity.startsWith('-') || amount < 0;
  const size = Math.abs(amount);
  const unsigned = quantity.startsWith('-') ? quantity.slice(1) : quantity;
  const unitPriceCents = price === null ? derivedPrice(size, pieces) : Math.abs(minorUnitsOfProduct('1', price) ?? 0);
  const takenOff = row[DISCOUNT] === null && paid !== null ? Math.max(0, size - Math.abs(paid)) : discount;
  return givesBack && pieces > 0
    ? [`-${unsigned}`, unitPriceCents, takenOff, size === 0 ? 0 : -size]
    : [unsigned, unitPriceCents, takenOff, size];
}

const derivedPrice = (amountCents: number, pieces: number): number =>
  pieces === 0 ? 0 : Math.floor(amountCents / pieces + 0.5);
