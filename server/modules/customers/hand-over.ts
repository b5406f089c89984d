/** Somebody leaves: all their customers go to others in equal shares, on record, and what hangs on the person follows. */
import { sql, type RawBuilder } from 'kysely';
import { listPeople, recordAudit } from '#modules/access/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { InvalidError } from '#platform/errors.ts';
import { emitFor } from '#platform/events.ts';
import type { HandOver } from '#platform/module.ts';
import type { AnswerOf, BodyOf } from '#shared/endpoint.ts';
import type * as contract from './owners-contract.ts';
import { visibleCustomers } from './scope.ts';

type Preview = AnswerOf<typeof contract.previewHandOver>;

/** Those of the person's customers that the actor may know of. */
const held = (ctx: Ctx, fromId: string): RawBuilder<unknown> => sql`
  from customers.customers c where c.owner_id = ${fromId} and ${visibleCustomers(ctx)}`;

export async function previewHandOver(ctx: Ctx, fromId: string, works: readonly HandOver[]): Promise<Preview> {
  const { rows: stores } = await sql<Preview['stores'][number]>`
    select c.store_id as "storeId", s.name, c.customers from (
      select store_id, count(*)::int as customers ${held(ctx, fromId)} group by store_id
    ) c left join access.stores s using (store_id) order by c.customers desc, c.store_id`.execute(ctx.db);
  const { rows: loads } = await sql<{ owner_id: string; customers: number }>`
    select owner_id, count(*)::int as customers from customers.customers c
    where owner_id is not null and ${visibleCustomers(ctx)} group by owner_id`.execute(ctx.db);
  const loadOf = new Map(loads.map((row) => [row.owner_id, row.customers]));
  const takers = (await listPeople(ctx)).filter((person) => person.active && person.id !== fromId);
  return {
    customers: stores.reduce((sum, store) => sum + store.customers, 0),
    stores,
    work: await Promise.all(works.map(async ({ kind, count }) => ({ kind, count: await count(ctx, fromId) }))),
    takers: takers.map(({ id, name, role, storeIds }) => ({
      ownerId: id,
      name,
      role,
      customers: loadOf.get(id) ?? 0,
      stores: storeIds,
    })),
  };
}

type Draft = BodyOf<typeof contract.handOver>;
type Outcome = AnswerOf<typeof contract.handOver>;

export async function handOver(ctx: Ctx, draft: Draft, works: readonly HandOver[]): Promise<Outcome> {
  const takers = await findTakers(ctx, draft);
  return inTransaction(ctx, async (ctx) => {
    await dealOut(ctx, draft, takers);
    const { rows: shares } = await sql<Outcome['shares'][number]>`
      select owner_id as "ownerId", count(*)::int as customers from dealt group by owner_id order by 2 desc, 1`.execute(
      ctx.db,
    );
    await moveDealt(ctx, draft);
    // After the customers: work follows to whoever has its customer now.
    const work: Outcome['work'] = [];
    for (const { kind, move } of works) work.push({ kind, count: await move(ctx, draft.fromId, draft.toIds) });
    const customers = shares.reduce((sum, share) => sum + share.customers, 0);
    await recordAudit(ctx, [
      {
        action: 'customers.handed_over',
        subjectType: 'person',
        subjectId: draft.fromId,
        after: {
          customers,
          toIds: draft.toIds,
          reason: draft.reason,
          ...Object.fromEntries(work.map((w) => [w.kind, w.count])),
        },
      },
    ]);
    return { customers, shares, work };
  });
}

type Taker = { ownerId: string; storeIds: number[] };

async function findTakers(ctx: Ctx, { fromId, toIds }: Draft): Promise<Taker[]> {
  const people = await listPeople(ctx);
  if (toIds.includes(fromId)) throw new InvalidError('customers.hand_over_to_self', 'Whoever leaves cannot take over.');
  const takers = people.filter((person) => person.active && toIds.includes(person.id));
  if (takers.length < new Set(toIds).size)
    throw new InvalidError('customers.owner_not_found', 'Nobody active has this id.');
  return takers.map((person) => ({ ownerId: person.id, storeIds: person.storeIds }));
}

/**
 * `dealt (customer_id, owner_id)`. Each store's customers are dealt round among the takers who work there, or among all
 * where nobody does; the round goes on from store to store, so that no two shares of takers with the same stores differ by
 * more than one per store.
 */
async function dealOut(ctx: Ctx, { fromId, keepStores }: Draft, takers: readonly Taker[]): Promise<void> {
  const places = takers.flatMap(({ ownerId, storeIds }, place) =>
    (keepStores ? storeIds : []).map((store_id) => ({ owner_id: ownerId, store_id, place })),
  );
  const everywhere = takers.map(({ ownerId }, place) => ({ owner_id: ownerId, place }));
  await sql`drop table if exists pg_temp.dealt`.execute(ctx.db);
  await sql`
    create temp table dealt on commit drop as
    with staffed as (
      select store_id, owner_id, row_number() over (partition by store_id order by place) - 1 as seat,
        count(*) over (partition by store_id) as seats
      from jsonb_to_recordset(${JSON.stringify(places)}::jsonb) as p (store_id int, owner_id text, place int)
    ), anywhere as (
      select owner_id, place as seat, ${takers.length}::bigint as seats
      from jsonb_to_recordset(${JSON.stringify(everywhere)}::jsonb) as p (owner_id text, place int)
    ), mine as (
      select c.customer_id, c.store_id, exists (select from staffed where staffed.store_id = c.store_id) as at_home
      ${held(ctx, fromId)}
    ), queued as (
      select *, row_number() over (
        partition by at_home, case when at_home then store_id end order by store_id, customer_id) - 1 as turn
      from mine
    )
    select q.customer_id, s.owner_id from queued q
    join staffed s on q.at_home and s.store_id = q.store_id and s.seat = q.turn % s.seats
    union all
    select q.customer_id, a.owner_id from queued q join anywhere a on not q.at_home and a.seat = q.turn % a.seats`.execute(
    ctx.db,
  );
}

async function moveDealt(ctx: Ctx, { fromId, reason }: Draft): Promise<void> {
  await sql`
    update customers.customers c set owner_id = dealt.owner_id, updated_at = ${ctx.now}
    from dealt where dealt.customer_id = c.customer_id`.execute(ctx.db);
  await sql`
    insert into customers.owner_changes (customer_id, at, from_id, to_id, by_name, reason)
    select customer_id, ${ctx.now}, ${fromId}, owner_id, ${ctx.actor.name}, ${reason} from dealt`.execute(ctx.db);
  await emitFor(ctx, 'customers.recorded', sql`select customer_id from dealt`);
}
