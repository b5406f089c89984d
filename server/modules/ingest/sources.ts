import type { Ctx } from '#platform/context.ts';

export type Source = { sourceId: number; code: string };

/** Finds or makes the sources with these codes. External ids are unique within a source. */
export async function ensureSources(ctx: Ctx, codes: readonly string[]): Promise<Map<string, Source>> {
  const wanted = [...new Set(codes)];
  if (wanted.length === 0) return new Map();
  await ctx.db
    .insertInto('ingest.sources')
    .values(wanted.map((code) => ({ code, name: code, registered_at: ctx.now })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const rows = await ctx.db
    .selectFrom('ingest.sources')
    .select(['source_id', 'code'])
    .where('code', 'in', wanted)
    .execute();
  return new Map(rows.map((row) => [row.code, { sourceId: row.source_id, code: row.code }]));
}

export async function listSources(ctx: Ctx): Promise<{ code: string; name: string }[]> {
  return ctx.db.selectFrom('ingest.sources').select(['code', 'name']).orderBy('source_id').execute();
}
