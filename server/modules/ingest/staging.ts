/**
 * Reads a file into the staging table of its importer: parse → convert → COPY, a chunk at a time, in the caller's
 * transaction. Refused rows go to `ingest.row_errors` on the way, by another connection, so that the memory in use does
 * not grow with the file or with what is wrong in it. Cost: one pass over the file; see docs/adr/0201 for the rate.
 */
import type { Ctx } from '#platform/context.ts';
import { copyIn } from '#platform/copy.ts';
import type { Importer, ParsedRow, RowProblem } from '#platform/importer.ts';
import type { Layout, MappedColumn } from './contract.ts';
import type { ByteCount } from './files.ts';
import { namesHeaders } from './header.ts';
import { knownLabels } from './mapping.ts';
import { tornProblem, walkMerges } from './merged-cells.ts';
import { errorLine, writeRowErrors } from './row-errors.ts';
import { rowParser, type RowParser } from './row-parser.ts';
import { isNoRecord } from './not-records.ts';
import { fileRows, isBlank, type RowBatch } from './rows.ts';
import { EXAMPLE_MARKS } from './template.ts';
import type { Merges } from './xlsx-merges.ts';

export type StagingJob = {
  batchId: number;
  importer: Importer;
  path: string;
  layout: Layout;
  mapping: readonly MappedColumn[];
  /** Of a sheet with cells merged downwards. */
  merges: Merges | null;
  headers: readonly string[];
  timeZone: string;
  signal: AbortSignal;
  read: ByteCount;
  onRows: (rows: number) => void;
};

/** `skipped`: sums and remarks below the records. */
export type Staged = { rows: number; staged: number; refused: number; skipped: number };

const ERRORS_PER_WRITE = 2_000;

/** `outside` is a context without the transaction: refused rows must not wait for it. */
export async function stageFile(ctx: Ctx, outside: Ctx, job: StagingJob): Promise<Staged> {
  const { staging } = job.importer;
  const target = `${staging.table} (batch_id, row_no, ${staging.columns.join(', ')})`;
  const stage = stager(job);
  await copyIn(ctx, target, copyText(outside, job, stage), `(null '')`);
  return stage.count;
}

type Stager = {
  count: Staged;
  /** Refused rows that are not written yet. */
  refused: string[];
  /** The rows of a batch that can be taken, in PostgreSQL's text format. */
  encode: (batch: RowBatch) => string;
};

async function* copyText(outside: Ctx, job: StagingJob, stage: Stager): AsyncGenerator<string> {
  for await (const batch of fileRows(job.path, job.layout, job.read)) {
    job.signal.throwIfAborted();
    const text = stage.encode(batch);
    if (text !== '') yield text;
    if (stage.refused.length >= ERRORS_PER_WRITE) await flush(outside, stage);
    job.onRows(stage.count.rows);
  }
  await flush(outside, stage);
}

async function flush(outside: Ctx, stage: Stager): Promise<void> {
  await writeRowErrors(outside, stage.refused);
  stage.refused = [];
}

function stager(job: StagingJob): Stager {
  const parser = rowParser({ ...job, columns: job.headers.length });
  const merged = walkMerges(job.merges, job.importer, job.mapping);
  const firstRow = (job.layout.headerRow ?? 0) + 1;
  const known = knownLabels([job.importer]);
  const [firstHeader, secondHeader] = job.layout.headerRow === null ? [] : job.headers;
  const isHeader = (rowNo: number, cells: readonly string[]) =>
    (cells[0] === firstHeader && cells[1] === secondHeader) || (rowNo === firstRow && namesHeaders(cells, known));
  const count: Staged = { rows: 0, staged: 0, refused: 0, skipped: 0 };

  const stage: Stager = {
    count,
    refused: [],
    encode: ({ rows, rowNos, mayHoldNul, mayHoldTab }) => {
      const lines: string[] = [];
      for (let i = 0; i < rows.length; i += 1) {
        const rowNo = rowNos[i]!;
        const own = rows[i]!;
        if (rowNo < firstRow || (beginsBlank(own) && isBlank(own)) || isExample(own)) continue;
        if (isNoRecord(own) || isHeader(rowNo, own)) {
          count.skipped += 1;
          continue;
        }
        count.rows += 1;
        const { cells, torn } = merged?.(rowNo, own) ?? { cells: own, torn: null };
        const values = torn ? tornProblem(job.mapping, torn) : take(parser, job.importer, cells, mayHoldNul);
        if (Array.isArray(values)) {
          count.staged += 1;
          lines.push(encoded(job.batchId, rowNo, values, mayHoldTab));
        } else {
          count.refused += 1;
          const problem = { ...(values as RowProblem), rowNo, groupKey: parser.groupKey(cells), cells };
          stage.refused.push(errorLine(job.batchId, problem));
        }
      }
      return lines.join('');
    },
  };
  return stage;
}

/** True for nearly no row: spares the others a look at every cell. */
const beginsBlank = (cells: readonly string[]): boolean => !((cells[0] ?? '').charCodeAt(0) > 32);

/** The example row of a template that somebody left standing. */
function isExample([first = '']: readonly string[]): boolean {
  const code = first.charCodeAt(0);
  return (
    (code === 0x79_3a || code === 69) && Object.values(EXAMPLE_MARKS).some((mark) => first.startsWith(mark.trim()))
  );
}

function take(
  parser: RowParser,
  importer: Importer,
  cells: readonly string[],
  mayHoldNul: boolean,
): ParsedRow | RowProblem {
  if (mayHoldNul && cells.some((cell) => cell.includes('\0'))) return { field: null, code: 'nul_character' };
  const row = parser.parse(cells);
  return Array.isArray(row) ? importer.stage(row) : row;
}

const NEEDS_ESCAPE = /[\\\n\r]/;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * A row in PostgreSQL's text format, with nothing between the tabs where there is no value: joining an array writes
 * null so, and no value is empty text. One look at the whole line costs a third of one at each value.
 */
function encoded(batchId: number, rowNo: number, values: ParsedRow, mayHoldTab: boolean): string {
  const start = `${batchId}\t${rowNo}\t`;
  const said = values.join('\t');
  return mayHoldTab || NEEDS_ESCAPE.test(said) ? `${start}${values.map(escaped).join('\t')}\n` : `${start}${said}\n`;
}

const escaped = (value: ParsedRow[number]): ParsedRow[number] =>
  typeof value === 'string' ? value.replace(/[\\\t\n\r]/g, (char) => ESCAPES[char] ?? char) : value;
