import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  linkFile,
  PERSON_FIELDS,
  qualityByTruth,
  qualityOf,
  type FileLinkage,
  type PersonField,
} from '#modules/customers/index.ts';
import { labelOf } from '#modules/ingest/index.ts';
import { UsageError, type LoneCommand } from './command.ts';

/** Who stands in a file more than once, by the engine that looks through the house's own customers. Changes nothing. */
export const duplicatesCommand: LoneCommand = {
  usage:
    'duplicates <file> [--map header=field,…] [--without column,…] [--threshold 0.5] [--out pairs.csv] [--groups groups.csv] [--truth] [--truth-column header] [--language zh-CN|en] [--json]',
  options: {
    map: { type: 'string' },
    without: { type: 'string' },
    threshold: { type: 'string' },
    out: { type: 'string' },
    groups: { type: 'string' },
    truth: { type: 'boolean' },
    'truth-column': { type: 'string' },
    language: { type: 'string' },
  },
  runAlone: async ([file], flags) => {
    if (!file) throw new UsageError(`Usage: ${duplicatesCommand.usage}`);
    const started = performance.now();
    const found = await linkFile(file, {
      mapping: mappingOf(flags.map),
      without: new Set(listOf(flags.without).map(labelOf)),
      ...(typeof flags['truth-column'] === 'string' && { truthColumn: labelOf(flags['truth-column']) }),
      threshold: thresholdOf(flags.threshold),
      language: flags.language === 'en' ? 'en' : 'zh-CN',
    });
    const seconds = Math.round(performance.now() - started) / 1_000;
    if (typeof flags.groups === 'string') await writeGroups(flags.groups, found);
    if (typeof flags.out === 'string') await writePairs(flags.out, found);
    else if (flags.json !== true) printPairs(found);
    return {
      records: found.records,
      columns: found.columns,
      candidatePairs: found.candidatePairs,
      duplicatePairs: found.pairs.length,
      duplicateGroups: found.groups.length,
      seconds,
      ...measured(found, flags.truth === true),
      ...(typeof flags.out === 'string' && { out: flags.out }),
      ...(flags.json === true && typeof flags.out !== 'string' && { pairs: found.pairs, groups: found.groups }),
    };
  },
};

function measured({ ids, truth, pairs }: FileLinkage, byIds: boolean): object {
  if (truth)
    return qualityByTruth(
      truth,
      pairs.map(({ records }) => records),
    );
  return byIds ? qualityOf(ids, pairs) : {};
}

const listOf = (value: string | boolean | undefined): string[] =>
  typeof value === 'string'
    ? value
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean)
    : [];

function mappingOf(value: string | boolean | undefined): Record<string, PersonField> {
  const entries = listOf(value).map((pair) => {
    const [header = '', field = ''] = pair.split('=').map((part) => part.trim());
    const known = PERSON_FIELDS.find((code) => labelOf(code) === labelOf(field));
    if (!known) throw new UsageError(`--map: "${field}" is none of ${PERSON_FIELDS.join(', ')}`);
    return [header, known] as const;
  });
  return Object.fromEntries(entries);
}

function thresholdOf(value: string | boolean | undefined): number | undefined {
  if (typeof value !== 'string') return undefined;
  const threshold = Number(value);
  if (!(threshold > 0 && threshold < 1)) throw new UsageError('--threshold: a probability between 0 and 1');
  return threshold;
}

const cell = (text: string): string => {
  const safe = /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

function* pairLines({ pairs }: FileLinkage): Generator<string> {
  yield '\uFEFFa,b,score,reasons\r\n';
  for (const { a, b, score, words } of pairs) yield `${cell(a)},${cell(b)},${score},${cell(words)}\r\n`;
}

/** Whoever stands there once has no line. */
function* groupLines({ groups }: FileLinkage): Generator<string> {
  yield '\uFEFFgroup,record\r\n';
  for (const [n, group] of groups.entries()) for (const record of group) yield `${n + 1},${cell(record)}\r\n`;
}

const writePairs = (path: string, found: FileLinkage): Promise<void> => write(path, pairLines(found));
const writeGroups = (path: string, found: FileLinkage): Promise<void> => write(path, groupLines(found));
const write = (path: string, lines: Iterable<string>): Promise<void> =>
  pipeline(Readable.from(lines), createWriteStream(path));

function printPairs({ pairs }: FileLinkage): void {
  for (const { a, b, score, words } of pairs) process.stdout.write(`${score.toFixed(1)}\t${a}\t${b}\t${words}\n`);
}
