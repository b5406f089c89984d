/**
 * The one matching engine: says whose each mention of a customer is, and makes the customers nobody knows yet. Imports,
 * the API and orders all come through here, in a handful of statements however many mentions there are.
 *
 * A mention is led by its strongest identifier (external id › unionid › openid › phone › e-mail). Mentions with the same
 * leader are one group, and so one customer. A group belongs to the customer who holds its leader, else to whoever holds
 * the strongest of its other identifiers. A source's own ids tell its customers apart: two external ids of one source
 * that share a phone (a family's, or the shop's own) stay two customers, and the phone stays with the one who has it.
 *
 * The directory decides races: an identifier belongs to whoever's row is there first. A group that loses one of its
 * identifiers to another transaction gives the rest back and looks again.
 *
 * Whoever was forgotten on request is recognised by the digest of an identifier: the mention goes to the erased record, and
 * nothing of it is written (`forgotten.ts`). Who may not know of that record gets null: nobody is made.
 *
 * Whoever writes and may not know of everybody finds only whom they may know; what somebody else has is claimed
 * (`out-of-sight.ts`).
 */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { holdCustomers } from './holding.ts';
import { recogniseForgotten } from './forgotten.ts';
import { claimUnseen, keepInSight, lookAround, lookedUpIn } from './out-of-sight.ts';
import { lastSaid, updateKnown } from './profiles.ts';
import { seesEverybody } from './scope.ts';

/**
 * Fills `matched_customers (ref_key text primary key, customer_id bigint, created boolean)`, a temporary table that lasts
 * until the transaction ends. `mentions` selects `ref_key, namespace, external_id, phone, email, name` (text) and
 * `seen_at` (timestamptz), identifiers already normalised, `ref_key` unique. Mentions without any identifier get null,
 * and so do those of somebody forgotten out of the writer's sight. Customers are made in the order of `ref_key`; the ones
 * known already only have blanks filled. The caller emits `customers.recorded`, or an event of its own that has the same
 * effects.
 */
export async function matchCustomers(ctx: Ctx, mentions: RawBuilder<unknown>): Promise<void> {
  await matchMentions(ctx, withoutWechat(mentions), ['name', 'registered_at']);
  await updateKnown(ctx, ['name'], 'fill');
}

/** Like `matchCustomers` without making anybody: those it would make get negative ids. For dry runs. */
export async function foreseeCustomers(ctx: Ctx, mentions: RawBuilder<unknown>): Promise<void> {
  await foreseeMentions(ctx, withoutWechat(mentions));
}

const withoutWechat = (mentions: RawBuilder<unknown>) => sql`
  select ref_key, null::text as stands_alone, namespace, external_id, null::text as wechat_unionid,
    null::text as wechat_openid, phone, phone as phone_original, email, email as email_original, name,
    seen_at as registered_at
  from (${mentions}) as mentioned`;

/** Mentions that share an identifier link up one link per round; a longer chain is cut into several customers. */
const LINKING_ROUNDS = 8;
/** Each round after linking only repeats claims lost to other transactions; this many lost in a row is a fault. */
const MOST_ROUNDS = 50;

/**
 * Like `matchCustomers` for mentions that also carry WeChat ids, the spellings identifiers were given in, profile
 * `columns`, and `stands_alone`: a text of its own for each mention that makes a customer even without an identifier.
 * New customers get their profile here; `updateKnown` writes that of the others. `beside`: what the mentions say and are not
 * recognised by (`recogniseForgotten`).
 */
export async function matchMentions(
  ctx: Ctx,
  mentions: RawBuilder<unknown>,
  columns: readonly string[],
  beside: RawBuilder<unknown> | null = null,
): Promise<void> {
  await holdCustomers(ctx);
  await stageMentions(ctx, mentions, beside);
  const linked = !seesEverybody(ctx) || (await hasLinks(ctx));
  for (let round = 1; ; round += 1) {
    if (round > MOST_ROUNDS) throw new Error('matching customers does not come to an end');
    await lookAround(ctx);
    await findKnown(ctx, linked);
    if (!(await anyUnmatched(ctx))) break;
    const lost = await createUnmatched(ctx, columns, linked && round < LINKING_ROUNDS);
    if (lost === 0 && !(await anyUnmatched(ctx))) break;
  }
  await publishMatches(ctx);
}

