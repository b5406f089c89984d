/** Kinds of relations: ours, and those a business adds. */
import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { InvalidError, NotFoundError } from '#platform/errors.ts';
import type { BodyOf } from '#shared/endpoint.ts';
import type * as contract from './relations-contract.ts';
import type { RelationKind } from './relations-contract.ts';

export async function listRelationKinds(ctx: Ctx): Promise<RelationKind[]> {
  const { rows } = await sql<RelationKind>`
    select code, name, back_name as "backName", mutual, own_kind as "ownKind", other_kind as "otherKind", archived
    from customers.relation_kinds order by place, code`.execute(ctx.db);
  return rows;
}

/** A kind of ours keeps its own names. */
export async function saveRelationKind(
  ctx: Ctx,
  code: string,
  draft: BodyOf<typeof contract.saveRelationKind>,
): Promise<RelationKind> {
  const kinds = await listRelationKinds(ctx);
  const before = kinds.find((kind) => kind.code === code) ?? null;
  const ours = before !== null && before.name === null;
  const mutual = before?.mutual ?? draft.mutual;
  if (!ours && draft.name === null)
    throw new InvalidError('relations.name_needed', 'Give the kind of relation a name.');
  if (!ours && !mutual && draft.backName === null)
    throw new InvalidError('relations.back_name_needed', 'Say what it is called from the other side.');
  const names = ours ? {} : { name: draft.name, back_name: mutual ? null : draft.backName };
  await ctx.db
    .insertInto('customers.relation_kinds')
    .values({
      code,
      name: draft.name,
      back_name: mutual ? null : draft.backName,
      mutual,
      own_kind: draft.ownKind,
      other_kind: mutual ? draft.ownKind : draft.otherKind,
      archived: draft.archived,
      place: kinds.length + 1,
    })
    .onConflict((conflict) => conflict.column('code').doUpdateSet({ ...names, archived: draft.archived }))
    .execute();
  const after = (await listRelationKinds(ctx)).find((kind) => kind.code === code);
  if (!after) throw new NotFoundError('relations.kind_unknown', 'There is no such kind of relation.');
  await recordAudit(ctx, [
    { action: 'customers.relation_kind_saved', subjectType: 'relation_kind', subjectId: code, before, after },
  ]);
  return after;
}

export async function requireRelationKind(ctx: Ctx, code: string): Promise<RelationKind> {
  const kind = (await listRelationKinds(ctx)).find((one) => one.code === code);
  if (!kind) throw new NotFoundError('relations.kind_unknown', 'There is no such kind of relation.');
  return kind;
}
