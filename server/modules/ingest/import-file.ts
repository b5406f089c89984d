/** A file from start to end in this process, for the command line, the demo and the bench: no server, no worker. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { InvalidError } from '#platform/errors.ts';
import type { Importer, ImportPolicy, ImportSample, MatchKey } from '#platform/importer.ts';
import { cancelBatch, getBatch, getBatchPlan, insertBatch } from './batches.ts';
import type { Batch, MappedColumn, Progress } from './contract.ts';
import type { DateOrder } from './dates.ts';
import { errorFile } from './error-file.ts';
import { findImporter, inspectFile } from './inspect.ts';
import type { Inspection } from './inspection-contract.ts';
import { currentImporters } from './kinds.ts';
import { labelOf } from './labels.ts';
import type { Language } from './reasons.ts';
import { runBatch } from './run.ts';
import { requestUndo, type Undoing } from './undo.ts';
import { getUpload, registerFile, type StoredUpload } from './uploads.ts';
import { recordNotes } from './warnings.ts';

export type ImportDeps = { dataDir: string; importers: readonly Importer[] };

/** Header (or letter) of a column → field; what is not named is recognised by itself. */
export type MappingByHeader = Readonly<Record<string, string>>;

export type ImportFileOptions = {
  kind: string;
  path: string;
  sourceCode?: string;
  mapping?: MappingByHeader;
  policy?: ImportPolicy;
  matchBy?: MatchKey;
  /** Of numeric dates like 01/05/2024, for all columns; detected when not given. */
  dateOrder?: MappedColumn['dateOrder'];
  sheet?: string;
  /** The system the file was exported from; recognised when not given, `none` for none. */
  preset?: string;
  /** Says what would become of the file, and writes nothing. */
  dryRun?: boolean;
  /** Columns without a field become fields of their own, where the kind takes them. */
  newFields?: boolean;
  language?: Language;
  onProgress?: (progress: Progress) => void;
};

export type BatchResult = {
  batchId: number;
  counts: Record<string, number>;
  /** By phase: reading, applying. */
  seconds: Record<string, number>;
  source: string;
  /** The refused rows as a file, when there are any. */
  errorFile: string | null;
  /** What was read in one of several possible ways or not at all, with nobody there to ask. */
  warnings: ImportWarning[];
  /** Of a dry run: some rows of each outcome. */
  samples?: ImportSample[];
};

export type ImportWarning =
  | { code: 'date_order_unsure'; column: string; sample: string | null; readAs: DateOrder }
  /** How merged cells were read. */
  | { code: (typeof MERGED)[number]; columns: string[] }
  /** Columns named like a field that hold something else; amounts of whole orders, shared out; columns nobody said the meaning of. */
  | { code: 'does_not_fit' | 'shared_out' | 'left_out'; columns: string[] }
  /** Nothing in the file numbers its records. */
  | { code: 'numbered_by_content' }
  /** Sheets beside the one that was read. */
  | { code: 'other_sheets'; sheets: string };

const MERGED = ['merged_cells', 'merged_left_out', 'merged_once', 'merged_refused', 'does_not_fit'] as const;

/** Throws when the file as a whole cannot be imported; then nothing was stored. Refused rows are counted and written. */
export async function importFile(ctx: Ctx, deps: ImportDeps, options: ImportFileOptions): Promise<BatchResult> {
  const { uploadId } = await registerFile(ctx, options.path);
  const file = await getUpload(ctx, deps.dataDir, uploadId);
  const { importers, importer, seen } = await look(ctx, deps, file, options);
  const mapping = chosenMapping(importer, seen, options);
  const batchId = await insertBatch(ctx, file, importer, {
    source: seen.source,
    layout: seen.layout,
    mapping,
    policy: options.policy,
    matchBy: options.matchBy,
    state: options.dryRun ? 'checking' : 'applying',
  });
  await runToEnd(ctx, deps, batchId, options.onProgress);
  const { batch, mapping: read, samples } = await getBatchPlan(ctx, batchId);
  const result = await resultOf(ctx, deps, batch, options.language ?? 'zh-CN');
  if (options.dryRun) await cancelBatch(ctx, importers, batchId);
  const warnings = [...unsureDates(importer, seen, mapping), ...unread(importer, seen, read)];
  return { ...result, warnings, ...(options.dryRun && { samples }) };
}

