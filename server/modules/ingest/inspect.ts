/** What a file holds and how it may be mapped: the wizard's second step, and all the command line does before reading. */
import type { Ctx } from '#platform/context.ts';
import { InvalidError } from '#platform/errors.ts';
import type { Importer, NewField } from '#platform/importer.ts';
import type { ImportPreset } from '#platform/presets.ts';
import { describeColumns } from './columns.ts';
import type { Layout, MappedColumn } from './contract.ts';
import { formatOf, headOf } from './files.ts';
import { agreeOnDates, settleDateOrders } from './date-orders.ts';
import { fitIn, type FitOf } from './fitting.ts';
import { columnNames, countHeaders, findHeader, headerOf, namesHeaders } from './header.ts';
import type { FileColumn, Inspection } from './inspection-contract.ts';
import { readMerged } from './inspect-merges.ts';
import {
  knownLabels,
  missingFields,
  recognisePreset,
  rememberedMapping,
  suggestMapping,
  unlikeColumns,
} from './mapping.ts';
import { isNoRecord } from './not-records.ts';
import { withRecordAmounts } from './record-amounts.ts';
import { labelOf } from './labels.ts';
import { draftFields } from './new-fields.ts';
import { fileRows, isBlank, type NumberedRow } from './rows.ts';
import { sniffDelimiter, sniffEncoding } from './sniff.ts';
import type { StoredUpload } from './uploads.ts';
import { wideNameOf } from './text-chunks.ts';
import { warningsOf } from './warnings.ts';
import { mergesOf } from './xlsx-merges.ts';
import { openWorkbook } from './xlsx-workbook.ts';

/** What somebody decided; the rest is detected. */
export type Overrules = {
  kind?: string;
  source?: string;
  /** The system the file comes from; `none`: none of those known. */
  preset?: string;
  encoding?: Layout['encoding'];
  delimiter?: Layout['delimiter'];
  sheet?: string;
  headerRow?: number | 'none';
  mapping?: readonly MappedColumn[];
};

const ROWS_SHOWN = 20;
const ROWS_SAMPLED = 1_000;

export async function inspectFile(
  ctx: Ctx,
  file: StoredUpload,
  importers: readonly Importer[],
  overrules: Overrules,
): Promise<Inspection> {
  const { layout: detected, sheets } = await detectLayout(file.path, overrules);
  const draft = { ...detected, sheet: overrules.sheet ?? (await likelySheet(file.path, detected, sheets, importers)) };
  const rows = await firstRows(file.path, draft);
  const layout = { ...draft, headerRow: headerRowOf(rows, importers, overrules) };
  const names = namesOf(rows, layout);
  const known = knownLabels(importers);
  const isRecord = ({ rowNo, cells }: NumberedRow) =>
    rowNo > (layout.headerRow ?? 0) && !isBlank(cells) && !isNoRecord(cells) && !namesHeaders(cells, known);
  const records = rows.filter(isRecord);
  const first = describeColumns(names, records);
  const fit = fitIn(first, records);
  const importer = chooseImporter(importers, names, fit, overrules.kind);
  const choice = importer ? await mappingFor(ctx, importer, names, fit, overrules) : nothingChosen(overrules);
  const merges = await mergesOf(file.path, layout);
  const merged = readMerged(merges, importer, choice.mapping, rows);
  const told = merges ? merged.rows.filter(isRecord) : records;
  const described = merges ? describeColumns(names, told) : first;
  const columns = agreeOnDates(await settleDateOrders(file.path, layout, described));
  const mapping = importer ? withRecordAmounts(importer, merged.mapping, columns, told) : merged.mapping;
  const drafted =
    importer?.addFields && !overrules.mapping ? await withNewFields(file.path, layout, columns, mapping) : columns;
  const unlike = importer && !choice.remembered ? unlikeColumns(importer, names, mapping, fit) : [];
  const { path: _path, ...upload } = file;
  return {
    upload,
    layout,
    sheets,
    columns: drafted,
    rows: merged.rows.slice(0, ROWS_SHOWN),
    kind: importer?.kind ?? null,
    ...choice,
    mapping,
    missing: importer ? missingFields(importer, mapping) : [],
    warnings: warningsOf({
      layout,
      sheets,
      columns,
      importer,
      mapping,
      merged,
      unlike,
      records: told,
      remembered: choice.remembered,
    }),
  };
}

