import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';

/** Everything the environment may set, read once at the edge. Nothing below reads `process.env`. */
const schema = z.object({
  DATABASE_URL: z.string().min(1).optional(),
  LIUKE_DATA: z.string().min(1).optional(),
  LIUKE_HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  LIUKE_URL: z.url().optional(),
  LIUKE_WORKERS: z.coerce.number().int().min(1).max(32).optional(),
  LIUKE_DATABASE_MEMORY_MB: z.coerce.number().int().min(256).optional(),
});

export type Config = {
  /** Null means: run the embedded database under `dataDir`. */
  databaseUrl: string | null;
  dataDir: string;
  host: string;
  port: number;
  logLevel: string;
  /** Where browsers reach this server when a proxy stands before it; null means wherever it listens. */
  publicUrl: string | null;
  workerConcurrency: number;
  /** What the embedded database may plan with; half of the machine at most. */
  databaseMemoryMb: number;
};

export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = schema.safeParse(env);
  if (!parsed.success) throw new Error(`Configuration: ${z.prettifyError(parsed.error)}`);
  const value = parsed.data;
  return {
    databaseUrl: value.DATABASE_URL ?? null,
    dataDir: path.resolve(value.LIUKE_DATA ?? path.join(import.meta.dirname, '../../data')),
    host: value.LIUKE_HOST,
    port: value.PORT,
    logLevel: value.LOG_LEVEL,
    publicUrl: value.LIUKE_URL ?? null,
    workerConcurrency: value.LIUKE_WORKERS ?? Math.max(2, Math.min(8, os.availableParallelism())),
    databaseMemoryMb: value.LIUKE_DATABASE_MEMORY_MB ?? Math.floor(os.totalmem() / 2 ** 20 / 2),
  };
}