/** Groups that might join another new one are counted with it. */
export async function foreseeMentions(
  ctx: Ctx,
  mentions: RawBuilder<unknown>,
  beside: RawBuilder<unknown> | null = null,
): Promise<void> {
  await stageMentions(ctx, mentions, beside);
  await lookAround(ctx);
  await findByLeader(ctx);
  await findByWeakerKeys(ctx);
  await findShared(ctx);
  await sql`
    with waiting as (
      select leader from mention_groups g where customer_id is null and ${mustWait}
    ),
    numbered as (
      select g.leader, -count(*) filter (where w.leader is null) over (order by g.leader) as customer_id
      from mention_groups g left join waiting w using (leader) where g.customer_id is null
    )
    update mention_groups g set customer_id = n.customer_id, created = true
    from numbered n where n.leader = g.leader`.execute(ctx.db);
  await publishMatches(ctx);
}

async function findKnown(ctx: Ctx, linked: boolean): Promise<void> {
  await findByLeader(ctx);
  if (!linked) return;
  await findByWeakerKeys(ctx);
  await attachNewKeys(ctx);
}

/** `leader` sorts by rank, then source, then value: the first of those who want one identifier gets it. */
async function stageMentions(
  ctx: Ctx,
  mentions: RawBuilder<unknown>,
  beside: RawBuilder<unknown> | null,
): Promise<void> {
  await sql`
    drop table if exists pg_temp.mentions, pg_temp.mention_keys, pg_temp.mention_groups, pg_temp.known_keys,
      pg_temp.shared_keys, pg_temp.founders, pg_temp.matched_customers, pg_temp.changed_customers`.execute(ctx.db);
  await sql`
    create temp table mentions on commit drop as
    select *, coalesce('1' || namespace || chr(31) || external_id, '2' || wechat_unionid, '3' || wechat_openid,
      '4' || phone, '5' || email, '9' || stands_alone) collate "C" as leader
    from (${mentions}) as mentioned`.execute(ctx.db);
  await sql`
    create temp table mention_keys on commit drop as
    select leader, rank, kind, namespace, value, min(original) as original, false as unseen
    from (
      select leader, 1 as rank, 'external' as kind, namespace, external_id as value, external_id as original
      from mentions
      union all select leader, 2, 'wechat_unionid', '', wechat_unionid, wechat_unionid from mentions
      union all select leader, 3, 'wechat_openid', '', wechat_openid, wechat_openid from mentions
      union all select leader, 4, 'phone', '', phone, phone_original from mentions
      union all select leader, 5, 'email', '', email, email_original from mentions
    ) as keys
    where value is not null
    group by leader, rank, kind, namespace, value`.execute(ctx.db);
  await sql`
    create temp table mention_groups on commit drop as
    select leader, left(leader, 1)::int as rank, min(namespace) as namespace, min(ref_key) as first_ref_key,
      min(external_id) as external_id, null::bigint as customer_id, false as created
    from mentions where leader is not null group by leader`.execute(ctx.db);
  await sql`
    create temp table known_keys on commit drop as
    select leader, kind, namespace, value, rank, null::bigint as customer_id from mention_keys limit 0`.execute(ctx.db);
  await sql`analyze mentions (ref_key, leader), mention_keys, mention_groups (leader, customer_id)`.execute(ctx.db);
  await recogniseForgotten(ctx, beside);
}

/** Whether any group still to be found has more than its leader; most order files know a customer by one identifier only. */
async function hasLinks(ctx: Ctx): Promise<boolean> {
  const { rows } = await sql<{ linked: boolean }>`
    select (select count(*) from mention_keys) > (select count(*) from mention_groups where rank < 9 and customer_id is null) as linked`.execute(
    ctx.db,
  );
  return rows[0]?.linked ?? false;
}

async function anyUnmatched(ctx: Ctx): Promise<boolean> {
  const { rows } = await sql`select 1 from mention_groups where customer_id is null limit 1`.execute(ctx.db);
  return rows.length > 0;
}

