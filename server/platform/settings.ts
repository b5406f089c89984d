import type { Ctx } from './context.ts';

/** One JSON value by key; null when it was never saved. */
export async function getSetting<Value>(ctx: Pick<Ctx, 'db'>, key: string): Promise<Value | null> {
  const row = await ctx.db.selectFrom('platform.settings').select('value').where('key', '=', key).executeTakeFirst();
  return row ? (row.value as Value) : null;
}

export async function saveSetting(ctx: Ctx, key: string, value: object): Promise<void> {
  const row = { value: JSON.stringify(value), changed_at: ctx.now };
  await ctx.db
    .insertInto('platform.settings')
    .values({ key, ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute();
}
