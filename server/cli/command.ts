import type { Ctx } from '#platform/context.ts';
import type { App } from '../app.ts';

export type Flags = Readonly<Record<string, string | boolean | undefined>>;

/** One command: what it takes, and what it answers (printed, or the JSON object of `--json`). */
export type Command = {
  usage: string;
  options: Readonly<Record<string, { type: 'string' | 'boolean' }>>;
  run: (house: { app: App; ctx: Ctx }, words: readonly string[], flags: Flags) => Promise<object>;
};

/** One that needs no house: it reads files and answers, and touches no database. */
export type LoneCommand = Omit<Command, 'run'> & {
  runAlone: (words: readonly string[], flags: Flags) => Promise<object>;
};

/** The words were wrong, not the work: exit code 2 and how to say it. */
export class UsageError extends Error {}
