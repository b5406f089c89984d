import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { pageOf, pageQuery } from '#shared/page.ts';
import { cents, id, idParam, listParam } from '#shared/wire.ts';

export const productDraft = z.object({
  sku: z.string().trim().min(1).max(120),
  name: z.string().trim().min(1).max(300),
  category: z.string().trim().min(1).max(120).nullable().optional(),
  family: z.string().trim().min(1).max(120).nullable().optional(),
  priceCents: cents.min(0).nullable().optional(),
  costCents: cents.min(0).nullable().optional(),
  durable: z.boolean().optional(),
  active: z.boolean().optional(),
});
export type ProductDraft = z.infer<typeof productDraft>;

export const product = z.object({
  productId: id,
  sku: z.string(),
  name: z.string(),
  category: z.string().nullable(),
  family: z.string().nullable(),
  priceCents: cents.nullable(),
  costCents: cents.nullable(),
  durable: z.boolean(),
  active: z.boolean(),
});

export const recordProducts = endpoint({
  method: 'POST',
  path: '/api/products',
  summary: 'Make products or change the ones that exist',
  permission: 'catalog.write',
  scope: 'none',
  idempotency: 'sets values by sku',
  body: z.object({ products: z.array(productDraft).min(1).max(1_000) }),
  response: z.object({ created: z.number().int(), updated: z.number().int(), unchanged: z.number().int() }),
});

export const listProducts = endpoint({
  method: 'GET',
  path: '/api/products',
  summary: 'Products, searched, page by page',
  permission: 'catalog.read',
  scope: 'none',
  query: pageQuery.extend({
    search: z.string().trim().max(100).optional(),
    categoryId: idParam.optional(),
    ids: listParam.optional(),
  }),
  response: pageOf(product),
});

export const category = z.object({ categoryId: id, name: z.string(), products: z.number().int() });
export type Category = z.infer<typeof category>;

export const listCategories = endpoint({
  method: 'GET',
  path: '/api/products/categories',
  summary: 'Categories with the number of their products',
  permission: 'catalog.read',
  scope: 'none',
  response: z.object({ rows: z.array(category) }),
});
