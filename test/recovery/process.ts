/** The server as a process of its own, with its own data folder, for tests that kill it. */
import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Killing leaves orphans by design; a run that is through has none. */
const started = new Set<ChildProcess>();

export type RunningHouse = {
  address: string;
  child: ChildProcess;
  /** What it has said so far, on both channels. */
  said: () => string;
  /** Resolves with 'in order', or with how else it ended and what it said. */
  ended: Promise<string>;
};

/** A data folder of the calling file's own; removed, with whatever still runs in it, when the file is through. */
export function dataFolder(): string {
  const place = path.join(ROOT, 'data');
  mkdirSync(place, { recursive: true });
  const folder = mkdtempSync(path.join(place, 'recovery-'));
  afterAll(async () => {
    for (const child of started) child.kill('SIGKILL');
    killAll(folder);
    while (processesOf(folder).length > 0) await sleep(50);
    rmSync(clusterPlace(folder), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** `databaseUrl`: a server of somebody else's instead of the folder's own. */
export type Settings = { port?: number; args?: string[]; databaseUrl?: string };

/** Starts the house and does not wait for it. */
export function launch(folder: string, settings: Settings = {}): Omit<RunningHouse, 'address'> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', path.join(ROOT, 'server/main.ts'), ...(settings.args ?? [])],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        DATABASE_URL: settings.databaseUrl,
        LIUKE_DATA: folder,
        LIUKE_DATABASE_MEMORY_MB: '512',
        LOG_LEVEL: 'warn',
        PORT: String(settings.port ?? 0),
      },
    },
  );
  started.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<string>((resolve) => {
    child.on('exit', (code, signal) => resolve(code === 0 ? 'in order' : `by ${signal ?? code}; it said:\n${said}`));
  });
  void ended.then(() => started.delete(child));
  return { child, ended, said: () => said };
}

/** Starts the house and waits until it answers. */
export async function start(folder: string, settings: Settings = {}): Promise<RunningHouse> {
  const launched = launch(folder, settings);
  const ready = new Promise<string>((resolve) => {
    launched.child.on('message', (message: { address: string }) => resolve(message.address));
  });
  const address = await Promise.race([ready, launched.ended.then(() => null)]);
  if (address === null) throw new Error(`The server ended before it was ready. It said:\n${launched.said()}`);
  return { ...launched, address };
}

/** Starts the background half alone, and waits until it takes work. */
export async function startWorker(folder: string, databaseUrl: string): Promise<Omit<RunningHouse, 'address'>> {
  const launched = launch(folder, { args: ['--worker'], databaseUrl });
  const ready = new Promise<true>((resolve) => launched.child.once('message', () => resolve(true)));
  if ((await Promise.race([ready, launched.ended])) !== true)
    throw new Error(`The worker ended before it was ready. It said:\n${launched.said()}`);
  return launched;
}

/** Pulls the plug: the server and every process of its database, none of which gets to say goodbye. */
export async function pullThePlug(house: RunningHouse, folder: string): Promise<void> {
  const helpers = childrenOf(house.child.pid ?? -1);
  house.child.kill('SIGKILL');
  for (const pid of helpers) endNow(pid);
  killAll(folder);
  await house.ended;
  while (processesOf(folder).length > 0) await sleep(20);
}

function killAll(folder: string): void {
  for (const pid of processesOf(folder)) endNow(pid);
}

export function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export const isAlive = (pid: number): boolean => allProcesses().some((one) => one.pid === pid && !one.gone);

/** The server's own helpers, such as the process that works its jobs. */
export const childrenOf = (parent: number): number[] =>
  allProcesses()
    .filter(({ ppid, gone }) => ppid === parent && !gone)
    .map(({ pid }) => pid);

function allProcesses() {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [pid = '', ppid = '', stat = '', ...args] = line.trim().split(/\s+/);
    return { pid: Number(pid), ppid: Number(ppid), gone: stat.startsWith('Z'), args: args.join(' ') };
  });
}

/** Started as root the cluster may lie elsewhere, with a link to it in the folder. */
function clusterPlace(folder: string): string {
  const place = path.join(folder, 'postgres');
  return existsSync(place) ? realpathSync(place) : place;
}

/** The postmaster of the folder and its children. */
export function processesOf(folder: string): number[] {
  const place = clusterPlace(folder);
  const all = allProcesses();
  const heads = new Set(all.filter(({ args }) => args.includes(`${place}${path.sep}`)).map(({ pid }) => pid));
  return all.filter(({ pid, ppid, gone }) => !gone && (heads.has(pid) || heads.has(ppid))).map(({ pid }) => pid);
}

export type Caller = (method: string, path: string, body?: object) => Promise<{ status: number; body: unknown }>;

const ADMINISTRATOR = { email: 'administrator@example.com', password: 'a long password' };

/** Makes the first administrator where there is none, signs in, and calls as that person. */
export async function signedIn(address: string): Promise<Caller> {
  const organisation = { name: 'Shop', timeZone: 'Asia/Shanghai', currency: 'CNY' };
  const call = async (method: string, path: string, body?: object, cookie = '') => {
    const response = await fetch(address + path, {
      method,
      headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json(), headers: response.headers };
  };
  await call('POST', '/api/start/administrator', { organisation, name: 'Administrator', ...ADMINISTRATOR });
  const { status, headers } = await call('POST', '/api/auth/sign-in/email', ADMINISTRATOR);
  if (status !== 200) throw new Error(`Signing in answered ${status}.`);
  const cookie = headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return (method, path, body) => call(method, path, body, cookie);
}
