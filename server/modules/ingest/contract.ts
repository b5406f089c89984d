import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { pageOf, pageQuery } from '#shared/page.ts';
import { id, idParam, instant } from '#shared/wire.ts';

/** Bigger files are refused while they arrive. */
export const UPLOAD_LIMIT_BYTES = 4 * 2 ** 30;

export const language = z.enum(['zh-CN', 'en']);
const languageQuery = z.object({ language: language.default('zh-CN') });

export const encoding = z.enum(['utf-8', 'gb18030', 'windows-1252', 'utf-16']);
export const delimiter = z.enum([',', ';', '\t', '|', ' ']);
export const dateOrder = z.enum(['ymd', 'mdy', 'dmy']);
export const decimalMark = z.enum(['.', ',']);
/** What to do with records that exist already; which of them a kind offers is said by the kind. */
export const policy = z.enum(['fill', 'overwrite', 'skip', 'create']);
/** By which identifier alone customers are recognised; by all of them, the strongest first, where none is given. */
export const matchKey = z.enum(['external', 'phone', 'email', 'wechat']);

/** How a file is to be read. Detected, and open to be overruled. */
export const layout = z.object({
  format: z.enum(['csv', 'xlsx']),
  /** Packed by gzip. */
  compressed: z.boolean(),
  /** Text files only. */
  encoding: encoding.nullable(),
  delimiter: delimiter.nullable(),
  /** Workbooks only. */
  sheet: z.string().nullable(),
  /** Row in which the headers stand, counted from 1; rows above it are titles. Null: there is none. */
  headerRow: z.number().int().min(1).max(50).nullable(),
});
export type Layout = z.infer<typeof layout>;

/** One column of the file feeding one field of the kind. */
export const mappedColumn = z.object({
  /** Counted from 0. */
  column: z.number().int().min(0).max(999),
  field: z.string().max(60),
  /** For dates written with numbers only; null takes the order that was detected. */
  dateOrder: dateOrder.nullable().default(null),
  /** For numbers; null takes the mark that was detected. */
  decimalMark: decimalMark.nullable().default(null),
  /** The amount is told of the whole record, in one of its rows or over again in each, and is shared out among them. */
  ofRecord: z.boolean().optional(),
});
export const mapping = z.array(mappedColumn).max(200);
export type MappedColumn = z.infer<typeof mappedColumn>;

export const importField = z.object({
  /** Translated by the console as `import.<kind>.<code>`. */
  code: z.string(),
  type: z.enum([
    'text',
    'reference',
    'integer',
    'decimal',
    'money',
    'instant',
    'day',
    'occasion',
    'phone',
    'email',
    'boolean',
    'choice',
  ]),
  required: z.boolean(),
  choices: z.array(z.string()).nullable(),
  /** An amount that may be told once for all rows of a record. */
  shareable: z.boolean(),
  /** Headers by which the field is recognised, the usual one first. */
  headers: z.array(z.string()),
});

export const importKind = z.object({
  kind: z.string(),
  fields: z.array(importField),
  /** Of each group at least one field must be mapped. */
  needsOneOf: z.array(z.array(z.string())),
  /** Empty where the kind has one way only; else the first is the usual one. */
  policies: z.array(policy),
  /** Systems whose exports are known. */
  presets: z.array(z.string()),
  /** Whether columns without a field can become fields of their own. */
  takesNewFields: z.boolean(),
  /** Empty where nothing can be chosen. */
  matchKeys: z.array(matchKey),
});
export type ImportKind = z.infer<typeof importKind>;

export const listKinds = endpoint({
  method: 'GET',
  path: '/api/import/kinds',
  summary: 'Kinds of records files may hold, with their fields',
  permission: 'ingest.import',
  scope: 'none',
  response: z.object({
    rows: z.array(importKind),
    sources: z.array(z.object({ code: z.string(), name: z.string() })),
  }),
});

export const downloadTemplate = endpoint({
  method: 'GET',
  path: '/api/import/kinds/:kind/template',
  summary: 'A file with the headers of a kind and one example row, which is never imported',
  permission: 'ingest.import',
  scope: 'none',
  params: z.object({ kind: z.string().max(40) }),
  query: languageQuery.extend({ format: z.enum(['xlsx', 'csv']).default('csv') }),
  response: 'file',
});

export const upload = z.object({
  uploadId: id,
  fileName: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  createdAt: instant,
});
export type Upload = z.infer<typeof upload>;

export const uploadFile = endpoint({
  method: 'POST',
  path: '/api/import/uploads',
  summary: 'Send a file (application/octet-stream); the answer comes when it is safely stored',
  permission: 'ingest.import',
  scope: 'none',
  idempotency: 'the same bytes are kept once; a second upload of them is a second entry of the same file',
  query: z.object({ fileName: z.string().trim().min(1).max(255) }),
  body: 'stream',
  response: upload,
});

/**
 * checking → checked → applying → done → undoing → undone; or failed, cancelled. A batch that is being worked on goes on
 * after a restart by itself. `applying` is entered without a check by the command line only.
 */
export const batchState = z.enum([
  'checking',
  'checked',
  'applying',
  'done',
  'failed',
  'cancelled',
  'undoing',
  'undone',
]);

export const progress = z.object({
  /** `waiting`: another batch of the kind is being worked on, or no worker has taken this one yet. */
  phase: z.enum(['waiting', 'reading', 'checking', 'applying', 'undoing', 'ended']),
  /** Named by the kind while it applies; translated as `import.step.<step>`. */
  step: z.string().nullable(),
  rows: z.number().int(),
  /** Of the file as it lies on disk. */
  bytes: z.number().int(),
  totalBytes: z.number().int(),
  rowsPerSecond: z.number().int().nullable(),
  /** Of the phase, by the rate so far. */
  secondsLeft: z.number().int().nullable(),
});
export type Progress = z.infer<typeof progress>;

