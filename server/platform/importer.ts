/**
 * How a module describes to `ingest` what it takes from files. `ingest` reads the file, maps and parses columns, and
 * copies rows into the module's staging table; the module then checks or applies the whole batch with set-based SQL,
 * the same that its API uses. Staging tables are unlogged: after a crash they are empty and the file is read again.
 */
import type { Ctx } from './context.ts';

export type ImportFieldType =
  | 'text'
  | 'integer'
  | 'decimal'
  /** Decimal units in the file (1,234.50 元); minor units in the row. */
  | 'money'
  | 'instant'
  | 'day'
  | 'phone'
  | 'email'
  | 'boolean'
  | 'choice';

export type ImportField = {
  code: string;
  type: ImportFieldType;
  required?: boolean;
  /** Headers that mean this field, in Chinese and English; compared without case, blanks and punctuation. */
  synonyms: readonly string[];
  /** For `choice`: the stored value and the spellings that mean it. */
  choices?: Readonly<Record<string, readonly string[]>>;
  maxLength?: number;
};

/** One parsed row: a value per field of the importer, in the order of `fields`; null where the file has none. */
export type ParsedRow = readonly (string | number | boolean | null)[];

export type RowProblem = { field: string | null; code: string; detail?: string };

export type ImportScope = { batchId: number; sourceId: number; sourceCode: string };

export type ImportCounts = Readonly<Record<string, number>>;

export type Importer = {
  kind: string;
  permission: string;
  fields: readonly ImportField[];
  /** Each entry: at least one of these fields must be mapped. */
  needsOneOf: readonly (readonly string[])[];
  staging: { table: string; columns: readonly string[] };
  /** The values of `staging.columns` after (batch_id, row_no), or why the row cannot be taken. Called per row: be fast. */
  stage: (row: ParsedRow) => readonly (string | number | boolean | null)[] | RowProblem;
  /** Field whose equal values make one record (lines of an order): a refused row takes its whole record with it. */
  groupField: string | null;
  /** Problems only the whole file shows (two customers for one order …), as rows (row_no, field, code, detail). */
  findProblems?: (
    ctx: Ctx,
    scope: ImportScope,
  ) => Promise<{ rowNo: number; field: string | null; code: string; detail: string | null }[]>;
  /** What `apply` would do, without doing it. */
  check: (ctx: Ctx, scope: ImportScope) => Promise<ImportCounts>;
  /** Applies the staged rows in the caller's transaction, and emits the module's events. */
  apply: (ctx: Ctx, scope: ImportScope) => Promise<ImportCounts>;
};
