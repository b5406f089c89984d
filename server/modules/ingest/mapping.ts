/** Which column feeds which field: recognised by synonyms, remembered from last time, and checked before anything runs. */
import { createHash } from 'node:crypto';
import type { Ctx } from '#platform/context.ts';
import { InvalidError } from '#platform/errors.ts';
import type { Importer, ImportField } from '#platform/importer.ts';
import type { ImportPreset } from '#platform/presets.ts';
import type { MappedColumn } from './contract.ts';
import { fitsBadly, fitsNotAtAll, type FitOf } from './fitting.ts';
import { labelOf, shortLabelOf } from './labels.ts';

/** Every header any importer knows, to find the header row by. */
export const knownLabels = (importers: readonly Importer[]): Set<string> =>
  new Set(importers.flatMap((importer) => importer.fields.flatMap((field) => field.synonyms.map(labelOf))));

type Candidate = { column: number; field: string; rank: number };

/** A header that means the field only without its bracketed remark ranks behind all that mean it as they stand. */
const SHORTENED = 1_000;

/** A column whose values are not what the header says ranks behind all whose are. */
const MISFIT = 10_000;
const ANY: FitOf = () => ({ fitting: 1, seen: 1 });

/** Of several, the one most of whose marks a file has; two at least. */
export function recognisePreset(importer: Importer, names: readonly string[]): ImportPreset | null {
  const labels = new Set(names.map(labelOf));
  let best: { preset: ImportPreset; hits: number } | null = null;
  for (const preset of importer.presets ?? []) {
    const hits = preset.marks.filter((mark) => labels.has(labelOf(mark))).length;
    if (hits >= 2 && hits > (best?.hits ?? 0)) best = { preset, hits };
  }
  return best?.preset ?? null;
}

/**
 * What the preset says first, then best fits; a column feeds one field and a field takes one column. A column that holds
 * something else than its header says feeds nothing, unless the kind cannot do without it or its sums hang on it.
 */
export function suggestMapping(
  importer: Importer,
  names: readonly string[],
  preset: ImportPreset | null = null,
  fit: FitOf = ANY,
): MappedColumn[] {
  const mapping = new Map<string, number>();
  const used = new Set<number>();
  if (preset) applyPreset(preset, names, mapping, used);
  const candidates: Candidate[] = [];
  for (const [order, field] of importer.fields.entries()) {
    if (mapping.has(field.code)) continue;
    const ranks = new Map(field.synonyms.map((synonym, rank) => [labelOf(synonym), rank]));
    for (const [column, name] of names.entries()) {
      const exact = ranks.get(labelOf(name));
      const shortened = ranks.get(shortLabelOf(name));
      const rank = exact ?? (shortened === undefined ? undefined : shortened + SHORTENED);
      if (rank === undefined) continue;
      const found = fit(column, field);
      if (canDoWithout(importer, field) && fitsNotAtAll(found)) continue;
      candidates.push({
        column,
        field: field.code,
        rank: rank + order / 1_000 + (fitsBadly(found) ? MISFIT : 0),
      });
    }
  }
  for (const { column, field } of candidates.toSorted((a, b) => a.rank - b.rank)) {
    if (used.has(column) || mapping.has(field)) continue;
    mapping.set(field, column);
    used.add(column);
  }
  for (const code of replaced(importer, mapping, fit)) mapping.delete(code);
  return importer.fields.flatMap(({ code }) => {
    const column = mapping.get(code);
    return column === undefined ? [] : [{ column, field: code, dateOrder: null, decimalMark: null }];
  });
}

const canDoWithout = ({ needsOneOf }: Importer, { code, required, decides }: ImportField): boolean =>
  !required && !decides && !needsOneOf.some((group) => group.includes(code));

/** Of fields of which one is enough, those whose column does not fit, where that of another does. */
function replaced({ fields, needsOneOf }: Importer, mapping: ReadonlyMap<string, number>, fit: FitOf): string[] {
  const misfits = (code: string) => {
    const field = fields.find((one) => one.code === code);
    return field !== undefined && fitsNotAtAll(fit(mapping.get(code) ?? -1, field));
  };
  return needsOneOf.flatMap((group) => {
    const told = group.filter((code) => mapping.has(code));
    const misfit = told.filter(misfits);
    return misfit.length < told.length ? misfit : [];
  });
}

/** Columns that are named like a field and hold something else. */
export function unlikeColumns(
  importer: Importer,
  names: readonly string[],
  mapping: readonly MappedColumn[],
  fit: FitOf,
): number[] {
  const read = new Set(mapping.map(({ column }) => column));
  return [...names.keys()].filter((column) => {
    const labels = new Set([labelOf(names[column] ?? ''), shortLabelOf(names[column] ?? '')]);
    const meant = importer.fields.filter(({ synonyms }) => synonyms.some((synonym) => labels.has(labelOf(synonym))));
    return !read.has(column) && meant.length > 0 && meant.every((field) => fitsNotAtAll(fit(column, field)));
  });
}

