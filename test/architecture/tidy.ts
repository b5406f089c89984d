/** Short files with a name that says what is in them, and module doors that say what is behind them. */
import path from 'node:path';
import type { Offence } from './offence.ts';
import type { SourceFile } from './source.ts';

const MOST_LINES = 400;
const EMPTY_NAME = /(^|\.)(utils?|helpers?|common|misc|types|services?)$|-(utils?|helpers?|common|misc)$/i;
const EMPTY_FOLDERS = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'types']);

export function checkTidy(files: readonly SourceFile[]): Offence[] {
  return files.flatMap((file) => [...tooLong(file), ...badlyNamed(file), ...silentDoor(file)]);
}

function tooLong({ path, text }: SourceFile): Offence[] {
  const lines = text.trimEnd().split('\n').length;
  if (lines <= MOST_LINES) return [];
  const remedy = `A file has at most ${MOST_LINES} lines; 40 to 150 is comfortable. Split it by what it talks about.`;
  return [{ file: path, what: `has ${lines} lines`, remedy }];
}

function badlyNamed({ path: file }: SourceFile): Offence[] {
  const stem = path.basename(file).replace(/(\.test)?(\.d)?\.\w+$/, '');
  const folder = file
    .split('/')
    .slice(0, -1)
    .find((part) => EMPTY_FOLDERS.has(part));
  if (!EMPTY_NAME.test(stem) && !folder) return [];
  const remedy =
    'Name it after the concept it holds (money.ts, phone.ts, due-dates.ts); if it holds several, it is several files.';
  return [{ file, what: `is called "${folder ?? stem}", which says nothing`, remedy }];
}

/** `index.ts` opens with what the module owns, what comes in, what goes out, what always holds. */
function silentDoor({ path: file, text }: SourceFile): Offence[] {
  if (!/^server\/modules\/[^/]+\/index\.ts$/.test(file)) return [];
  const comment = /^\/\*\*(.*?)\*\//s.exec(text)?.[1] ?? '';
  const lines = comment.split('\n').filter((line) => line.replace(/^\s*\*/, '').trim() !== '').length;
  if (lines >= 3 && lines <= 15) return [];
  const remedy =
    'Open it with a comment of 3 to 15 lines: what the module owns, what comes in, what goes out, what always holds.';
  return [{ file, line: 1, what: `opens with ${lines} lines about the module`, remedy }];
}
