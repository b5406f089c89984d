/**
 * Writing an identifier that belongs to a customer the writer may not know of. The directory keeps it where it is; the
 * writer's customer claims it (`claimed_identities`), and for everybody who sees that one and not the other the claim is
 * as good as the directory: the page shows it, search finds it, writing it again finds the same customer. So the answer to
 * a clash is the answer to none, by as many statements. Whoever sees both finds the two among the duplicates. One thing holds
 * for everybody alike: who asked to be forgotten is not written down again (`forgotten.ts`).
 */
import { sql } from 'kysely';
import { scopeOf, type Ctx } from '#platform/context.ts';
import { seesEverybody, visibleCustomers } from './scope.ts';

/** Where the matching engine looks identifiers up: the directory, or what the writer may know of it. */
export const lookedUpIn = (ctx: Ctx) => (seesEverybody(ctx) ? sql`customers.identities` : sql`seen_identities`);

/**
 * `seen_identities`: of the identifiers mentioned, who has them among the customers the writer may know of. What only
 * somebody else has is marked `unseen` in `mention_keys`. Anew in each round, as others write meanwhile.
 */
export async function lookAround(ctx: Ctx): Promise<void> {
  if (seesEverybody(ctx)) return;
  await sql`drop table if exists pg_temp.seen_identities`.execute(ctx.db);
  await sql`
    create temp table seen_identities on commit drop as
    select distinct i.kind, i.namespace, i.value, i.customer_id
    from mention_keys k join customers.identities i using (kind, namespace, value)
    join customers.customers c on c.customer_id = i.customer_id
    where ${visibleCustomers(ctx)}`.execute(ctx.db);
  await sql`
    update mention_keys k set unseen = true
    where exists (select from customers.identities i where (i.kind, i.namespace, i.value) = (k.kind, k.namespace, k.value))
      and not exists (select from seen_identities s where (s.kind, s.namespace, s.value) = (k.kind, k.namespace, k.value))`.execute(
    ctx.db,
  );
  await sql`
    insert into seen_identities
    select q.kind, q.namespace, q.value, min(q.customer_id)
    from (select distinct kind, namespace, value from mention_keys where unseen) as k
    join customers.claimed_identities q using (kind, namespace, value)
    join customers.customers c on c.customer_id = q.customer_id
    where ${visibleCustomers(ctx)} group by q.kind, q.namespace, q.value`.execute(ctx.db);
}

/** Of the founders, and of customers found: what is unseen is claimed, each identifier by the first who says it. */
export async function claimUnseen(ctx: Ctx, whose: 'founders' | 'mention_groups'): Promise<void> {
  if (seesEverybody(ctx)) return;
  await sql`
    insert into customers.claimed_identities (customer_id, kind, namespace, value, original, added_at)
    select distinct on (k.rank, k.namespace, k.value) w.customer_id, k.kind, k.namespace, k.value, k.original, ${ctx.now}::timestamptz
    from ${sql.table(whose)} w join mention_keys k using (leader)
    where k.unseen and w.customer_id is not null and not exists (
      select from seen_identities s where (s.kind, s.namespace, s.value) = (k.kind, k.namespace, k.value))
    order by k.rank, k.namespace, k.value, k.leader
    on conflict do nothing`.execute(ctx.db);
}

/** Whoever sees a part only owns those they make; a key of some stores makes customers of these. */
export async function keepInSight(ctx: Ctx): Promise<void> {
  const scope = scopeOf(ctx);
  if (scope.kind === 'all') return;
  const kept =
    ctx.actor.kind === 'user'
      ? sql`owner_id = ${scope.userId}`
      : sql`store_id = case when store_id = any(${scope.storeIds}::int[]) then store_id else ${scope.storeIds[0] ?? null} end`;
  await sql`
    update customers.customers c set ${kept} from founders f where f.customer_id = c.customer_id`.execute(ctx.db);
}
