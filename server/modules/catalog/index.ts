/**
 * catalog 商品: what is sold.
 *
 * Owns the schema `catalog`: products and their categories. Comes in: products by API and file, and products that order
 * lines name before anybody described them. Goes out: product ids for order lines, the searchable list.
 * Always holds: one product per sku; a product that an order named is completed later, never made twice.
 */
export type { ProductDraft } from './contract.ts';
export { ensureProducts } from './mentioned.ts';
export { catalogModule } from './module.ts';
export { recordProducts } from './products.ts';