/** What the file holds; after fields were made of what had none, where that is wanted. */
async function look(ctx: Ctx, deps: ImportDeps, file: StoredUpload, options: ImportFileOptions) {
  const { kind, sheet, preset, sourceCode: source, mapping = {} } = options;
  const seeing = async () => {
    const importers = await currentImporters(ctx, deps.importers);
    const seen = await inspectFile(ctx, file, importers, { kind, source, sheet, preset });
    return { importers, importer: findImporter(importers, kind), seen };
  };
  const found = await seeing();
  const { importer, seen } = found;
  if (!options.newFields || options.dryRun) return found;
  if (!importer.addFields) throw new InvalidError('ingest.fields_fixed', `The fields of ${kind} cannot be added to.`);
  const named = new Set(Object.keys(mapping).map(labelOf));
  const drafts = seen.columns.flatMap(({ column, name, newField }) =>
    newField && !named.has(labelOf(name)) ? [{ column, field: newField }] : [],
  );
  if (drafts.length === 0) return found;
  const { addFields } = importer;
  const codes = await inTransaction(ctx, (inner) =>
    addFields(
      inner,
      drafts.map(({ field }) => field),
    ),
  );
  const again = await seeing();
  const added = drafts.map(({ column }, n) => ({ column, field: codes[n] ?? '', dateOrder: null, decimalMark: null }));
  const own = new Set(drafts.map(({ column }) => column));
  const kept = again.seen.mapping.filter(({ column }) => !own.has(column));
  return { ...again, seen: { ...again.seen, mapping: [...kept, ...added] } };
}

function unread(importer: Importer, seen: Inspection, mapping: readonly MappedColumn[]): ImportWarning[] {
  const names = (columns: readonly number[]) => columns.flatMap((column) => seen.columns[column]?.name ?? []);
  const told = MERGED.flatMap((code) =>
    seen.warnings.filter((one) => one.code === code).map(({ columns }) => ({ code, columns: names(columns) })),
  );
  const explained = new Set(
    seen.warnings.flatMap(({ code, columns }) => (LEFT_OUT_FOR_A_REASON.has(code) ? columns : [])),
  );
  const read = new Set(mapping.map(({ column }) => column));
  const left = seen.columns.filter(
    ({ column, type }) => type !== 'empty' && !read.has(column) && !explained.has(column),
  );
  const sheets = seen.warnings.find(({ code }) => code === 'other_sheets')?.detail;
  return [
    ...told,
    ...recordNotes(importer, mapping).map(({ code, columns }): ImportWarning =>
      code === 'shared_out' ? { code, columns: names(columns) } : { code: 'numbered_by_content' },
    ),
    ...(left.length > 0 ? [{ code: 'left_out' as const, columns: left.map(({ name }) => name) }] : []),
    ...(sheets ? [{ code: 'other_sheets' as const, sheets }] : []),
  ];
}

const LEFT_OUT_FOR_A_REASON: ReadonlySet<string> = new Set(['merged_left_out', 'does_not_fit']);

/** Columns of dates like 01/05/2024 throughout that nobody said how to read. */
function unsureDates(importer: Importer, seen: Inspection, mapping: readonly MappedColumn[]): ImportWarning[] {
  return mapping.flatMap(({ column, field, dateOrder }): ImportWarning[] => {
    const type = importer.fields.find(({ code }) => code === field)?.type;
    const found = seen.columns[column];
    if (!found || found.dateOrderSure || dateOrder !== null || !DATES.has(type ?? '')) return [];
    return [
      {
        code: 'date_order_unsure',
        column: found.name,
        sample: found.samples[0] ?? null,
        readAs: found.dateOrder ?? 'mdy',
      },
    ];
  });
}

const DATES: ReadonlySet<string> = new Set(['instant', 'day', 'occasion']);

function chosenMapping(importer: Importer, seen: Inspection, options: ImportFileOptions): MappedColumn[] {
  const named = mappingByHeader(importer, seen, options.mapping ?? {});
  const columns = new Set(named.map((entry) => entry.column));
  const fields = new Set(named.map((entry) => entry.field));
  const rest = seen.mapping.filter((entry) => !columns.has(entry.column) && !fields.has(entry.field));
  const mapping = [...named, ...rest];
  refuseAmbiguous(seen, rest);
  return options.dateOrder ? mapping.map((entry) => ({ ...entry, dateOrder: options.dateOrder ?? null })) : mapping;
}

