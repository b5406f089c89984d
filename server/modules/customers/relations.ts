/**
 * Relations between two customers, kept from both sides (docs/adr/0104). The ids in a row are those it was written with;
 * whom they lead to today is asked of the tombstones, so that merging and undoing need not look for them. Whoever may not
 * know of the one end is told of no relation.
 */
import { sql, type RawBuilder } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import { normalizePhone } from '#platform/contacts.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { InvalidError, NotFoundError } from '#platform/errors.ts';
import { emit } from '#platform/events.ts';
import { currentBatch } from '#platform/provenance.ts';
import type { BodyOf, ParamsOf } from '#shared/endpoint.ts';
import { identifierForgotten, isForgotten, refuseForgotten } from './forgotten.ts';
import { recordCustomers } from './record.ts';
import { requireRelationKind } from './relation-kinds.ts';
import type * as contract from './relations-contract.ts';
import type { Relation, RelationKind, RelationWay } from './relations-contract.ts';
import { requireCustomer, visibleCustomers } from './scope.ts';
import { findLiving, livingIn } from './tombstones.ts';

/** The kind whose other end is a company and whose reverse its contacts. */
export const EMPLOYER = 'employer';

/** Once per kind, direction and living customer, however often records that became one had said it; contacts first. */
export async function readRelations(ctx: Ctx, customerId: number): Promise<Relation[]> {
  const { rows } = await sql<Relation>`
    select kind, way, note, main, "addedAt", customer from (
      select distinct on (r.kind, r.way, c.customer_id) r.kind, r.way, r.note, r.main, r.added_at as "addedAt", k.place,
        c.name, json_build_object('customerId', c.customer_id, 'code', c.code, 'name', c.name, 'kind', c.kind) as customer
      from customers.relations r
      join customers.relation_kinds k on k.code = r.kind
      join customers.customers c on c.customer_id = ${livingIn(sql`r.other_id`)}
      where r.customer_id = ${customerId} and c.customer_id <> ${customerId} and ${visibleCustomers(ctx)}
      order by r.kind, r.way, c.customer_id, r.main desc, r.added_at desc
    ) as told
    order by place, way desc, main desc, name`.execute(ctx.db);
  return rows;
}

type Wish = ParamsOf<typeof contract.saveRelation>;

export function saveRelation(ctx: Ctx, wish: Wish, draft: BodyOf<typeof contract.saveRelation>): Promise<Relation> {
  return inTransaction(ctx, async (ctx) => {
    const otherId = await requireOther(ctx, wish);
    const kind = await requireRelationKind(ctx, wish.kind);
    const way = kind.mutual ? 'forth' : wish.way;
    await refuseUnfit(ctx, kind, way, wish.customerId, otherId);
    const pair = { kind, way, ownId: wish.customerId, otherId };
    const before = await findRelation(ctx, pair);
    if (!before && kind.archived)
      throw new InvalidError('relations.kind_archived', 'This kind of relation is no longer used.');
    await write(ctx, pair, { note: draft.note || null, main: draft.main && kind.code === EMPLOYER });
    const after = await findRelation(ctx, pair);
    if (!after) throw new Error('a relation that was just written is not there');
    await told(ctx, pair, before, after);
    return after;
  });
}

/** Both must be there, be known to the actor, and be two. */
async function requireOther(ctx: Ctx, { customerId, otherCustomerId }: Wish): Promise<number> {
  await requireCustomer(ctx, customerId);
  const otherId = await findLiving(ctx, otherCustomerId);
  await requireCustomer(ctx, otherId);
  if (otherId === customerId) throw new InvalidError('relations.same', 'A customer is not related to itself.');
  return otherId;
}

async function refuseUnfit(
  ctx: Ctx,
  { ownKind, otherKind }: RelationKind,
  way: RelationWay,
  ownId: number,
  otherId: number,
): Promise<void> {
  for (const customerId of [ownId, otherId]) await refuseForgotten(ctx, customerId);
  const { rows } = await sql<{ customer_id: number; kind: string }>`
    select customer_id, kind from customers.customers where customer_id in (${ownId}, ${otherId})
    order by customer_id for update`.execute(ctx.db);
  const wanted = way === 'forth' ? [ownKind, otherKind] : [otherKind, ownKind];
  const kindOf = (customerId: number) => rows.find((row) => row.customer_id === customerId)?.kind;
  const unfit = [ownId, otherId].some((customerId, n) => wanted[n] !== null && wanted[n] !== kindOf(customerId));
  if (unfit)
    throw new InvalidError('relations.wrong_kind', 'This kind of relation asks for a person or a company at that end.');
}

