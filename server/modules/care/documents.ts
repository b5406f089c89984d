import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';

export type DocumentKind = 'rule' | 'policy' | 'action' | 'playbook';

/** What people changed of what ships, by code. */
export async function listDocuments<Content>(ctx: Ctx, kind: DocumentKind): Promise<Map<string, Content>> {
  const rows = await ctx.db
    .selectFrom('care.documents')
    .select(['code', 'document'])
    .where('kind', '=', kind)
    .orderBy('changed_at')
    .execute();
  return new Map(rows.map((row) => [row.code, row.document as Content]));
}

export async function saveDocument(ctx: Ctx, kind: DocumentKind, code: string, document: object): Promise<void> {
  const before = (await listDocuments<Record<string, unknown>>(ctx, kind)).get(code) ?? null;
  const row = { document: JSON.stringify(document), changed_at: ctx.now };
  await ctx.db
    .insertInto('care.documents')
    .values({ kind, code, ...row })
    .onConflict((conflict) => conflict.columns(['kind', 'code']).doUpdateSet(row))
    .execute();
  await recordAudit(ctx, [
    { action: `care.${kind}_saved`, subjectType: 'settings', subjectId: code, before, after: { ...document } },
  ]);
}

/** Back to what ships, or gone where nothing ships under the code. */
export async function resetDocument(ctx: Ctx, kind: DocumentKind, code: string): Promise<void> {
  await ctx.db.deleteFrom('care.documents').where('kind', '=', kind).where('code', '=', code).execute();
  await recordAudit(ctx, [{ action: `care.${kind}_reset`, subjectType: 'settings', subjectId: code }]);
}