export const rowError = z.object({
  rowNo: z.number().int(),
  field: z.string().nullable(),
  code: z.string(),
  detail: z.string().nullable(),
  /** The sentence of the error file, in the language asked for. */
  reason: z.string(),
  cells: z.array(z.string()),
});

const counts = z.record(z.string(), z.number());

/**
 * What undoing an import does, by what the rows are to people (`orders`, `customers`, `values` …): brought by it and gone with it;
 * changed by it and as before; and what stays, because it was changed since or something else stands on it.
 */
export const undone = z.object({
  removed: counts,
  restored: counts,
  kept: counts,
  /** Why customers stay: by the table of what stands on them (`orders.orders`), `changed` by somebody, or `merged`. */
  because: counts,
});

export const batch = z.object({
  batchId: id,
  uploadId: id,
  fileName: z.string(),
  kind: z.string(),
  source: z.string(),
  state: batchState,
  policy: policy.nullable(),
  matchBy: matchKey.nullable(),
  progress,
  /**
   * `rows` read, `invalid` rows refused (`heldBack` of them only because another row of the same order was refused);
   * then what the kind counts: created, updated, unchanged, and its own (unmatched, duplicates, customersCreated …).
   */
  counts,
  /** Whether it may be taken back: it is done, and of a kind and an age for which that is possible. */
  undoable: z.boolean(),
  /** Of a batch that was taken back. */
  undone: undone.extend({ at: instant, by: z.string().nullable() }).nullable(),
  /** Why the whole batch failed. */
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  createdBy: z.string().nullable(),
  createdAt: instant,
  finishedAt: instant.nullable(),
  /** By phase, of the phases that are through. */
  seconds: z.record(z.string(), z.number()),
});
export type Batch = z.infer<typeof batch>;

export const createBatch = endpoint({
  method: 'POST',
  path: '/api/import/batches',
  summary: 'Read a file by a mapping and foresee what it would do; nothing is applied yet',
  permission: 'ingest.import',
  scope: 'none',
  idempotency: 'makes another batch; applying the same rows twice changes nothing',
  body: z.object({
    uploadId: id,
    kind: z.string().max(40),
    /** Made when it is new. */
    source: z.string().trim().min(1).max(60).default('file'),
    layout,
    mapping,
    policy: policy.optional(),
    matchBy: matchKey.optional(),
  }),
  response: batch,
});

export const listBatches = endpoint({
  method: 'GET',
  path: '/api/import/batches',
  summary: 'Imports, newest first',
  permission: 'ingest.import',
  scope: 'none',
  query: pageQuery.extend({ kind: z.string().max(40).optional() }),
  response: pageOf(batch),
});

const batchParams = z.object({ batchId: idParam });

/** A row of the dry run, as an example of what would become of it. */
export const sample = z.object({
  /** `created`, `updated`, `unchanged`, `duplicate` of an earlier row, `conflict`, `unmatched`, `repeated`. */
  outcome: z.string(),
  rowNo: z.number().int(),
  label: z.string(),
  changes: z.array(z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
});

export const getBatch = endpoint({
  method: 'GET',
  path: '/api/import/batches/:batchId',
  summary: 'One import with its progress and its first refused rows',
  permission: 'ingest.import',
  scope: 'none',
  params: batchParams,
  query: languageQuery,
  response: batch.extend({
    layout,
    mapping,
    headers: z.array(z.string()),
    sampleErrors: z.array(rowError),
    samples: z.array(sample),
  }),
});

export const applyBatch = endpoint({
  method: 'POST',
  path: '/api/import/batches/:batchId/apply',
  summary: 'Apply a checked batch in the background, whole or not at all',
  permission: 'ingest.import',
  scope: 'none',
  idempotency: 'a batch that is applying or done stays as it is',
  params: batchParams,
  response: batch,
});

export const cancelBatch = endpoint({
  method: 'POST',
  path: '/api/import/batches/:batchId/cancel',
  summary: 'Stop a batch in whatever phase it is; a batch that is done stays done',
  permission: 'ingest.import',
  scope: 'none',
  idempotency: 'a batch that has ended stays as it is',
  params: batchParams,
  response: batch,
});

export const downloadErrors = endpoint({
  method: 'GET',
  path: '/api/import/batches/:batchId/errors',
  summary: 'The refused rows with their own columns and the reason, as CSV to mend and import again',
  permission: 'ingest.import',
  scope: 'none',
  params: batchParams,
  query: languageQuery,
  response: 'file',
});

export const foreseeUndo = endpoint({
  method: 'GET',
  path: '/api/import/batches/:batchId/undo',
  summary: 'What undoing an import would take away, give back and leave; nothing is changed',
  permission: 'ingest.undo',
  scope: 'none',
  params: batchParams,
  response: undone.extend({
    /** Imports of the kind that came after this one from the same source. What they only repeated goes with this one. */
    later: z.array(z.object({ batchId: id, fileName: z.string(), kind: z.string(), finishedAt: instant })),
  }),
});

export const undoBatch = endpoint({
  method: 'POST',
  path: '/api/import/batches/:batchId/undo',
  summary: 'Undo an import in the background, whole or not at all',
  permission: 'ingest.undo',
  scope: 'none',
  idempotency: 'a batch that is being undone or is undone stays as it is',
  params: batchParams,
  response: batch,
});