type Pair = { kind: RelationKind; way: RelationWay; ownId: number; otherId: number };

const findRelation = async (ctx: Ctx, { kind, way, ownId, otherId }: Pair): Promise<Relation | null> =>
  (await readRelations(ctx, ownId)).find(
    (one) => one.kind === kind.code && one.way === way && one.customer.customerId === otherId,
  ) ?? null;

/** Each end from its own side; mutual relations read the same from both. */
function sidesOf({ kind, way, ownId, otherId }: Pair): { way: RelationWay; ownId: number; otherId: number }[] {
  const reverse = kind.mutual ? way : way === 'forth' ? 'back' : 'forth';
  return [
    { way, ownId, otherId },
    { way: reverse, ownId: otherId, otherId: ownId },
  ];
}

/** The rows of one end: also those that records merged into either had brought along. */
const rowsOf = ({ kind }: Pair, side: ReturnType<typeof sidesOf>[number]): RawBuilder<boolean> =>
  sql`customer_id = ${side.ownId} and kind = ${kind.code} and way = ${side.way}
    and ${livingIn(sql`other_id`)} = ${side.otherId}`;

async function write(ctx: Ctx, pair: Pair, { note, main }: { note: string | null; main: boolean }): Promise<void> {
  for (const side of sidesOf(pair)) {
    const isMain = main && side.way === 'back';
    if (isMain)
      await sql`
        update customers.relations set main = false
        where customer_id = ${side.ownId} and kind = ${EMPLOYER} and way = 'back' and main`.execute(ctx.db);
    const { numAffectedRows } = await sql`
      update customers.relations set note = ${note}, main = ${isMain}, batch_id = ${currentBatch} where ${rowsOf(pair, side)}`.execute(
      ctx.db,
    );
    if (numAffectedRows) continue;
    await sql`
      insert into customers.relations (customer_id, kind, way, own_id, other_id, note, main, added_by, added_at)
      values (${side.ownId}, ${pair.kind.code}, ${side.way}, ${side.ownId}, ${side.otherId}, ${note}, ${isMain},
        ${ctx.actor.kind === 'user' ? ctx.actor.id : null}, ${ctx.now})
      on conflict do nothing`.execute(ctx.db);
  }
}

export function removeRelation(ctx: Ctx, wish: Wish): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const otherId = await requireOther(ctx, wish);
    const kind = await requireRelationKind(ctx, wish.kind);
    const pair: Pair = { kind, way: kind.mutual ? 'forth' : wish.way, ownId: wish.customerId, otherId };
    const before = await findRelation(ctx, pair);
    if (!before) return;
    for (const side of sidesOf(pair))
      await sql`delete from customers.relations where ${rowsOf(pair, side)}`.execute(ctx.db);
    await told(ctx, pair, before, null);
  });
}

async function told(
  ctx: Ctx,
  { ownId, otherId }: Pair,
  before: Relation | null,
  after: Relation | null,
): Promise<void> {
  const said = (one: Relation | null) =>
    one && { kind: one.kind, way: one.way, note: one.note, main: one.main, otherId: one.customer.customerId };
  await recordAudit(ctx, [
    {
      action: 'customers.relation_changed',
      subjectType: 'customer',
      subjectId: ownId,
      before: said(before),
      after: said(after),
    },
  ]);
  await emit(ctx, 'customers.recorded', [ownId, otherId]);
}

/** A person who works at the company: made, or found by phone or e-mail, and related to it. */
export function addCompanyContact(
  ctx: Ctx,
  customerId: number,
  { name, phone, email, note, main }: BodyOf<typeof contract.addCompanyContact>,
): Promise<Relation> {
  return inTransaction(ctx, async (ctx) => {
    await requireCustomer(ctx, customerId);
    if (await isForgotten(ctx, customerId))
      throw new NotFoundError('customers.not_found', 'There is no such customer.');
    if (phone && !normalizePhone(phone)) throw badPhone();
    const [contact] = await recordCustomers(ctx, [
      { kind: 'person', name, ...(phone && { phone }), ...(email && { email }) },
    ]);
    if (!contact?.customerId) throw identifierForgotten();
    const wish: Wish = { customerId, kind: EMPLOYER, way: 'back', otherCustomerId: contact.customerId };
    return saveRelation(ctx, wish, { note, main });
  });
}

const badPhone = () =>
  new InvalidError('phone.invalid', 'This is no telephone number.', [
    { path: 'phone', code: 'phone.invalid', message: 'is not a telephone number' },
  ]);
