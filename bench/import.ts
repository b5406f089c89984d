/**
 * Imports an order file the way the product does, and then copies the very rows it stored into the same empty tables,
 * indexes and constraints of a second database: that bare COPY is the floor. `ratio` is our rows per second by its.
 */
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import copyStreams from 'pg-copy-streams';
import { importFile } from '#modules/ingest/index.ts';
import { catalogModule } from '#modules/catalog/index.ts';
import { ordersModule } from '#modules/orders/index.ts';
import type { Database } from '#platform/db.ts';
import type { BenchOptions } from './options.ts';
import { writeOrderFile } from './order-file.ts';
import { startScratch } from './scratch.ts';

/** What an import of orders writes, in an order in which the constraints hold. */
const TABLES = [
  'ingest.sources',
  'catalog.categories',
  'catalog.products',
  'customers.customers',
  'customers.identities',
  'orders.order_refs',
  'orders.orders',
  'orders.order_lines',
  'orders.unmatched',
  'orders.unmatched_lines',
];

const GENERATED_ROWS = 2_000_000;

export async function benchImport(options: BenchOptions, say: (line: string) => void): Promise<object> {
  const scratch = await startScratch();
  try {
    const directory = path.join(scratch.directory, 'files');
    await mkdir(directory, { recursive: true });
    const file = options.file
      ? path.resolve(options.file)
      : await generated(directory, options.rows ?? GENERATED_ROWS, say);
    const ours = await runImport(scratch, file, say);
    await copyTablesOut(ours.database, directory);
    const floorSeconds = await bareCopy(scratch, directory);
    say(`bare COPY of what was stored: ${floorSeconds.toFixed(2)} s`);
    return {
      bench: 'import',
      file: options.file ? path.basename(options.file) : 'generated',
      rows: ours.rows,
      counts: ours.counts,
      seconds: ours.seconds,
      phases: ours.phases,
      rowsPerSecond: Math.round(ours.rows / ours.seconds),
      floorSeconds: Math.round(floorSeconds * 100) / 100,
      floorRowsPerSecond: Math.round(ours.rows / floorSeconds),
      ratio: Math.round((floorSeconds / ours.seconds) * 1_000) / 1_000,
      peakNodeMemoryMb: ours.peakMemoryMb,
    };
  } finally {
    await scratch.stop();
  }
}

async function generated(directory: string, rows: number, say: (line: string) => void): Promise<string> {
  const file = path.join(directory, `orders-${rows}.csv`);
  if (!existsSync(file)) await writeOrderFile(file, rows);
  say(`wrote ${rows} rows`);
  return file;
}

type Scratch = Awaited<ReturnType<typeof startScratch>>;

async function runImport(scratch: Scratch, file: string, say: (line: string) => void) {
  const { database, ctx } = await scratch.create('bench_import');
  const importers = [...(catalogModule.importers ?? []), ...(ordersModule.importers ?? [])];
  const watch = watchMemory();
  const started = performance.now();
  const result = await importFile(ctx, { dataDir: scratch.directory, importers }, { kind: 'orders', path: file });
  const seconds = Math.round(performance.now() - started) / 1_000;
  const rows = result.counts.rows ?? 0;
  say(`import: ${rows} rows in ${seconds} s`);
  return { database, rows, seconds, phases: result.seconds, counts: result.counts, peakMemoryMb: watch.stop() };
}

function watchMemory(): { stop: () => number } {
  let peak = 0;
  const look = () => (peak = Math.max(peak, process.memoryUsage.rss()));
  const timer = setInterval(look, 50);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return Math.round(peak / 2 ** 20);
    },
  };
}

const copyFile = (directory: string, table: string) => path.join(directory, `${table}.copy`);

async function copyTablesOut({ pool }: Database, directory: string): Promise<void> {
  const client = await pool.connect();
  for (const table of TABLES) {
    const stream = client.query(copyStreams.to(`copy ${table} to stdout`));
    await pipeline(stream, createWriteStream(copyFile(directory, table)));
  }
  client.release();
}

/** One transaction, as ours is. */
async function bareCopy(scratch: Scratch, directory: string): Promise<number> {
  const { database } = await scratch.create('bench_floor');
  const client = await database.pool.connect();
  await client.query('truncate ingest.sources cascade');
  const started = performance.now();
  await client.query('begin');
  for (const table of TABLES) {
    const stream = client.query(copyStreams.from(`copy ${table} from stdin`));
    await pipeline(createReadStream(copyFile(directory, table), { highWaterMark: 2 ** 18 }), stream);
  }
  await client.query('commit');
  client.release();
  return (performance.now() - started) / 1_000;
}