async function findByLeader(ctx: Ctx): Promise<void> {
  await sql`
    update mention_groups g set customer_id = i.customer_id
    from mention_keys k join ${lookedUpIn(ctx)} i using (kind, namespace, value)
    where g.customer_id is null and k.leader = g.leader and k.rank = g.rank`.execute(ctx.db);
}

/** Led by an id of which a source gives a customer one: a second such id speaks for a second customer. */
const TELLS_APART = sql`g.rank <= 2`;

/** Of several groups that one phone would give to a customer, only the first may bring an id that tells apart. */
async function findByWeakerKeys(ctx: Ctx): Promise<void> {
  await sql`truncate known_keys`.execute(ctx.db);
  await sql`
    insert into known_keys
    select k.leader, k.kind, k.namespace, k.value, k.rank, i.customer_id
    from mention_groups g
    join mention_keys k on k.leader = g.leader and k.rank > g.rank
    join ${lookedUpIn(ctx)} i on (i.kind, i.namespace, i.value) = (k.kind, k.namespace, k.value)
    where g.customer_id is null`.execute(ctx.db);
  await sql`
    with wanted as (
      select distinct on (g.leader) g.leader, g.rank, g.namespace, ${TELLS_APART} as tells_apart, k.customer_id
      from known_keys k join mention_groups g using (leader)
      where not (${TELLS_APART} and exists (
        select from customers.known_identities held
        where held.customer_id = k.customer_id
          and held.kind = case g.rank when 1 then 'external' else 'wechat_unionid' end
          and held.namespace = case g.rank when 1 then g.namespace else '' end))
      order by g.leader, k.rank, k.namespace, k.value
    ),
    queued as (
      select *, row_number() over (partition by customer_id, rank, namespace order by leader) as turn from wanted
    )
    update mention_groups g set customer_id = q.customer_id
    from queued q where q.leader = g.leader and (q.turn = 1 or not q.tells_apart)`.execute(ctx.db);
}

/** What else is known of a customer now, for the next round to find; what somebody else has stays with them. */
async function attachNewKeys(ctx: Ctx): Promise<void> {
  await sql`
    insert into customers.identities (kind, namespace, value, customer_id, original, added_at)
    select distinct on (k.rank, k.namespace, k.value) k.kind, k.namespace, k.value, g.customer_id, k.original, ${ctx.now}
    from mention_keys k join mention_groups g using (leader)
    where g.customer_id is not null and not k.unseen and not exists (select from customers.identities i
                      where (i.kind, i.namespace, i.value) = (k.kind, k.namespace, k.value))
    order by k.rank, k.namespace, k.value, k.leader
    on conflict do nothing`.execute(ctx.db);
  await claimUnseen(ctx, 'mention_groups');
}

/**
 * Makes a customer of every group nobody knows. With `waiting`, whoever may turn out to be the same lets another go first.
 * Gives back how many identifiers another transaction was quicker to claim.
 */
async function createUnmatched(ctx: Ctx, columns: readonly string[], waiting: boolean): Promise<number> {
  if (waiting) await findShared(ctx);
  await sql`drop table if exists pg_temp.founders`.execute(ctx.db);
  await sql`
    create temp table founders on commit drop as
    select leader, nextval('customers.customers_customer_id_seq') as customer_id
    from (select leader from mention_groups g where customer_id is null ${waiting ? sql`and not ${mustWait}` : sql``}
          order by first_ref_key) as ordered`.execute(ctx.db);
  await sql`analyze founders`.execute(ctx.db);
  const lost = await claim(ctx);
  await claimUnseen(ctx, 'founders');
  await insertFounders(ctx, columns);
  await keepInSight(ctx);
  return lost;
}

/** `shared_keys`: identifiers of several unmatched groups, each with the first of them. */
async function findShared(ctx: Ctx): Promise<void> {
  await sql`drop table if exists pg_temp.shared_keys`.execute(ctx.db);
  await sql`
    create temp table shared_keys on commit drop as
    select k.kind, k.namespace, k.value, min(leader) as first_leader
    from mention_keys k join mention_groups g using (leader) where g.customer_id is null
    group by k.kind, k.namespace, k.value having count(*) > 1`.execute(ctx.db);
  await sql`analyze shared_keys`.execute(ctx.db);
}

