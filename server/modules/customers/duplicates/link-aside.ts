/** Groups among many records, found in a thread of its own where it takes seconds: the house goes on answering. */
import { Worker } from 'node:worker_threads';
import type { DuplicateSettings } from '../duplicates-contract.ts';
import { linkPersons } from './link.ts';
import type { PersonRecord } from './person.ts';
import { spelled } from './persons.ts';

/** Takes half a second or so: less than it would to begin a thread and hand everything over. */
const MOST_HERE = 3_000;

export type LinkTask = { records: readonly PersonRecord[]; settings: DuplicateSettings };

export const linkHere = ({ records, settings }: LinkTask): number[][] =>
  linkPersons(
    records.map((record) => spelled(record, settings)),
    settings.threshold,
  ).groups;

/** Each group by the places of its records. About 0.1 ms a record; 100,000 take 15 s and 600 MB, which the thread gives back. */
export function linkAside(records: readonly PersonRecord[], settings: DuplicateSettings): Promise<number[][]> {
  const task: LinkTask = { records, settings };
  if (records.length <= MOST_HERE) return Promise.resolve(linkHere(task));
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('link-thread.ts', import.meta.url), { workerData: task });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => {
      reject(new Error('The thread that compares a file ended without an answer.'));
    });
  });
}
