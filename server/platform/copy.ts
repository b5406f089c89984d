import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import type pg from 'pg';
import copyStreams from 'pg-copy-streams';
import type { Ctx } from './context.ts';

/** Connections by backend pid: Kysely does not show the connection of its transaction, and COPY needs the raw one. */
const connections = new Map<number, pg.Client>();

export function rememberConnections(pool: pg.Pool): void {
  const pidOf = (client: unknown) => (client as { processID: number }).processID;
  pool.on('connect', (client) => connections.set(pidOf(client), client as unknown as pg.Client));
  pool.on('remove', (client) => connections.delete(pidOf(client)));
}

async function connectionOf(ctx: Ctx): Promise<pg.Client> {
  if (!ctx.db.isTransaction) throw new Error('COPY runs inside a transaction only');
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(ctx.db);
  const client = connections.get(rows[0]?.pid ?? 0);
  if (!client) throw new Error('COPY: the connection of this transaction is not one of ours');
  return client;
}

/** `target` is SQL such as `ingest.rows (batch_id, row_no)`; chunks are rows in PostgreSQL's text format, or as `format` says. */
export async function copyIn(
  ctx: Ctx,
  target: string,
  chunks: AsyncIterable<string | Buffer> | Iterable<string | Buffer>,
  format = '',
): Promise<number> {
  const client = await connectionOf(ctx);
  const stream = client.query(copyStreams.from(`copy ${target} from stdin ${format}`));
  await pipeline(chunks, stream);
  return stream.rowCount;
}

/** The rows of `query` in PostgreSQL's text format, as the server sends them: chunks do not end at row ends. */
export async function copyOut(ctx: Ctx, query: string): Promise<Readable> {
  const client = await connectionOf(ctx);
  return client.query(copyStreams.to(`copy (${query}) to stdout`));
}

/** One value in COPY text format. */
export function copyValue(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 't' : 'f';
  return /[\\\t\n\r]/.test(value) ? value.replace(/[\\\t\n\r]/g, escapeChar) : value;
}

const escapeChar = (char: string) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[char] ?? char;

export const copyRow = (values: readonly (string | number | boolean | null | undefined)[]): string =>
  `${values.map(copyValue).join('\t')}\n`;
