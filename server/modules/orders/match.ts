import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import { requireCustomer } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { NotFoundError } from '#platform/errors.ts';
import type { ImportScope } from '#platform/importer.ts';
import type { BodyOf } from '#shared/endpoint.ts';
import type * as contract from './contract.ts';
import type { RecordOutcome } from './contract.ts';
import { applyStagedOrders } from './staged.ts';

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
  const { rows } = await sql<{ batch_id: number; code: string }>`
    with kept as (
      select u.document, -nextval('orders.order_ids') as batch_id, s.code
      from orders.unmatched u join ingest.sources s using (source_id)
      where u.source_id = ${choice.sourceId} and u.external_id = ${choice.externalId} for update of u
    ), staged as (
      insert into orders.staged_lines
      select line.* from kept,
        jsonb_populate_recordset(null::orders.staged_lines,
          (select jsonb_agg(entry || jsonb_build_object('batch_id', kept.batch_id)) from jsonb_array_elements(kept.document::jsonb -> 'lines') entry)
        ) as line
    )
    select batch_id, code from kept`.execute(ctx.db);
  const [kept] = rows;
  if (!kept) throw new NotFoundError('orders.not_in_tray', 'That order is no longer in the tray.');
  return { batchId: kept.batch_id, sourceId: choice.sourceId, sourceCode: kept.code };
}
