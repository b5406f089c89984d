/** What a file holds, as the wizard's second step shows it. */
import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { idParam } from '#shared/wire.ts';
import { dateOrder, decimalMark, delimiter, encoding, layout, mapping, upload } from './contract.ts';

export const columnType = z.enum(['empty', 'text', 'integer', 'decimal', 'date', 'phone', 'email']);

export const fileColumn = z.object({
  column: z.number().int(),
  /** The header, or the letter of the column (A, B …) where the file has no headers. */
  name: z.string(),
  type: columnType,
  /** Detected; null when the column holds no numeric dates. `dateOrderSure` is false when every date fits both orders. */
  dateOrder: dateOrder.nullable(),
  dateOrderSure: z.boolean(),
  /** Null when the column holds no fractions. */
  decimalMark: decimalMark.nullable(),
  /** First different values, at most five. */
  samples: z.array(z.string()),
  /** What it could become where it feeds no field and the kind takes new ones. */
  newField: z
    .object({
      name: z.string(),
      type: z.enum(['text', 'number', 'money', 'day', 'instant', 'yes_no', 'choice', 'phone']),
      choices: z.array(z.string()),
    })
    .nullable(),
});
export type FileColumn = z.infer<typeof fileColumn>;

export const warning = z.object({
  code: z.enum([
    'duplicate_header',
    'date_order_unsure',
    'titles_above_header',
    'no_header',
    /** Named like a field, but what stands in it is something else; not suggested. */
    'does_not_fit',
    'other_sheets',
    'sheet_hidden',
    /** What stands in cells merged downwards is read into each row below; `detail` is how many merges there are. */
    'merged_cells',
    /** Amounts merged over several rows: not suggested, since each row has another; counted in the first row; refused. */
    'merged_left_out',
    'merged_once',
    /** Amounts of the whole record, shared out among its rows. */
    'shared_out',
    /** No column holds the number of the record: it is made of what the rows say. `detail` is the field that lacks one. */
    'numbered_by_content',
    'merged_refused',
  ]),
  columns: z.array(z.number().int()),
  detail: z.string().nullable(),
});

export const fileRow = z.object({
  rowNo: z.number().int(),
  cells: z.array(z.string()),
  /** Columns for which a merged cell above speaks. */
  merged: z.array(z.number().int()).optional(),
});

export const inspection = z.object({
  upload,
  layout,
  /** Of a workbook, in its order; empty for text files. */
  sheets: z.array(z.object({ name: z.string(), hidden: z.boolean() })),
  columns: z.array(fileColumn),
  /** The first 20 rows as they stand, titles and header included. */
  rows: z.array(fileRow),
  /** What the file seems to hold; null when no kind fits. */
  kind: z.string().nullable(),
  mapping,
  /** The system whose export this is; null when it is none of those known. */
  preset: z.string().nullable(),
  /** The source asked for; else that of the system, or the usual one. */
  source: z.string(),
  /** True when the mapping was chosen by somebody for the same headers before. */
  remembered: z.boolean(),
  /** What the kind needs and the mapping lacks: of each group one field. */
  missing: z.array(z.array(z.string())),
  warnings: z.array(warning),
});
export type Inspection = z.infer<typeof inspection>;

export const inspectUpload = endpoint({
  method: 'GET',
  path: '/api/import/uploads/:uploadId/inspection',
  summary: 'What a file holds and how it may be mapped; whatever is given overrules what is detected',
  permission: 'ingest.import',
  scope: 'none',
  params: z.object({ uploadId: idParam }),
  query: z.object({
    kind: z.string().max(40).optional(),
    source: z.string().max(60).optional(),
    /** Of the kind's `presets`, or `none`. */
    preset: z.string().max(40).optional(),
    encoding: encoding.optional(),
    delimiter: delimiter.optional(),
    sheet: z.string().max(100).optional(),
    /** `none`: the first row is data already. */
    headerRow: z.union([z.literal('none'), z.coerce.number().int().min(1).max(50)]).optional(),
  }),
  response: inspection,
});
