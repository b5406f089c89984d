/**
 * A real PostgreSQL as a child process, for people who only have Node. The binaries come from npm; this file makes the
 * cluster, tunes it to the machine, starts it in its own process group and stops it when the last of us leaves.
 *
 * Several of our processes may share it (server running, CLI beside it): whoever comes first starts it, others attach
 * through `server.json`, and it is stopped by the process that leaves last. After `kill -9` of everything the next
 * start finds a stale pid file, and PostgreSQL recovers from its log by itself.
 */
import { spawn, execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { preparePlace, type Place } from './embedded-postgres-place.ts';
import { whileLocked } from './start-lock.ts';

const run = promisify(execFile);
const DATABASE = 'liuke';
const USER = 'liuke';
/** The name of the one connection each process holds for as long as it uses the server. */
const ATTACHED = 'liuke attached';

export type EmbeddedPostgres = {
  url: string;
  /** True when this process started the server, false when it found one running. */
  started: boolean;
  /** Stops the server unless another of our processes still uses it. */
  stop: () => Promise<void>;
};

export type EmbeddedOptions = {
  dataDir: string;
  memoryMb: number;
  /** False only for clusters that may be thrown away (tests, benches of throw-away data). */
  durable?: boolean;
};

export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const place = await preparePlace(options.dataDir);
  const lock = path.join(place.root, 'starting');
  return whileLocked(lock, async () => {
    const running = await attach(place);
    const url = running ?? (await start(place, options));
    // Held for as long as this process uses the server: by it the others know that they are not the last.
    const presence = new pg.Client({ connectionString: url, application_name: ATTACHED });
    presence.on('error', () => undefined);
    await presence.connect();
    const stop = () => whileLocked(lock, () => leave(place, presence));
    return { url, started: running === null, stop };
  });
}

async function start(place: Place, options: EmbeddedOptions): Promise<string> {
  await initialise(place);
  const password = (await readFile(place.passwordFile, 'utf8')).trim();
  const port = await freePort();
  await writeFile(place.serverFile, JSON.stringify({ port }), { mode: 0o600 });
  const adminUrl = connectionUrl(password, port, 'postgres');
  await launch(place, settings(port, options));
  await waitUntilReady(place, adminUrl);
  await createDatabase(adminUrl);
  return connectionUrl(password, port, DATABASE);
}

const connectionUrl = (password: string, port: number, database: string) =>
  `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;

async function attach(place: Place): Promise<string | null> {
  if (!existsSync(place.serverFile) || !existsSync(path.join(place.cluster, 'postmaster.pid'))) return null;
  const { port } = JSON.parse(await readFile(place.serverFile, 'utf8')) as { port: number };
  const password = (await readFile(place.passwordFile, 'utf8')).trim();
  const url = connectionUrl(password, port, DATABASE);
  // A server that is starting or recovering refuses for a while; one that is gone leaves a pid nobody has.
  for (let attempt = 0; attempt < 120 && postmasterAlive(place); attempt += 1) {
    if (await answers(url)) return url;
    await sleep(250);
  }
  return null;
}

function postmasterAlive(place: Place): boolean {
  const pid = postmasterPid(place);
  if (pid === null) return false;
  try {
    process.kill(pid, 0);
    return isPostgres(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** After a reboot the pid may belong to somebody else; Linux lets us look. */
function isPostgres(pid: number): boolean {
  if (process.platform !== 'linux') return true;
  return existsSync(`/proc/${pid}/comm`) && readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres');
}

function postmasterPid(place: Place): number | null {
  const file = path.join(place.cluster, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  return Number.isInteger(pid) && pid > 0 ? pid : null;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

/** Made beside its final place and renamed, so that an interrupted `initdb` leaves nothing that looks finished. */
async function initialise(place: Place): Promise<void> {
  if (existsSync(path.join(place.cluster, 'PG_VERSION'))) return;
  const draft = `${place.cluster}.new`;
  await rm(draft, { recursive: true, force: true });
  await writeFile(place.passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  await place.giveAway(place.passwordFile);
  await run(
    place.binary('initdb'),
    [
      `--pgdata=${draft}`,
      '--auth=scram-sha-256',
      `--username=${USER}`,
      `--pwfile=${place.passwordFile}`,
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--data-checksums',
    ],
    { ...place.identity, cwd: place.root },
  );
  await rename(draft, place.cluster);
}

async function launch(place: Place, values: Record<string, string | number>): Promise<void> {
  await mkdir(place.root, { recursive: true });
  const log = openSync(path.join(place.root, 'server.log'), 'a', 0o600);
  const flags = Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(place.binary('postgres'), ['-D', place.cluster, ...flags], {
    ...place.identity,
    cwd: place.root,
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
}

/** Sized for a machine that also runs the server and the user's own programs. */
function settings(port: number, { memoryMb, durable = true }: EmbeddedOptions): Record<string, string | number> {
  const sharedMb = Math.min(4096, Math.max(128, Math.floor(memoryMb / 4)));
  const cores = os.availableParallelism();
  return {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 60,
    shared_buffers: `${sharedMb}MB`,
    effective_cache_size: `${Math.floor(memoryMb * 0.75)}MB`,
    work_mem: `${Math.min(64, Math.max(8, Math.floor(memoryMb / 200)))}MB`,
    maintenance_work_mem: `${Math.min(1024, Math.max(64, Math.floor(memoryMb / 16)))}MB`,
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    // The binaries know pglz alone: it takes 50 microseconds a page to save a third of the log.
    wal_compression: 'off',
    random_page_cost: 1.1,
    effective_io_concurrency: 64,
    jit: 'off',
    // A statement whose client was killed stops instead of running on for nobody.
    client_connection_check_interval: '5s',
    max_parallel_workers_per_gather: Math.max(1, Math.min(4, cores - 1)),
    default_statistics_target: 200,
    shared_preload_libraries: 'pg_stat_statements',
    fsync: durable ? 'on' : 'off',
    log_min_messages: 'warning',
    log_parameter_max_length: 0,
    log_parameter_max_length_on_error: 0,
  };
}

async function waitUntilReady(place: Place, url: string): Promise<void> {
  for (let attempt = 0; attempt < 1_200; attempt += 1) {
    if (await answers(url)) return;
    if (attempt > 20 && !postmasterAlive(place)) break;
    await sleep(100);
  }
  const log = await readFile(path.join(place.root, 'server.log'), 'utf8');
  throw new Error(`The embedded database did not start. Its last words:\n${log.split('\n').slice(-15).join('\n')}`);
}

async function createDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (!rowCount) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** Last one out turns off the light: only a server none of our other processes is attached to is stopped. */
async function leave(place: Place, presence: pg.Client): Promise<void> {
  const others = await othersAttached(presence);
  await presence.end().catch(() => undefined);
  const pid = postmasterPid(place);
  if (others || pid === null || !postmasterAlive(place)) return;
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  for (let attempt = 0; attempt < 300 && postmasterAlive(place); attempt += 1) await sleep(100);
}

/** Ours is renamed first: a connection is listed for a moment after it has ended, and whoever leaves next would count it. */
async function othersAttached(presence: pg.Client): Promise<boolean> {
  try {
    await presence.query(`set application_name = 'liuke leaving'`);
    const { rowCount } = await presence.query(`select from pg_stat_activity where application_name = $1`, [ATTACHED]);
    return (rowCount ?? 0) > 0;
  } catch {
    return false;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
