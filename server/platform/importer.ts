/**
 * How a module describes to `ingest` what it takes from files. `ingest` reads the file, maps and parses columns, and
 * copies rows into the module's staging table; the module then checks or applies the whole batch with set-based SQL,
 * the same that its API uses. Staging tables are unlogged: after a crash they are empty and the file is read again.
 */
import type { Ctx } from './context.ts';

/** What a parsed value is like in the row handed to `stage`; null where the cell is empty, masked or not mapped. */
export type ImportFieldType =
  /** Trimmed text. */
  | 'text'
  /**
   * An id somebody else gave (order number, customer number, article number): text with full-width digits folded and
   * Excel's traces removed (`="00123"`, `17850.0`). One that Excel turned into `1.23457E+17` is refused.
   */
  | 'reference'
  /** A safe integer. */
  | 'integer'
  /** Exact decimal as text ('-1234.5'): no binary fraction ever takes part. Refuses words. */
  | 'decimal'
  /** Decimal units in the file (1,234.50 元); minor units in the row, rounded half away from zero. */
  | 'money'
  /** ISO text with an offset; the organisation's zone where the file names none. */
  | 'instant'
  /** 'YYYY-MM-DD'. */
  | 'day'
  /** E.164 text ('+8613800138000') by `normalizePhone`; masked numbers (138****8000) are null. */
  | 'phone'
  /** Lower-cased; masked addresses are null. */
  | 'email'
  | 'boolean'
  /** One of the keys of `choices`. */
  | 'choice';

export type ImportField = {
  code: string;
  type: ImportFieldType;
  /** Must be mapped, and must not be empty in any row. */
  required?: boolean;
  /**
   * Headers that mean this field, in Chinese and English, the usual one first; compared without case, blanks,
   * punctuation and what stands in brackets. When two columns fit, the one whose synonym stands earlier is taken.
   * The first Chinese and the first English one head the template.
   */
  synonyms: readonly string[];
  /** For `choice`: the stored value and the spellings that mean it. */
  choices?: Readonly<Record<string, readonly string[]>>;
  /** Of texts and references; 300 characters when not given. */
  maxLength?: number;
};

/** One parsed row: a value per field of the importer, in the order of `fields`. Reused for the next row: do not keep it. */
export type ParsedRow = readonly (string | number | boolean | null)[];

/** `code` is stable and translated for the error file: by `ingest` for the codes it knows, else by `reasons` below. */
export type RowProblem = { field: string | null; code: string; detail?: string | null };

/** What somebody may choose about records that exist already. */
export type ImportPolicy = 'fill' | 'overwrite' | 'skip';

export type ImportScope = {
  batchId: number;
  sourceId: number;
  sourceCode: string;
  /** One of the importer's `policies`; absent when it has none. */
  policy?: ImportPolicy;
  /** Tells whoever waits what `apply` is at; a word, translated as `import.step.<word>`. */
  onStep?: (step: string) => void;
};

export type ImportCounts = Readonly<Record<string, number>>;

export type Importer = {
  kind: string;
  permission: string;
  /** The importer as it is now, where its fields are not fixed: a business adds its own. Asked before each file is looked at or read. */
  current?: (ctx: Ctx) => Promise<Importer>;
  fields: readonly ImportField[];
  /** Each entry: at least one of these fields must be mapped. */
  needsOneOf: readonly (readonly string[])[];
  /** The first is the usual one. */
  policies?: readonly ImportPolicy[];
  /** `columns` come after (batch_id, row_no). `groupColumn` holds the value of `groupField`. */
  staging: { table: string; columns: readonly string[]; groupColumn?: string };
  /** The values of `staging.columns`, or why the row cannot be taken. Called per row: be fast. */
  stage: (row: ParsedRow) => ParsedRow | RowProblem;
  /** Field whose equal values make one record (lines of an order): a refused row takes its whole record with it. */
  groupField: string | null;
  /** Sentences for the row problems the importer itself finds, by code; `{detail}` is filled in. */
  reasons?: Readonly<Record<string, { zh: string; en: string }>>;
  /** Problems only the whole file shows (two customers for one order …), as rows (row_no, field, code, detail). */
  findProblems?: (
    ctx: Ctx,
    scope: ImportScope,
  ) => Promise<{ rowNo: number; field: string | null; code: string; detail?: string | null }[]>;
  /** False where what was told must stay on record: evidence is corrected by another file, not taken back. */
  undoable?: boolean;
  /** What `apply` would do, without doing it. Counts are flat: created, updated, unchanged and the kind's own. */
  check: (ctx: Ctx, scope: ImportScope) => Promise<ImportCounts>;
  /** Applies the staged rows in the caller's transaction, and emits the module's events. Must not commit by itself. */
  apply: (ctx: Ctx, scope: ImportScope) => Promise<ImportCounts>;
};
