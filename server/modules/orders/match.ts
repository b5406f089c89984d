import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import { requireCustomer } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { NotFoundError } from '#platform/errors.ts';
import type { ImportScope } from '#platform/importer.ts';
import { stampRows } from '#platform/provenance.ts';
import type { BodyOf } from '#shared/endpoint.ts';
import type * as contract from './contract.ts';
import type { RecordOutcome } from './contract.ts';
import { applyStagedOrders } from './staged.ts';
import { stageUnmatched } from './unmatched.ts';

/** Stages the kept document again, now naming its customer, and applies it like any other. */
export async function matchOrder(ctx: Ctx, choice: BodyOf<typeof contract.matchOrder>): Promise<RecordOutcome> {
  await requireCustomer(ctx, choice.customerId);
  const scope = await stageFromTray(ctx, choice);
  const outcome = await applyStagedOrders(ctx, scope, choice.customerId);
  await sql`delete from orders.staged_lines where batch_id = ${scope.batchId}`.execute(ctx.db);
  await recordAudit(ctx, [
    {
      action: 'orders.matched',
      subjectType: 'customer',
      subjectId: choice.customerId,
      after: { order: choice.externalId },
    },
  ]);
  return outcome;
}

async function stageFromTray(ctx: Ctx, choice: { sourceId: number; externalId: string }): Promise<ImportScope> {
  const staged = await stageUnmatched(ctx, choice);
  if (staged === null) throw new NotFoundError('orders.not_in_tray', 'That order is no longer in the tray.');
  const { code } = await ctx.db
    .selectFrom('ingest.sources')
    .select('code')
    .where('source_id', '=', choice.sourceId)
    .executeTakeFirstOrThrow();
  // It goes with the import that brought it, whoever said later whose it is.
  await stampRows(ctx, staged.broughtBy);
  return { batchId: staged.batchId, sourceId: choice.sourceId, sourceCode: code };
}