/** Another unmatched group shares an identifier, comes first, and is not told apart by an id of the same source. */
const mustWait = sql`exists (
  select from mention_keys mine
  join shared_keys shared using (kind, namespace, value)
  join mention_groups other on other.leader = shared.first_leader
  where mine.leader = g.leader and other.leader < g.leader
    and not (${TELLS_APART} and other.rank = g.rank and other.namespace = g.namespace))`;

/**
 * Writes the founders' identifiers into the directory, strongest first and in one order everywhere, so that two
 * transactions wait for each other in one direction only. Of founders who share one, the first gets it. Who loses one to
 * another transaction gives back the others and stays unmatched.
 */
async function claim(ctx: Ctx): Promise<number> {
  const { rows } = await sql<{ lost: number }>`
    with claims as (
      select distinct on (k.rank, k.namespace, k.value)
        k.rank, k.kind, k.namespace, k.value, f.customer_id, k.original
      from founders f join mention_keys k using (leader)
      where not k.unseen and not exists (select from known_keys known
                        where (known.kind, known.namespace, known.value) = (k.kind, k.namespace, k.value))
      order by k.rank, k.namespace, k.value, k.leader
    ),
    won as (
      insert into customers.identities (kind, namespace, value, customer_id, original, added_at)
      select kind, namespace, value, customer_id, original, ${ctx.now}
      from claims order by rank, namespace, value
      on conflict do nothing
      returning 1
    )
    select (select count(*) from claims) - (select count(*) from won) as lost`.execute(ctx.db);
  const lost = rows[0]?.lost ?? 0;
  if (lost > 0) await giveBack(ctx);
  return lost;
}

async function giveBack(ctx: Ctx): Promise<void> {
  await sql`
    with losers as (
      delete from founders where leader in (
        select k.leader from mention_keys k
        join customers.identities i on (i.kind, i.namespace, i.value) = (k.kind, k.namespace, k.value)
        where not k.unseen and not exists (select from founders f where f.customer_id = i.customer_id)
          and not exists (select from known_keys known
                          where (known.kind, known.namespace, known.value) = (k.kind, k.namespace, k.value)))
      returning customer_id
    )
    delete from customers.identities where customer_id in (select customer_id from losers)`.execute(ctx.db);
}

/** People call a customer by the source's number, or by ours where there is none. */
async function insertFounders(ctx: Ctx, columns: readonly string[]): Promise<void> {
  const said = ['phone', 'email', ...columns];
  await sql`
    insert into customers.customers (customer_id, code, created_at, updated_at, ${sql.join(said.map((c) => sql.ref(c)))})
    select f.customer_id, coalesce(g.external_id, 'C' || lpad(f.customer_id::text, 8, '0')), ${ctx.now}, ${ctx.now},
      ${sql.join(said.map((c) => (c === 'kind' ? sql`coalesce(p.kind, 'person')` : sql.ref(`p.${c}`))))}
    from founders f
    join mention_groups g using (leader)
    join (${lastSaid('leader', said, sql`select m.* from mentions m join founders using (leader)`)}) as p using (leader)
    order by f.customer_id`.execute(ctx.db);
  await sql`
    update mention_groups g set customer_id = f.customer_id, created = true
    from founders f where f.leader = g.leader`.execute(ctx.db);
}

async function publishMatches(ctx: Ctx): Promise<void> {
  await sql`
    create temp table matched_customers on commit drop as
    select m.ref_key, g.customer_id, made.customer_id is not null as created
    from mentions m
    left join mention_groups g using (leader)
    left join (select distinct customer_id from mention_groups where created) as made
      on made.customer_id = g.customer_id`.execute(ctx.db);
  await sql`alter table matched_customers add primary key (ref_key)`.execute(ctx.db);
  await sql`analyze matched_customers (ref_key)`.execute(ctx.db);
}
