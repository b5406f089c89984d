import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { pageOf, pageQuery } from '#shared/page.ts';
import { id, instant } from '#shared/wire.ts';

/** Why a list leaves the house; asked of whoever takes one, and shown beside it for good. */
export const exportReason = z.string().trim().min(4).max(200);

export const exportEntry = z.object({
  exportId: id,
  at: instant,
  actorName: z.string(),
  what: z.string(),
  reason: z.string(),
  query: z.record(z.string(), z.unknown()),
  masked: z.boolean(),
  rows: z.number().int().nullable(),
});
export type ExportEntry = z.infer<typeof exportEntry>;

export const listExports = endpoint({
  method: 'GET',
  path: '/api/exports',
  summary: 'Lists of customers that left the house, newest first; the number stands in each file',
  permission: 'access.audit',
  scope: 'none',
  masked: true,
  query: pageQuery.extend({ exportId: z.coerce.number().int().positive().optional() }),
  response: pageOf(exportEntry),
});