function mappingByHeader(importer: Importer, seen: Inspection, wanted: MappingByHeader): MappedColumn[] {
  return Object.entries(wanted).map(([header, field]) => {
    const column = seen.columns.find((candidate) => labelOf(candidate.name) === labelOf(header));
    if (!column) throw new InvalidError('ingest.unknown_column', `The file has no column "${header}".`);
    if (!importer.fields.some((candidate) => candidate.code === field)) {
      const known = importer.fields.map((candidate) => candidate.code).join(', ');
      throw new InvalidError(
        'ingest.unknown_field',
        `There is no field "${field}" in ${importer.kind}, but: ${known}.`,
      );
    }
    return { column: column.column, field, dateOrder: null, decimalMark: null };
  });
}

/** Where nobody can be asked, what cannot be known is refused instead of guessed. */
function refuseAmbiguous(seen: Inspection, guessed: readonly MappedColumn[]): void {
  for (const { code, columns, detail } of seen.warnings) {
    if (code !== 'duplicate_header' || !guessed.some((entry) => columns.includes(entry.column))) continue;
    const places = columns.map((column) => column + 1).join(' and ');
    throw new InvalidError(
      'ingest.duplicate_header',
      `The header "${detail}" stands in columns ${places}. Rename one of them.`,
    );
  }
}

/** The one before this one that is to be applied; whoever is at work on it keeps it. */
async function firstOfKind(ctx: Ctx, batchId: number): Promise<number | null> {
  const { rows } = await sql<{ batch_id: number }>`
    select other.batch_id from ingest.batches own join ingest.batches other using (kind)
    where own.batch_id = ${batchId} and other.batch_id < own.batch_id and other.state = 'applying'
    order by other.batch_id limit 1`.execute(ctx.db);
  return rows[0]?.batch_id ?? null;
}

const TURN_MS = 500;
const UNDER_WAY: ReadonlySet<string> = new Set(['checking', 'applying', 'undoing']);

/**
 * Another batch of the kind may be at work; then this one waits for its turn. Where the process that had it is dead and no server
 * runs, it is carried on here first.
 */
async function runToEnd(
  ctx: Ctx,
  deps: ImportDeps & { undoing?: Undoing },
  batchId: number,
  onProgress?: (progress: Progress) => void,
): Promise<void> {
  for (;;) {
    await runBatch(ctx, batchId, { ...deps, onProgress });
    const { state } = await getBatch(ctx, batchId);
    if (!UNDER_WAY.has(state)) return;
    const left = await firstOfKind(ctx, batchId);
    if (left !== null) await runBatch(ctx, left, deps);
    await setTimeout(TURN_MS);
  }
}

/** Undoes an import in this process. Throws when it cannot be undone; then all of it stands. */
export async function undoImport(
  ctx: Ctx,
  deps: ImportDeps & { undoing: Undoing },
  batchId: number,
  onProgress?: (progress: Progress) => void,
): Promise<Batch['undone']> {
  await requestUndo(ctx, deps.importers, batchId);
  await runToEnd(ctx, deps, batchId, onProgress);
  const { undone, error } = await getBatch(ctx, batchId);
  if (!undone) throw new InvalidError(error?.code ?? 'ingest.cancelled', error?.detail ?? 'Undoing was stopped.');
  return undone;
}

async function resultOf(
  ctx: Ctx,
  deps: ImportDeps,
  batch: Batch,
  language: Language,
): Promise<Omit<BatchResult, 'warnings'>> {
  const { batchId, source, counts, seconds } = batch;
  const written = (counts.invalid ?? 0) > 0 ? await writeErrors(ctx, deps, batchId, language) : null;
  if (batch.state === 'cancelled')
    throw new InvalidError('ingest.cancelled', 'The import was cancelled; nothing was stored.');
  if (batch.state !== 'done' && batch.state !== 'checked') {
    const { code, detail } = batch.error ?? { code: 'ingest.unexpected', detail: 'The import failed.' };
    throw new InvalidError(code, written ? `${detail} The reasons are in ${written}.` : detail);
  }
  return { batchId, source, counts, seconds, errorFile: written };
}

async function writeErrors(ctx: Ctx, deps: ImportDeps, batchId: number, language: Language): Promise<string> {
  const folder = path.join(deps.dataDir, 'import-errors');
  await mkdir(folder, { recursive: true });
  const target = path.join(folder, `import-${batchId}.csv`);
  const { body } = await errorFile(ctx, deps.importers, batchId, language);
  await pipeline(body, createWriteStream(target));
  return target;
}
