/** What the thread of `link-aside.ts` runs. */
import { parentPort, workerData } from 'node:worker_threads';
import { linkHere, type LinkTask } from './link-aside.ts';

parentPort?.postMessage(linkHere(workerData as LinkTask));
