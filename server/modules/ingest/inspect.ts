/** What a file holds and how it may be mapped: the wizard's second step, and all the command line does before reading. */
import type { Ctx } from '#platform/context.ts';
import { InvalidError } from '#platform/errors.ts';
import type { Importer } from '#platform/importer.ts';
import type { ImportPreset } from '#platform/presets.ts';
import type { FileColumn, Inspection, Layout, MappedColumn } from './contract.ts';
import { dateOrderOf, describeColumns } from './columns.ts';
import { formatOf, headOf } from './files.ts';
import { columnNames, countHeaders, findHeader, headerOf } from './header.ts';
import {
  ambiguousColumns,
  knownLabels,
  missingFields,
  recognisePreset,
  rememberedMapping,
  suggestMapping,
} from './mapping.ts';
import { fileRows, isBlank } from './rows.ts';
import { sniffDelimiter, sniffEncoding } from './sniff.ts';
import type { StoredUpload } from './uploads.ts';
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
};

const ROWS_SHOWN = 20;
const ROWS_SAMPLED = 1_000;
/** How far a column of dates like 01/05/2024 is read on for one that tells day from month. */
const ROWS_SEARCHED = 200_000;

type NumberedRow = { rowNo: number; cells: string[] };

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
  const table = tableOf(rows, layout);
  const columns = await settleDateOrders(file.path, layout, describeColumns(table.names, table.rows));
  const importer = chooseImporter(importers, table.names, overrules.kind);
  const choice = importer
    ? await mappingFor(ctx, importer, table.names, overrules)
    : { mapping: [], remembered: false, preset: null };
  const { path: _path, ...upload } = file;
  return {
    upload,
    layout,
    sheets,
    columns,
    rows: rows.slice(0, ROWS_SHOWN),
    kind: importer?.kind ?? null,
    ...choice,
    missing: importer ? missingFields(importer, choice.mapping) : [],
    warnings: [...warningsOf(layout, columns, choice), ...sheetNotes(layout, sheets)],
  };
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
  const text = new TextDecoder(encoding).decode(head);
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

function sheetNotes({ sheet }: Layout, sheets: readonly Sheet[]): Inspection['warnings'] {
  const others = sheets.filter(({ name }) => name !== sheet);
  const isHidden = sheets.some(({ name, hidden }) => name === sheet && hidden);
  return [
    ...(isHidden ? [{ code: 'sheet_hidden' as const, columns: [], detail: sheet }] : []),
    ...(others.length > 0
      ? [{ code: 'other_sheets' as const, columns: [], detail: others.map(({ name }) => name).join('、') }]
      : []),
  ];
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

type Table = { names: string[]; rows: string[][] };

function tableOf(rows: readonly NumberedRow[], layout: Layout): Table {
  const header = headerOf(rows, layout.headerRow);
  const body = rows.filter((row) => row.rowNo > (layout.headerRow ?? 0) && !isBlank(row.cells)).map((row) => row.cells);
  if (body.length === 0) throw new InvalidError('ingest.no_rows', 'The file has headers but no row below them.');
  return { names: columnNames(header, Math.max(...body.map((cells) => cells.length))), rows: body };
}

/** Reads on where a sample of dates fits both orders, until one row decides. */
async function settleDateOrders(path: string, layout: Layout, columns: FileColumn[]): Promise<FileColumn[]> {
  const unsure = columns.filter((column) => column.dateOrder !== null && !column.dateOrderSure);
  if (unsure.length === 0) return columns;
  const open = new Set(unsure.map((column) => column.column));
  const settled = new Map<number, FileColumn['dateOrder']>();
  let searched = 0;
  for await (const { rows } of fileRows(path, layout, { bytes: 0 })) {
    for (const column of open) {
      const found = dateOrderOf(rows.map((row) => row[column] ?? ''));
      if (!found?.sure) continue;
      settled.set(column, found.order);
      open.delete(column);
    }
    searched += rows.length;
    if (open.size === 0 || searched > ROWS_SEARCHED) break;
  }
  return columns.map((column) => {
    const dateOrder = settled.get(column.column);
    return dateOrder ? { ...column, dateOrder, dateOrderSure: true } : column;
  });
}

/** The kind asked for, or the one whose needs are met by the most columns. */
function chooseImporter(importers: readonly Importer[], names: readonly string[], kind?: string): Importer | null {
  if (kind !== undefined) return findImporter(importers, kind);
  let best: { importer: Importer; mapped: number } | null = null;
  for (const importer of importers) {
    const mapping = suggestMapping(importer, names, recognisePreset(importer, names));
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

async function mappingFor(
  ctx: Ctx,
  importer: Importer,
  names: readonly string[],
  { source = 'file', preset: wanted }: Overrules,
): Promise<{ mapping: MappedColumn[]; remembered: boolean; preset: string | null }> {
  const remembered = wanted ? null : await rememberedMapping(ctx, source, importer.kind, names);
  const preset = presetFor(importer, names, wanted);
  const code = preset?.code ?? null;
  if (remembered) return { mapping: remembered, remembered: true, preset: code };
  return { mapping: suggestMapping(importer, names, preset), remembered: false, preset: code };
}

function presetFor(importer: Importer, names: readonly string[], wanted?: string): ImportPreset | null {
  if (!wanted) return recognisePreset(importer, names);
  if (wanted === 'none') return null;
  const preset = importer.presets?.find(({ code }) => code === wanted);
  if (!preset)
    throw new InvalidError('ingest.unknown_preset', `No export of "${wanted}" is known for ${importer.kind}.`);
  return preset;
}

function warningsOf(
  layout: Layout,
  columns: readonly FileColumn[],
  choice: { mapping: MappedColumn[]; remembered: boolean },
): Inspection['warnings'] {
  const warnings: Inspection['warnings'] = [];
  const names = columns.map((column) => column.name);
  for (const twins of choice.remembered ? [] : ambiguousColumns(names, choice.mapping)) {
    warnings.push({ code: 'duplicate_header', columns: twins, detail: names[twins[0] ?? 0] ?? null });
  }
  for (const column of columns.filter((candidate) => !candidate.dateOrderSure)) {
    warnings.push({ code: 'date_order_unsure', columns: [column.column], detail: column.samples[0] ?? null });
  }
  if (layout.headerRow === null) warnings.push({ code: 'no_header', columns: [], detail: null });
  if ((layout.headerRow ?? 1) > 1) {
    warnings.push({ code: 'titles_above_header', columns: [], detail: String(layout.headerRow) });
  }
  return warnings;
}

/** The mapping with every format settled, so that reading the file again reads the same. */
export const withFormats = (mapping: readonly MappedColumn[], columns: readonly FileColumn[]): MappedColumn[] =>
  mapping.map((entry) => ({
    ...entry,
    dateOrder: entry.dateOrder ?? columns[entry.column]?.dateOrder ?? 'mdy',
    decimalMark: entry.decimalMark ?? columns[entry.column]?.decimalMark ?? '.',
  }));