async function withNewFields(
  path: string,
  layout: Layout,
  columns: readonly FileColumn[],
  mapping: readonly MappedColumn[],
): Promise<FileColumn[]> {
  const read = new Set(mapping.map(({ column }) => column));
  const names = new Set<string>();
  const isFirst = (name: string) => !names.has(labelOf(name)) && names.add(labelOf(name));
  const open = columns.filter(
    ({ column, name, type }) => layout.headerRow !== null && type !== 'empty' && !read.has(column) && isFirst(name),
  );
  const drafts = open.length > 0 ? await draftFields(path, layout, open) : new Map<number, NewField>();
  return columns.map((column) => {
    const draft = drafts.get(column.column);
    return draft ? { ...column, newField: { ...draft, choices: [...draft.choices] } } : column;
  });
}

export type Sheet = Inspection['sheets'][number];

export async function detectLayout(path: string, overrules: Overrules): Promise<{ layout: Layout; sheets: Sheet[] }> {
  const { format, compressed } = await formatOf(path);
  if (format === 'xlsx') {
    const sheets = (await openWorkbook(path)).sheets.map(({ name, hidden }) => ({ name, hidden }));
    const sheet = overrules.sheet ?? (sheets.find(({ hidden }) => !hidden) ?? sheets[0])?.name ?? null;
    return { layout: { format, compressed, encoding: null, delimiter: null, sheet, headerRow: null }, sheets };
  }
  const head = await headOf(path, compressed);
  if (head.length === 0) throw new InvalidError('ingest.empty_file', 'The file is empty.');
  const encoding = overrules.encoding ?? sniffEncoding(head);
  const text = new TextDecoder(encoding === 'utf-16' ? wideNameOf(head) : encoding).decode(head);
  const delimiter = overrules.delimiter ?? sniffDelimiter(text);
  return { layout: { format, compressed, encoding, delimiter, sheet: null, headerRow: null }, sheets: [] };
}

/** Sheets beyond it are not looked into: opening one reads the texts of all. */
const SHEETS_LOOKED_AT = 8;

/** The first sheet in sight with headers somebody knows; else the first that holds anything. */
async function likelySheet(
  path: string,
  layout: Layout,
  sheets: readonly Sheet[],
  importers: readonly Importer[],
): Promise<string | null> {
  const inSight = sheets.filter(({ hidden }) => !hidden).slice(0, SHEETS_LOOKED_AT);
  if (inSight.length < 2) return layout.sheet;
  const known = knownLabels(importers);
  let fallback: string | null = null;
  for (const { name } of inSight) {
    const rows = await someRows(path, { ...layout, sheet: name });
    if (rows.every((row) => isBlank(row.cells))) continue;
    fallback ??= name;
    if (countHeaders(rows, known) >= 2) return name;
  }
  return fallback ?? layout.sheet;
}

async function someRows(path: string, layout: Layout): Promise<NumberedRow[]> {
  const rows: NumberedRow[] = [];
  for await (const batch of fileRows(path, layout, { bytes: 0 })) {
    for (const [index, cells] of batch.rows.entries()) rows.push({ rowNo: batch.rowNos[index] ?? 0, cells });
    if (rows.length >= ROWS_SAMPLED) break;
  }
  return rows.slice(0, ROWS_SAMPLED);
}

export async function firstRows(path: string, layout: Layout): Promise<NumberedRow[]> {
  const said = await someRows(path, layout);
  if (said.every((row) => isBlank(row.cells))) throw new InvalidError('ingest.empty_file', 'The file holds no row.');
  return said;
}

