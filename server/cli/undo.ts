import { foreseeUndo, undoImport } from '#modules/ingest/index.ts';
import { undoingOf } from '../modules.ts';
import { UsageError, type Command } from './command.ts';
import { progressBar } from './progress-bar.ts';

/** Says what undoing an import would do; with `--yes` it is done. */
export const undoCommand: Command = {
  usage: 'undo BATCH [--yes] [--json]',
  options: { yes: { type: 'boolean' } },
  run: async ({ app, ctx }, [batch = ''], { yes }) => {
    const batchId = Number(batch);
    if (!Number.isSafeInteger(batchId) || batchId < 1) throw new UsageError(`Usage: ${undoCommand.usage}`);
    const { modules } = app.house;
    const undoing = undoingOf(modules);
    if (yes !== true) return { batchId, ...(await foreseeUndo(ctx, undoing, batchId)) };
    const importers = modules.flatMap((module) => module.importers ?? []);
    const bar = progressBar();
    try {
      const undone = await undoImport(ctx, { dataDir: app.dataDir, importers, undoing }, batchId, bar.show);
      return { batchId, ...undone };
    } finally {
      bar.end();
    }
  },
};
