import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { recordAudit } from './audit.ts';
import type { Store } from './contract.ts';

export async function listStores(ctx: Ctx): Promise<Store[]> {
  const rows = await ctx.db.selectFrom('access.stores').selectAll().orderBy('code').execute();
  return rows.map((row) => ({
    storeId: row.store_id,
    code: row.code,
    name: row.name,
    city: row.city,
    active: row.active,
  }));
}

export type StoreDraft = { code: string; name: string; city?: string | null; active?: boolean };

/** Makes or changes stores by their code. */
export async function saveStores(ctx: Ctx, drafts: readonly StoreDraft[]): Promise<Store[]> {
  if (drafts.length === 0) return [];
  const before = new Map((await listStores(ctx)).map((store) => [store.code, store]));
  const rows = await ctx.db
    .insertInto('access.stores')
    .values(drafts.map((d) => ({ code: d.code, name: d.name, city: d.city ?? null, active: d.active ?? true })))
    .onConflict((conflict) =>
      conflict.column('code').doUpdateSet((eb) => ({
        name: eb.ref('excluded.name'),
        city: eb.ref('excluded.city'),
        active: eb.ref('excluded.active'),
      })),
    )
    .returningAll()
    .execute();
  const stores = rows.map((row) => ({
    storeId: row.store_id,
    code: row.code,
    name: row.name,
    city: row.city,
    active: row.active,
  }));
  await recordAudit(
    ctx,
    stores.map((store) => ({
      action: 'stores.saved',
      subjectType: 'store',
      subjectId: store.storeId,
      before: before.get(store.code) ?? null,
      after: store,
    })),
  );
  return stores;
}

/**
 * Makes stores that a file names and nobody knows; `names` is a select of one text column. Stores are matched by code
 * or name, so both spellings of a shop's export find the same one.
 */
export async function ensureStores(ctx: Ctx, names: ReturnType<typeof sql>): Promise<void> {
  await sql`
    insert into access.stores (code, name)
    select distinct wanted.name, wanted.name from (${names}) as wanted (name)
    where wanted.name is not null and not exists
      (select from access.stores s where s.code = wanted.name or s.name = wanted.name)
    on conflict (code) do nothing`.execute(ctx.db);
}
