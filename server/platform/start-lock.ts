import { readFileSync, rmSync } from 'node:fs';
import { link, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 100;

/**
 * Runs `work` while no other of our processes does the same under `file`. The file names its holder; one left behind by
 * a process that is gone is taken over. It appears whole (by a link), so a reader never sees it without a holder.
 */
export async function whileLocked<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, String(process.pid));
  try {
    while (!(await linked(draft, file))) {
      if (!holderAlive(file)) rmSync(file, { force: true });
      else await sleep(PAUSE_MS);
    }
    return await work();
  } finally {
    if (holder(file) === process.pid) await rm(file, { force: true });
    await rm(draft, { force: true });
  }
}

async function linked(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function holder(file: string): number | null {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function holderAlive(file: string): boolean {
  const pid = holder(file);
  if (pid === null) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
