/** The registry of kinds: what there is to record, how it is shown, and how long it is kept. */
import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { ConflictError, NotFoundError } from '#platform/errors.ts';
import type { BodyOf } from '#shared/endpoint.ts';
import type * as contract from './contract.ts';
import type { InteractionKind } from './contract.ts';

type Row = {
  kind_id: number;
  code: string;
  part: string;
  name_zh: string;
  name_en: string;
  shown: string;
  retention_days: number | null;
  kept_from: string | null;
  built_in: boolean;
};

export type StoredKind = InteractionKind & { kindId: number };

export async function listKinds(ctx: Ctx): Promise<StoredKind[]> {
  const rows: Row[] = await ctx.db.selectFrom('interactions.kinds').selectAll().orderBy('place').execute();
  return rows.map(kindOf);
}

const kindOf = (row: Row): StoredKind => ({
  kindId: row.kind_id,
  code: row.code,
  part: row.part as InteractionKind['part'],
  names: { zh: row.name_zh, en: row.name_en },
  shown: row.shown as InteractionKind['shown'],
  retentionDays: row.retention_days,
  builtIn: row.built_in,
  keptFrom: row.kept_from,
});

export async function createKind(
  ctx: Ctx,
  draft: BodyOf<typeof contract.createInteractionKind>,
): Promise<InteractionKind> {
  const kinds = await listKinds(ctx);
  const row = await ctx.db
    .insertInto('interactions.kinds')
    .values({
      code: draft.code,
      part: draft.part,
      name_zh: draft.names.zh,
      name_en: draft.names.en,
      shown: draft.shown,
      retention_days: draft.retentionDays,
      place: kinds.length + 1,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!row) throw new ConflictError('interactions.kind_exists', `There is a kind "${draft.code}" already.`);
  const kind = kindOf(row);
  await recordAudit(ctx, [audit('interactions.kind_created', draft.code, null, kind)]);
  return kind;
}

export async function updateKind(
  ctx: Ctx,
  code: string,
  change: BodyOf<typeof contract.updateInteractionKind>,
): Promise<InteractionKind> {
  const before = (await listKinds(ctx)).find((kind) => kind.code === code);
  if (!before) throw new NotFoundError('interactions.no_such_kind', `There is no kind "${code}".`);
  const after = { ...before, ...change };
  await ctx.db
    .updateTable('interactions.kinds')
    .set({
      part: after.part,
      name_zh: after.names.zh,
      name_en: after.names.en,
      shown: after.shown,
      retention_days: after.retentionDays,
    })
    .where('kind_id', '=', before.kindId)
    .execute();
  await recordAudit(ctx, [audit('interactions.kind_changed', code, before, after)]);
  return after;
}

const audit = (action: string, code: string, before: InteractionKind | null, after: InteractionKind) => ({
  action,
  subjectType: 'interaction_kind',
  subjectId: code,
  before,
  after,
});
