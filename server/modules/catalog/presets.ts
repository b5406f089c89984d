/** Product exports of other systems. Where the headers come from: docs/imports.md. */
import type { ImportPreset } from '#platform/presets.ts';

export const productPresets: readonly ImportPreset[] = [
  {
    code: 'shopify',
    marks: ['Handle', 'Variant SKU', 'Variant Price', 'Body (HTML)', 'Option1 Name'],
    fields: {
      sku: ['Variant SKU'],
      name: ['Title'],
      category: ['Type', 'Product Category'],
      priceCents: ['Variant Price'],
      costCents: ['Cost per item'],
      active: ['Published'],
    },
    leaveOut: ['Handle', 'Vendor', 'Variant Barcode', 'Variant Compare At Price'],
  },
  {
    code: 'woocommerce',
    marks: ['Is featured?', 'Visibility in catalog', 'Regular price', 'Short description', 'In stock?'],
    fields: {
      sku: ['SKU'],
      name: ['Name'],
      category: ['Categories'],
      priceCents: ['Regular price'],
    },
    leaveOut: ['ID', 'Type', 'Published', 'Sale price', 'Description'],
  },
];
