import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { importFile, type ImportFileOptions, type ImportWarning, type MappingByHeader } from '#modules/ingest/index.ts';
import { UsageError, type Command } from './command.ts';
import { progressBar } from './progress-bar.ts';

const text = { type: 'string' } as const;

/** Reads a file like the console does and applies it, whole or not at all. */
export const importCommand: Command = {
  usage:
    'import <customers|products|orders|interactions|consents|relations> FILE [--source CODE] [--sheet NAME] [--preset SYSTEM] [--mapping FILE.json] ' +
    '[--policy overwrite|fill|skip|create] [--match external|phone|email|wechat] [--date-order ymd|mdy|dmy] [--new-fields] [--dry-run] [--json]',
  options: {
    source: text,
    sheet: text,
    preset: text,
    mapping: text,
    policy: text,
    match: text,
    'date-order': text,
    'new-fields': { type: 'boolean' },
    'dry-run': { type: 'boolean' },
  },
  run: async ({ app, ctx }, [kind = '', file = ''], flags) => {
    if (!kind || !file) throw new UsageError(`Usage: ${importCommand.usage}`);
    const { source, sheet, preset, mapping } = flags;
    const options: ImportFileOptions = {
      kind,
      path: path.resolve(file),
      ...(typeof source === 'string' && { sourceCode: source }),
      ...(typeof sheet === 'string' && { sheet }),
      ...(typeof preset === 'string' && { preset }),
      newFields: flags['new-fields'] === true,
      dryRun: flags['dry-run'] === true,
      ...(typeof mapping === 'string' && { mapping: await readMapping(mapping) }),
      ...oneOf('policy', flags['policy'], ['overwrite', 'fill', 'skip', 'create'], (policy) => ({ policy })),
      ...oneOf('match', flags['match'], ['external', 'phone', 'email', 'wechat'], (matchBy) => ({ matchBy })),
      ...oneOf('date-order', flags['date-order'], ['ymd', 'mdy', 'dmy'], (dateOrder) => ({ dateOrder })),
    };
    const started = performance.now();
    const bar = progressBar();
    const importers = app.house.modules.flatMap((module) => module.importers ?? []);
    try {
      const result = await importFile(ctx, { dataDir: app.dataDir, importers }, { ...options, onProgress: bar.show });
      const total = Math.round(performance.now() - started) / 1_000;
      bar.end();
      for (const warning of result.warnings) process.stderr.write(`${sentenceOf(warning)}\n`);
      return { ...result, totalSeconds: total, rowsPerSecond: Math.round((result.counts.rows ?? 0) / total) };
    } finally {
      bar.end();
    }
  },
};

const ORDERS = { ymd: 'year, month, day', mdy: 'month before day', dmy: 'day before month' } as const;

const named = (columns: readonly string[]): string => columns.map((name) => `"${name}"`).join(', ');

function sentenceOf(warning: ImportWarning): string {
  if (warning.code === 'date_order_unsure')
    return (
      `Warning: the dates of "${warning.column}" (${warning.sample ?? ''}) do not tell day from month and were read ` +
      `${ORDERS[warning.readAs]}. If that is wrong, undo this import and repeat it with --date-order.`
    );
  if (warning.code === 'numbered_by_content')
    return (
      'No column holds an order number: each order is numbered by its customer, time and amount, so that importing the file ' +
      'again changes nothing.'
    );
  if (warning.code === 'other_sheets') return `Only one sheet was read. Others: ${warning.sheets}. Choose by --sheet.`;
  return SENTENCES[warning.code](named(warning.columns));
}

type OfColumns = Extract<ImportWarning, { columns: string[] }>['code'];

const SENTENCES: Readonly<Record<OfColumns, (columns: string) => string>> = {
  merged_cells: (columns) => `Merged cells of ${columns} were read into each row they lie over.`,
  merged_left_out: (columns) =>
    `Not read: ${columns}; amounts in merged cells are of several rows, and each row has another.`,
  merged_once: (columns) =>
    `Warning: amounts of ${columns} in merged cells were counted once, in the first of their rows.`,
  merged_refused: (columns) => `Warning: rows that share an amount of ${columns} in a merged cell were refused.`,
  does_not_fit: (columns) => `Not read: ${columns}; what stands there is not what the header says.`,
  shared_out: (columns) =>
    `${columns} is told of the whole order: shared out among its lines, by what each is worth, else evenly.`,
  left_out: (columns) =>
    `Not read: ${columns}. Say with --mapping what a column is; of customers --new-fields makes fields of them.`,
};

async function readMapping(file: string): Promise<MappingByHeader> {
  const parsed = z.record(z.string(), z.string()).safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!parsed.success) throw new UsageError('--mapping: a JSON object of header → field');
  return parsed.data;
}

function oneOf<Word extends string, Option extends object>(
  name: string,
  said: string | boolean | undefined,
  words: readonly Word[],
  option: (word: Word) => Option,
): Option | undefined {
  if (typeof said !== 'string') return undefined;
  const word = words.find((one) => one === said);
  if (!word) throw new UsageError(`--${name}: ${words.join(', ')}`);
  return option(word);
}
