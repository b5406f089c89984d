import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '#platform/log.ts';

const PAUSE_BEFORE_RESTART_MS = 1_000;

/** The background half as a child. It ends with us, whichever way we end; if it dies alone it is started again. */
export function startWorkerProcess(log: Log): { stop: () => Promise<void> } {
  let stopping = false;
  let child = launch();

  function launch(): ChildProcess {
    const started = fork(path.join(import.meta.dirname, 'main.ts'), ['--worker'], { execArgv: process.execArgv });
    started.once('exit', (code, signal) => {
      if (stopping) return;
      log.error({ code, signal }, 'the worker died and is started again');
      void relaunch();
    });
    return started;
  }

  async function relaunch(): Promise<void> {
    await sleep(PAUSE_BEFORE_RESTART_MS);
    if (!stopping) child = launch();
  }

  return {
    stop: async () => {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}
