import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import { hearSources } from '#modules/ingest/index.ts';
import { normalizeEmail, normalizePhone } from '#platform/contacts.ts';
import type { Ctx } from '#platform/context.ts';
import { copyIn, copyRow } from '#platform/copy.ts';
import { InvalidError, type FieldProblem } from '#platform/errors.ts';
import { timesQuantity } from '#shared/money.ts';
import type { OrderDraft, RecordOutcome } from './contract.ts';
import { applyStagedOrders } from './staged.ts';
import { STAGED_COLUMNS } from './staged-columns.ts';

/** Records orders, corrections and returns by way of the same staging as files. In the caller's transaction. */
export async function recordOrders(ctx: Ctx, drafts: readonly OrderDraft[]): Promise<RecordOutcome> {
  const problems = drafts.flatMap(problemsOf);
  if (problems.length > 0)
    throw new InvalidError('orders.invalid', problems.map((p) => `${p.path}: ${p.message}`).join('; '), problems);
  const total: RecordOutcome = { created: 0, updated: 0, unchanged: 0, unmatched: 0, customersCreated: 0 };
  const sources = await hearSources(
    ctx,
    drafts.map((draft) => draft.source),
  );
  for (const { sourceId, code } of sources.values()) {
    const own = lastOfEach(drafts.filter((draft) => draft.source === code));
    const outcome = await recordFromSource(ctx, { sourceId, sourceCode: code }, own);
    for (const key of Object.keys(total) as (keyof RecordOutcome)[]) total[key] += outcome[key];
  }
  await recordAudit(ctx, [{ action: 'orders.recorded', subjectType: 'orders', subjectId: null, after: { ...total } }]);
  return total;
}

function problemsOf(draft: OrderDraft, index: number): FieldProblem[] {
  const at = `orders.${index}`;
  const problems: FieldProblem[] = [];
  if (draft.customer.phone && !normalizePhone(draft.customer.phone)) {
    problems.push({ path: `${at}.customer.phone`, code: 'phone.invalid', message: 'is not a telephone number' });
  }
  draft.lines.forEach((line, no) => {
    if (!line.sku && !line.name)
      problems.push({
        path: `${at}.lines.${no}`,
        code: 'line.no_product',
        message: 'names no product: give sku or name',
      });
  });
  return problems;
}

/** An order that stands twice in one call: the later one corrects the earlier one. */
const lastOfEach = (drafts: readonly OrderDraft[]): OrderDraft[] => [
  ...new Map(drafts.map((draft) => [draft.externalId, draft])).values(),
];

async function recordFromSource(
  ctx: Ctx,
  source: { sourceId: number; sourceCode: string },
  drafts: readonly OrderDraft[],
): Promise<RecordOutcome> {
  const { rows } = await sql<{ batch_id: number }>`select -nextval('orders.order_ids') as batch_id`.execute(ctx.db);
  const batchId = rows[0]?.batch_id ?? 0;
  await copyIn(ctx, `orders.staged_lines (${COLUMNS.join(', ')})`, stagedRows(batchId, drafts));
  const outcome = await applyStagedOrders(ctx, { batchId, ...source });
  await sql`delete from orders.staged_lines where batch_id = ${batchId}`.execute(ctx.db);
  return outcome;
}

const COLUMNS = ['batch_id', 'row_no', ...STAGED_COLUMNS];

function* stagedRows(batchId: number, drafts: readonly OrderDraft[]): Generator<string> {
  let rowNo = 0;
  for (const draft of drafts) {
    const { customer } = draft;
    const header = [
      draft.externalId,
      draft.placedAt.toISOString(),
      draft.status,
      draft.channel,
      draft.store,
      draft.returnOf,
      customer.externalId ?? null,
      customer.phone ? normalizePhone(customer.phone) : null,
      customer.email ? normalizeEmail(customer.email) : null,
      customer.name ?? null,
    ];
    for (const line of draft.lines) {
      rowNo += 1;
      yield copyRow([
        batchId,
        rowNo,
        ...header,
        line.sku ?? null,
        line.name ?? null,
        line.category ?? null,
        line.quantity,
        line.unitPriceCents,
        line.discountCents,
        timesQuantity(line.unitPriceCents, line.quantity),
      ]);
    }
  }
}
