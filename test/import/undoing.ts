/** The whole house for tests that import files and undo them again. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { foreseeUndo, importFile, undoImport, type ImportFileOptions } from '#modules/ingest/index.ts';
import type { Ctx } from '#platform/context.ts';
import { reactionTasks } from '../../server/app.ts';
import { undoingOf } from '../../server/modules.ts';
import { houseWithoutDatabase } from '../../scripts/openapi.ts';
import { temporaryFolder } from './files.ts';

const { house, close } = houseWithoutDatabase();
await close();
const { dataDir } = await temporaryFolder();

export const undoing = undoingOf(house.modules);
export const importers = house.modules.flatMap((module) => module.importers ?? []);
export const deps = { dataDir, importers, undoing };

let files = 0;

/** Answers the id of the import and what it counted. */
export async function importText(ctx: Ctx, kind: string, text: string, options: Partial<ImportFileOptions> = {}) {
  const file = path.join(dataDir, `file-${(files += 1)}.csv`);
  await writeFile(file, text);
  return importFile(ctx, deps, { kind, path: file, sourceCode: 'shop', ...options });
}

/** Undoes it, having seen that it does what was foreseen. */
export async function undo(ctx: Ctx, batchId: number) {
  const { later: _later, ...foreseen } = await foreseeUndo(ctx, undoing, batchId);
  const undone = await undoImport(ctx, deps, batchId);
  if (!undone) throw new Error('an undone import says nothing');
  const { at: _at, by: _by, ...done } = undone;
  return { foreseen, done };
}

/** What the house would do by itself now. */
export async function settle(ctx: Ctx): Promise<void> {
  const tasks = reactionTasks();
  for (;;) {
    const { rows } = await sql<{ id: string; name: string; payload: object }>`
      select j.id, j.task_identifier as name, p.payload from graphile_worker.jobs j
      join graphile_worker._private_jobs p on p.id = j.id order by j.id`.execute(ctx.db);
    if (rows.length === 0) return;
    await sql`select graphile_worker.complete_jobs(${rows.map((row) => row.id)}::bigint[])`.execute(ctx.db);
    for (const row of rows) await tasks[row.name]?.(ctx, row.payload as never);
  }
}

/** Tables with rows that refer to nobody. */
export async function strays(ctx: Ctx): Promise<string[]> {
  const found = await Promise.all(
    undoing.ownedTables
      .filter(({ table }) => table !== 'customers.customers')
      .map(async ({ table, refersTo }) => {
        const nobody = ['customer_id', ...(refersTo ? [refersTo] : [])].map(
          (column) => sql`not exists (select from customers.customers c where c.customer_id = ${sql.ref(`t.${column}`)})
            and not exists (select from customers.tombstones d where d.merged_id = ${sql.ref(`t.${column}`)})`,
        );
        const { rows } = await sql`
          select from ${sql.table(table)} t where ${sql.join(nobody, sql` or `)} limit 1`.execute(ctx.db);
        return rows.length > 0 ? [table] : [];
      }),
  );
  return found.flat();
}
