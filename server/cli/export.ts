import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { exportCustomers } from '#modules/customers/index.ts';
import { exportCohorts } from '#modules/insights/index.ts';
import { exportScores } from '#modules/scoring/index.ts';
import type { Ctx } from '#platform/context.ts';
import { inTransaction } from '#platform/context.ts';
import type { App } from '../app.ts';
import { UsageError, type Command } from './command.ts';

/** Each yields a CSV in pieces; the file appears under its name only when it is whole. */
const exporters: Readonly<Record<string, (ctx: Ctx, app: App) => AsyncIterable<string>>> = {
  scores: exportScores,
  cohorts: exportCohorts,
  customers: (ctx, { house }) =>
    exportCustomers(
      ctx,
      house.modules.flatMap((module) => module.customerFields ?? []),
    ),
};

export const exportCommand: Command = {
  usage: `export <${Object.keys(exporters).join('|')}> --out FILE.csv [--json]`,
  options: { out: { type: 'string' } },
  run: async ({ app, ctx }, [what = ''], { out }) => {
    const exporter = exporters[what];
    if (!exporter || typeof out !== 'string') throw new UsageError(`Usage: ${exportCommand.usage}`);
    const target = path.resolve(out);
    let rows = -1;
    await inTransaction(ctx, async (inner) => {
      async function* counted(): AsyncGenerator<string> {
        for await (const piece of exporter?.(inner, app) ?? []) {
          rows += piece.split('\n').length - 1;
          yield piece;
        }
      }
      await pipeline(counted, createWriteStream(`${target}.part`));
    });
    await rename(`${target}.part`, target);
    return { exported: what, rows, file: target };
  },
};
