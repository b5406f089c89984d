import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { importFile, type MappingByHeader } from '#modules/ingest/index.ts';
import { UsageError, type Command } from './command.ts';
import { progressBar } from './progress-bar.ts';

/** Reads a file like the console does and applies it, whole or not at all. */
export const importCommand: Command = {
  usage:
    'import <customers|products|orders> FILE [--source CODE] [--mapping FILE.json] [--policy fill|overwrite|skip] [--json]',
  options: { source: { type: 'string' }, mapping: { type: 'string' }, policy: { type: 'string' } },
  run: async ({ app, ctx }, [kind = '', file = ''], { source, mapping, policy }) => {
    if (!kind || !file) throw new UsageError(`Usage: ${importCommand.usage}`);
    const started = performance.now();
    const bar = progressBar();
    const importers = app.house.modules.flatMap((module) => module.importers ?? []);
    try {
      const result = await importFile(
        ctx,
        { dataDir: app.dataDir, importers },
        {
          kind,
          path: path.resolve(file),
          ...(typeof source === 'string' && { sourceCode: source }),
          ...(typeof mapping === 'string' && { mapping: await readMapping(mapping) }),
          ...(typeof policy === 'string' && { policy: policyOf(policy) }),
          onProgress: bar.show,
        },
      );
      const total = Math.round(performance.now() - started) / 1_000;
      return { ...result, totalSeconds: total, rowsPerSecond: Math.round((result.counts.rows ?? 0) / total) };
    } finally {
      bar.end();
    }
  },
};

async function readMapping(file: string): Promise<MappingByHeader> {
  const parsed = z.record(z.string(), z.string()).safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!parsed.success) throw new UsageError('--mapping: a JSON object of header → field');
  return parsed.data;
}

function policyOf(text: string): 'fill' | 'overwrite' | 'skip' {
  if (text === 'fill' || text === 'overwrite' || text === 'skip') return text;
  throw new UsageError('--policy: fill, overwrite or skip');
}