function headerRowOf(
  rows: readonly NumberedRow[],
  importers: readonly Importer[],
  overrules: Overrules,
): number | null {
  if (overrules.headerRow === 'none') return null;
  return overrules.headerRow ?? findHeader(rows, knownLabels(importers));
}

function namesOf(rows: readonly NumberedRow[], layout: Layout): string[] {
  const header = headerOf(rows, layout.headerRow);
  const body = rows.filter((row) => row.rowNo > (layout.headerRow ?? 0) && !isBlank(row.cells));
  if (body.length === 0) throw new InvalidError('ingest.no_rows', 'The file has headers but no row below them.');
  return columnNames(header, Math.max(...body.map(({ cells }) => cells.length)));
}

/** The kind asked for, or the one whose needs are met by the most columns. */
function chooseImporter(
  importers: readonly Importer[],
  names: readonly string[],
  fit: FitOf,
  kind?: string,
): Importer | null {
  if (kind !== undefined) return findImporter(importers, kind);
  let best: { importer: Importer; mapped: number } | null = null;
  for (const importer of importers) {
    const mapping = suggestMapping(importer, names, recognisePreset(importer, names), fit);
    if (missingFields(importer, mapping).length > 0) continue;
    if (!best || mapping.length > best.mapped) best = { importer, mapped: mapping.length };
  }
  return best?.importer ?? null;
}

export function findImporter(importers: readonly Importer[], kind: string): Importer {
  const importer = importers.find((candidate) => candidate.kind === kind);
  if (!importer) {
    const kinds = importers.map((candidate) => candidate.kind).join(', ');
    throw new InvalidError('ingest.unknown_kind', `Files can hold ${kinds}, not "${kind}".`);
  }
  return importer;
}

export type Choice = Pick<Inspection, 'mapping' | 'remembered' | 'preset' | 'source'>;

const nothingChosen = ({ source = USUAL_SOURCE }: Overrules): Choice => ({
  mapping: [],
  remembered: false,
  preset: null,
  source,
});

async function mappingFor(
  ctx: Ctx,
  importer: Importer,
  names: readonly string[],
  fit: FitOf,
  { source: wantedSource, preset: wanted, mapping: given }: Overrules,
): Promise<Choice> {
  const preset = presetFor(importer, names, wanted);
  const source = wantedSource ?? (await sourceFor(ctx, importer, names, preset));
  const remembered = wanted ? null : await rememberedMapping(ctx, source, importer.kind, names);
  const told = { source, preset: preset?.code ?? null };
  if (given) return { ...told, mapping: [...given], remembered: false };
  if (remembered) return { ...told, mapping: remembered, remembered: true };
  return { ...told, mapping: suggestMapping(importer, names, preset, fit), remembered: false };
}

export const USUAL_SOURCE = 'file';

/** Numbers are unique within a source, so an export is of its system; unless files like it have come as the usual one before. */
async function sourceFor(
  ctx: Ctx,
  importer: Importer,
  names: readonly string[],
  preset: ImportPreset | null,
): Promise<string> {
  if (!preset || (await rememberedMapping(ctx, USUAL_SOURCE, importer.kind, names))) return USUAL_SOURCE;
  return preset.code;
}

function presetFor(importer: Importer, names: readonly string[], wanted?: string): ImportPreset | null {
  if (!wanted) return recognisePreset(importer, names);
  if (wanted === 'none') return null;
  const preset = importer.presets?.find(({ code }) => code === wanted);
  if (!preset)
    throw new InvalidError('ingest.unknown_preset', `No export of "${wanted}" is known for ${importer.kind}.`);
  return preset;
}

/** The mapping with every format settled, so that reading the file again reads the same. */
export const withFormats = (mapping: readonly MappedColumn[], columns: readonly FileColumn[]): MappedColumn[] =>
  mapping.map((entry) => ({
    ...entry,
    dateOrder: entry.dateOrder ?? columns[entry.column]?.dateOrder ?? 'mdy',
    decimalMark: entry.decimalMark ?? columns[entry.column]?.decimalMark ?? '.',
  }));
