/** The copy a customer may ask for (PIPL 45): every row that the modules keep of them, as they are declared. */
import { sql } from 'kysely';
import { getOrganisation, recordAudit } from '#modules/access/index.ts';
import { requireCustomer } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { FileAnswer } from '#platform/module.ts';
import { copyPage, type Copy, type CopiedTable } from './copy-page.ts';
import type { Household } from './erase.ts';
import { getRequest } from './requests.ts';

/** What only works behind the scenes says nothing to anybody. */
const UNSAID = new Set(['customers.suppressions', 'customers.refused_values', 'privacy.confirmations']);

/** One index scan per declared table; a customer with a thousand orders takes some ten milliseconds. */
export async function makeCopy(ctx: Ctx, house: Household, customerId: number): Promise<Copy> {
  await requireCustomer(ctx, customerId);
  const tables: CopiedTable[] = [];
  for (const { table, key, title } of house.ownedTables()) {
    if (UNSAID.has(table)) continue;
    const order = key.length > 0 ? sql`order by ${sql.join(key.map((column) => sql.ref(column)))}` : sql``;
    const { rows } = await sql<{ row: Record<string, unknown> }>`
      select to_jsonb(t) as row from ${sql.table(table)} as t where t.customer_id = ${customerId} ${order}`.execute(
      ctx.db,
    );
    if (rows.length > 0) tables.push({ table, title, rows: rows.map(({ row }) => row) });
  }
  const { name } = await getOrganisation(ctx);
  return { organisation: name, madeAt: ctx.now, customerId, tables };
}

/** Handing out a copy is on record, with the request it answers. */
export async function downloadCopy(
  ctx: Ctx,
  house: Household,
  requestId: number,
  { format, language }: { format: 'json' | 'html'; language: 'zh-CN' | 'en' },
): Promise<FileAnswer> {
  const request = await getRequest(ctx, requestId);
  const copy = await makeCopy(ctx, house, request.customerId);
  await recordAudit(ctx, [
    {
      action: 'privacy_requests.copied',
      subjectType: 'customer',
      subjectId: request.customerId,
      after: { requestId, format, rows: copy.tables.reduce((sum, { rows }) => sum + rows.length, 0) },
    },
  ]);
  const stem = `liuke-${request.customerCode}-${ctx.now.toISOString().slice(0, 10)}`;
  return format === 'json'
    ? { fileName: `${stem}.json`, contentType: 'application/json; charset=utf-8', body: JSON.stringify(copy, null, 2) }
    : { fileName: `${stem}.html`, contentType: 'text/html; charset=utf-8', body: copyPage(copy, language) };
}