function applyPreset(
  preset: ImportPreset,
  names: readonly string[],
  mapping: Map<string, number>,
  used: Set<number>,
): void {
  const places = new Map(names.map((name, column): [string, number] => [labelOf(name), column]).toReversed());
  for (const [field, headers] of Object.entries(preset.fields)) {
    const column = headers
      .map((header) => places.get(labelOf(header)))
      .find((place) => place !== undefined && !used.has(place));
    if (column === undefined) continue;
    mapping.set(field, column);
    used.add(column);
  }
  for (const header of [...Object.values(preset.fields).flat(), ...(preset.leaveOut ?? [])]) {
    const column = places.get(labelOf(header));
    if (column !== undefined) used.add(column);
  }
}

/** Groups of fields of which one is needed and none is mapped. */
export function missingFields(importer: Importer, mapping: readonly MappedColumn[]): string[][] {
  const mapped = new Set(mapping.map((entry) => entry.field));
  const required = importer.fields.filter((field) => field.required).map((field) => [field.code]);
  return [...required, ...importer.needsOneOf.map((group) => [...group])].filter(
    (group) => !group.some((code) => mapped.has(code)),
  );
}

/**
 * Headers that stand twice, of those the mapping would use: which of the two is meant cannot be guessed, unless they say the
 * same or only one of them says anything.
 */
export function ambiguousColumns(
  names: readonly string[],
  mapping: readonly MappedColumn[],
  rows: readonly { cells: readonly string[] }[],
): number[][] {
  const byLabel = Map.groupBy(names.keys(), (column) => labelOf(names[column] ?? ''));
  const used = new Set(mapping.map((entry) => entry.column));
  const said = (column: number) => rows.map(({ cells }) => cells[column]?.trim() ?? '').join('\n');
  const differ = (columns: readonly number[]) =>
    new Set(columns.map(said).filter((text) => text.trim() !== '')).size > 1;
  return [...byLabel.values()].filter(
    (columns) => columns.length > 1 && columns.some((column) => used.has(column)) && differ(columns),
  );
}

/** Throws with the name of everything that is wrong: fields that lack a column, columns and fields that do not exist. */
export function checkMapping(importer: Importer, mapping: readonly MappedColumn[], names: readonly string[]): void {
  const known = new Set(importer.fields.map((field) => field.code));
  const seen = new Set<string>();
  for (const { field, column } of mapping) {
    if (!known.has(field))
      throw new InvalidError('ingest.unknown_field', `There is no field "${field}" in ${importer.kind}.`);
    if (column >= names.length)
      throw new InvalidError('ingest.unknown_column', `The file has no column ${column + 1}.`);
    if (seen.has(field)) throw new InvalidError('ingest.field_mapped_twice', `Two columns are mapped to "${field}".`);
    seen.add(field);
  }
  const missing = missingFields(importer, mapping);
  if (missing.length > 0) throw notMapped(importer, missing, names);
}

function notMapped(importer: Importer, missing: readonly string[][], names: readonly string[]): InvalidError {
  const wanted = missing.map((group) => group.map((code) => `${code} (${examplesOf(importer, code)})`).join(' or '));
  const found = names.length > 20 ? [...names.slice(0, 20), '…'] : names;
  return new InvalidError(
    'ingest.columns_missing',
    `No column was recognised for ${wanted.join('; ')}. The file has: ${found.join(', ')}.`,
    missing.map((group) => ({ path: group.join('|'), code: 'missing', message: 'has no column' })),
  );
}

function examplesOf(importer: Importer, code: string): string {
  const field = importer.fields.find((candidate) => candidate.code === code);
  return (field?.synonyms ?? []).slice(0, 3).join(', ');
}

const headersDigest = (names: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(names)).digest('hex');

/** What somebody chose for a file of the same source, kind and headers. */
export async function rememberedMapping(
  ctx: Ctx,
  source: string,
  kind: string,
  names: readonly string[],
): Promise<MappedColumn[] | null> {
  const row = await ctx.db
    .selectFrom('ingest.mappings')
    .innerJoin('ingest.sources', 'ingest.sources.source_id', 'ingest.mappings.source_id')
    .select('ingest.mappings.mapping')
    .where('ingest.sources.code', '=', source)
    .where('kind', '=', kind)
    .where('headers_digest', '=', headersDigest(names))
    .executeTakeFirst();
  return row ? (row.mapping as MappedColumn[]) : null;
}

export async function rememberMapping(
  ctx: Ctx,
  sourceId: number,
  kind: string,
  names: readonly string[],
  mapping: readonly MappedColumn[],
): Promise<void> {
  const values = { mapping: JSON.stringify(mapping), saved_at: ctx.now };
  await ctx.db
    .insertInto('ingest.mappings')
    .values({ source_id: sourceId, kind, headers_digest: headersDigest(names), ...values })
    .onConflict((conflict) => conflict.columns(['source_id', 'kind', 'headers_digest']).doUpdateSet(values))
    .execute();
}
