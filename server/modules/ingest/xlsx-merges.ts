/**
 * Which cells of a sheet are merged downwards. A sheet says so after all its rows, so it is inflated once to its end, about
 * as fast as its bytes can be searched; what is kept is one number of eight bytes a merge.
 */
import { InvalidError } from '#platform/errors.ts';
import type { Layout } from './contract.ts';
import { chosenSheet, columnOf, openWorkbook, SHEET_LIMIT_BYTES } from './xlsx-workbook.ts';
import { brokenWorkbook, entryBytes } from './zip-directory.ts';

/** By column, from top to bottom: `spanOf` a merge's first and last row. */
export type Merges = ReadonlyMap<number, Float64Array>;

/** More rows than a sheet can have. */
const STEP = 2 ** 21;

export const firstRowOf = (span: number): number => Math.floor(span / STEP);
export const lastRowOf = (span: number): number => span % STEP;

/** 32 MB; a sheet of a million rows whose every second row begins an order has half a million of them a column. */
const MOST_MERGES = 4_000_000;
const LONGEST_TAG = 2 ** 16;

const BEGIN = Buffer.from('mergeCells');
const END = /<\/(?:\w+:)?mergeCells\s*>/;
const MERGE = /<(?:\w+:)?mergeCell\s[^>]*?\bref=["']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?[A-Z]{1,3}\$?(\d{1,7})["']/g;

/** Merges that begin below the header; null where there are none, as in every text file. */
export async function mergesOf(path: string, { format, sheet, headerRow }: Layout): Promise<Merges | null> {
  if (format !== 'xlsx') return null;
  const { entry } = chosenSheet(await openWorkbook(path), sheet);
  const found = new Map<number, number[]>();
  let count = 0;
  for await (const text of mergeTexts(path, entry)) {
    for (const [, letters, first = '', last = ''] of text.matchAll(MERGE)) {
      const column = columnOf(letters);
      if (column === null || Number(last) <= Number(first) || Number(first) <= (headerRow ?? 0)) continue;
      if ((count += 1) > MOST_MERGES) throw tooManyMerges();
      const spans = found.get(column) ?? [];
      found.set(column, spans);
      spans.push(Number(first) * STEP + Number(last));
    }
  }
  if (count === 0) return null;
  return new Map([...found].map(([column, spans]) => [column, Float64Array.from(spans).toSorted()]));
}

/** What a sheet says of its merges, cut between tags. */
async function* mergeTexts(path: string, entry: Parameters<typeof entryBytes>[1]): AsyncGenerator<string> {
  let before: Buffer = Buffer.alloc(0);
  let rest: string | null = null;
  for await (const chunk of entryBytes(path, entry, SHEET_LIMIT_BYTES)) {
    if (rest === null) {
      const bytes: Buffer = Buffer.concat([before, chunk]);
      const begin = bytes.indexOf(BEGIN);
      before = bytes.subarray(-BEGIN.length);
      if (begin < 0) continue;
      rest = bytes.toString('latin1', begin);
    } else rest += chunk.toString('latin1');
    const cut = rest.lastIndexOf('<');
    const whole = END.test(rest) || cut < 0 ? rest : rest.slice(0, cut);
    yield whole;
    if (END.test(whole)) return;
    rest = rest.slice(whole.length);
    if (rest.length > LONGEST_TAG) throw brokenWorkbook();
  }
  if (rest) yield rest;
}

const tooManyMerges = (): InvalidError =>
  new InvalidError(
    'ingest.too_many_merges',
    `The sheet has more than ${MOST_MERGES} merged cells. Take the merges apart, or save it as CSV with every cell filled.`,
  );
