/**
 * How a module describes to `ingest` what it takes from files. `ingest` reads the file, maps and parses columns, and
 * copies rows into the module's staging table; the module then checks or applies the whole batch with set-based SQL,
 * the same that its API uses. Staging tables are unlogged: after a crash they are empty and the file is read again.
 */
import type { Ctx } from './context.ts';
import type { ImportPreset } from './presets.ts';

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
  /** JSON `{ calendar, year, month, day, leap }`: a date to remember, by the sun or the moon, with or without a year. */
  | 'occasion'
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
  /** Need not be mapped; where it is, no row may leave it empty. */
  neverBlank?: boolean;
  /** An amount that files may tell once for all rows of a record: it is then shared out among them. */
  shareable?: boolean;
  /** Sums hang on it: a column whose words it cannot read stays mapped and its rows are refused, instead of being left out. */
  decides?: boolean;
  /**
   * Headers that mean this field, in Chinese and English, the usual one first; compared without case, blanks,
   * punctuation and what stands in brackets. When two columns fit, the one whose synonym stands earlier is taken.
   * The first Chinese and the first English one head the template.
   */
  synonyms: readonly string[];
  /** For `choice`: the stored value and the spellings that mean it. */
  choices?: Readonly<Record<string, readonly string[]>>;
  /** Of occasions: numbers are of the moon unless the text says otherwise. */
  lunar?: boolean;
  /** Of decimals: a percent sign behind them is left away, `95%` is 95. */
  percent?: boolean;
  /** Of days: one without a year, or by the moon, is no refusal and comes as the JSON of an occasion. */
  yearless?: boolean;
  /** Told once per record: a blank cell says what the row above it of the same record says. */
  ofGroup?: boolean;
  /**
   * Of amounts in a cell of a workbook that is merged over several rows: `each` of them has it (a price), or it is of all of
   * them together and counts `once`, in the first. Where nothing is said such rows are refused. Words count for each row.
   */
  merged?: 'each' | 'once';
  /** Of the template. */
  example?: string;
  /** Of texts and references; 300 characters when not given. */
  maxLength?: number;
};

/** One parsed row: a value per field of the importer, in the order of `fields`. Reused for the next row: do not keep it. */
export type ParsedRow = readonly (string | number | boolean | null)[];

/** `code` is stable and translated for the error file: by `ingest` for the codes it knows, else by `reasons` below. */
export type RowProblem = { field: string | null; code: string; detail?: string | null };

/** What somebody may choose about records that exist already; `create` makes another one of whoever is not sure to be the same. */
export type ImportPolicy = 'fill' | 'overwrite' | 'skip' | 'create';

/** By what alone a file's customers are recognised; all identifiers together, the strongest first, where none is chosen. */
export type MatchKey = 'external' | 'phone' | 'email' | 'wechat';

export type ImportScope = {
  batchId: number;
  sourceId: number;
  sourceCode: string;
  /** One of the importer's `policies`; absent when it has none. */
  policy?: ImportPolicy;
  /** One of the importer's `matchKeys`; absent where customers are recognised by all they have. */
  matchBy?: MatchKey;
  /** Tells whoever waits what `apply` is at; a word, translated as `import.step.<word>`. */
  onStep?: (step: string) => void;
};

/** A row as an example of what would become of it. */
export type ImportSample = {
  /** `created`, `updated`, `unchanged`, `duplicate` (of an earlier row), `conflict`, or the kind's own. */
  outcome: string;
  rowNo: number;
  /** What people call the record: name or number. */
  label: string;
  /** Of records that would change: by field, what stands and what would. */
  changes: { field: string; before: string | null; after: string | null }[];
};

/** A field that a column without one could become. */
export type NewField = {
  name: string;
  type: 'text' | 'number' | 'money' | 'day' | 'instant' | 'yes_no' | 'choice' | 'phone';
  /** Of a choice: all that the file says. */
  choices: readonly string[];
};

export type ImportCounts = Readonly<Record<string, number>>;

export type Importer = {
  kind: string;
  permission: string;
  /** The importer as it is now, where its fields are not fixed: a business adds its own. Asked before each file is looked at or read. */
  current?: (ctx: Ctx) => Promise<Importer>;
  fields: readonly ImportField[];
  /** Makes fields of columns that have none, and tells their codes, in the same order. Absent where the fields are fixed. */
  addFields?: (ctx: Ctx, fields: readonly NewField[]) => Promise<string[]>;
  /** Exports of other systems. */
  presets?: readonly ImportPreset[];
  /** Each entry: at least one of these fields must be mapped. */
  needsOneOf: readonly (readonly string[])[];
  /** The first is the usual one. */
  policies?: readonly ImportPolicy[];
  /** Where customers may be recognised by one identifier alone. */
  matchKeys?: readonly MatchKey[];
  /** By which fields each of them is told. */
  matchFields?: Readonly<Partial<Record<MatchKey, readonly string[]>>>;
  /** `columns` come after (batch_id, row_no). `groupColumn` holds the value of `groupField`. */
  staging: { table: string; columns: readonly string[]; groupColumn?: string };
  /** The values of `staging.columns`, or why the row cannot be taken. Called per row: be fast. */
  stage: (row: ParsedRow) => ParsedRow | RowProblem;
  /** Field whose equal values make one record (lines of an order): a refused row takes its whole record with it. */
  groupField: string | null;
  /** Sentences for the row problems the importer itself finds, by code; `{detail}` is filled in. */
  reasons?: Readonly<Record<string, { zh: string; en: string }>>;
  /** The same where these fields tell amounts of the whole record: stages them as such. */
  sharing?: (fields: ReadonlySet<string>) => Importer;
  /** Right after reading, in its transaction: completes what single rows could not tell. `mapped`: the fields that were read. */
  complete?: (ctx: Ctx, scope: ImportScope, mapped: ReadonlySet<string>) => Promise<void>;
  /** Problems only the whole file shows (two customers for one order …), as rows (row_no, field, code, detail). */
  findProblems?: (
    ctx: Ctx,
    scope: ImportScope,
  ) => Promise<{ rowNo: number; field: string | null; code: string; detail?: string | null }[]>;
  /** False where what was told must stay on record: evidence is corrected by another file, not taken back. */
  undoable?: boolean;
  /** What `apply` would do, without doing it. Counts are flat: created, updated, unchanged and the kind's own. */
  check: (ctx: Ctx, scope: ImportScope) => Promise<ImportCounts>;
  /** Right after `check`, in its transaction: some rows of each outcome. */
  samples?: (ctx: Ctx, scope: ImportScope) => Promise<ImportSample[]>;
  /** Applies the staged rows in the caller's transaction, and emits the module's events. Must not commit by itself. */
  apply: (ctx: Ctx, scope: ImportScope) => Promise<ImportCounts>;
};
