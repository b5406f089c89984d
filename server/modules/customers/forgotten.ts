/**
 * Customers who were forgotten on their request. A record stays, so that trade is still counted; what they were known
 * by stays as salted digests, so that the same file imported again finds the erased record and brings nobody back. Whoever
 * wants to be known again is let in by lifting the suppression.
 */
import { randomBytes } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { ConflictError } from '#platform/errors.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import { visibleCustomers } from './scope.ts';

const SALT = 'customers.suppression_salt';

/** Null until somebody is forgotten for the first time. */
const readSalt = async (ctx: Ctx): Promise<string | null> =>
  (await getSetting<{ salt: string }>(ctx, SALT))?.salt ?? null;

async function ensureSalt(ctx: Ctx): Promise<string> {
  const kept = await readSalt(ctx);
  if (kept) return kept;
  const salt = randomBytes(32).toString('base64url');
  await saveSetting(ctx, SALT, { salt });
  return salt;
}

/** Of the columns `kind`, `namespace` and `value` of `alias`. */
const digest = (salt: string, alias: string): RawBuilder<unknown> => {
  const [kind, namespace, value] = ['kind', 'namespace', 'value'].map((column) => sql.ref(`${alias}.${column}`));
  return sql`sha256(convert_to(concat_ws(chr(31), ${salt}::text, ${kind}, ${namespace}, ${value}), 'UTF8'))`;
};

/**
 * Keeps digests of everything the customers are known by and marks their profiles; call before identities are deleted.
 * A phone or e-mail that another customer's profile also shows is theirs too and stays free, and so does what another
 * customer claims (`out-of-sight.ts`).
 */
export async function forgetProfiles(ctx: Ctx, customerIds: readonly number[]): Promise<void> {
  const salt = await ensureSalt(ctx);
  await sql`
    insert into customers.suppressions (digest, customer_id, suppressed_at)
    select distinct on (1) ${digest(salt, 'i')}, i.customer_id, ${ctx.now}::timestamptz from customers.known_identities i
    where i.customer_id = any(${customerIds}::bigint[]) and not exists (
      select from customers.customers other
      where other.customer_id <> all(${customerIds}::bigint[])
        and ((i.kind = 'phone' and other.phone = i.value) or (i.kind = 'email' and other.email = i.value)))
      and not exists (
        select from (
          select customer_id, kind, namespace, value from customers.identities
          union all select customer_id, kind, namespace, value from customers.claimed_identities) as q
        join customers.customers other using (customer_id)
        where (q.kind, q.namespace, q.value) = (i.kind, i.namespace, i.value) and other.erased_at is null
          and other.customer_id <> all(${customerIds}::bigint[]))
    on conflict (digest) do nothing`.execute(ctx.db);
  await sql`
    update customers.customers set erased_at = ${ctx.now}, updated_at = ${ctx.now}
    where customer_id = any(${customerIds}::bigint[])`.execute(ctx.db);
}

/** From now on whoever comes with these identifiers is somebody new. Answers how many are free again. */
export async function liftSuppressions(ctx: Ctx, customerId: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from customers.suppressions where customer_id = ${customerId}`.execute(ctx.db);
  return Number(numAffectedRows ?? 0);
}

export async function isForgotten(ctx: Ctx, customerId: number): Promise<boolean> {
  const { rows } = await sql`
    select from customers.customers where customer_id = ${customerId} and erased_at is not null`.execute(ctx.db);
  return rows.length > 0;
}

/** In SQL, of the customer a column names: a record that was erased, of which nothing is written. */
export const isErased = (column: RawBuilder<unknown>): RawBuilder<boolean> => sql`exists (
  select from customers.customers erased where erased.customer_id = ${column} and erased.erased_at is not null)`;

/** Nothing is written about whoever was forgotten. */
export async function refuseForgotten(ctx: Ctx, customerId: number): Promise<void> {
  if (await isForgotten(ctx, customerId))
    throw new ConflictError('customers.forgotten', 'This customer was erased on request.');
}

/** The same words whoever asks and whoever it was: they tell of the identifier alone. */
export const identifierForgotten = (): ConflictError =>
  new ConflictError('customers.identifier_forgotten', 'Whoever had this identifier asked to be forgotten.');

/** Whoever it was, in sight or out of it. */
export async function refuseSuppressed(ctx: Ctx, kind: 'phone' | 'email', value: string): Promise<void> {
  const salt = await readSalt(ctx);
  if (salt === null) return;
  const { rows } = await sql`
    select from customers.suppressions s,
      (select ${kind}::text as kind, '' as namespace, ${value}::text as value) as k
    where s.digest = ${digest(salt, 'k')}`.execute(ctx.db);
  if (rows.length > 0) throw identifierForgotten();
}

/** In SQL, of `alias` with kind, namespace and value: nobody asked to be forgotten by it. */
export async function notForgotten(ctx: Ctx, alias: string): Promise<RawBuilder<boolean>> {
  const salt = await readSalt(ctx);
  if (salt === null) return sql`true`;
  return sql`not exists (select from customers.suppressions s where s.digest = ${digest(salt, alias)})`;
}

/**
 * Within `matchMentions`: groups with an identifier of somebody forgotten are the erased record's, and lose their keys, so
 * that none is written to the directory. Where the writer may not know of the erased record they are nobody's: no record is
 * made and none is named. A group whose leader belongs to somebody living stays theirs (a telephone that has another owner
 * now) and loses the identifier only. `beside` selects `ref_key, kind, namespace, value` of what the mentions say without
 * being recognised by it. Free of charge in a house where nobody was ever forgotten.
 */
export async function recogniseForgotten(ctx: Ctx, beside: RawBuilder<unknown> | null): Promise<void> {
  const salt = await readSalt(ctx);
  if (salt === null) return;
  await sql`drop table if exists pg_temp.forgotten_keys`.execute(ctx.db);
  await sql`
    create temp table forgotten_keys on commit drop as
    select k.*, c.customer_id, exists (
      select from mention_keys lead join customers.known_identities i using (kind, namespace, value)
      join customers.customers living on living.customer_id = i.customer_id
      where lead.leader = k.leader and lead.rank = g.rank and living.erased_at is null and ${visibleCustomers(ctx, 'living')}
        and not exists (select from customers.suppressions s where s.digest = ${digest(salt, 'lead')})) as held
    from (select leader, kind, namespace, value from mention_keys
          ${beside ? sql`union select m.leader, b.kind, b.namespace, b.value from (${beside}) as b join mentions m using (ref_key)` : sql``}) as k
    join mention_groups g using (leader)
    join customers.suppressions s on s.digest = ${digest(salt, 'k')}
    left join customers.customers c on c.customer_id = s.customer_id and ${visibleCustomers(ctx)}`.execute(ctx.db);
  await sql`
    delete from mention_keys k using forgotten_keys f
    where k.leader = f.leader and (not f.held or (k.kind, k.namespace, k.value) = (f.kind, f.namespace, f.value))`.execute(
    ctx.db,
  );
  await sql`
    with found as (
      select leader, min(customer_id) as customer_id from forgotten_keys where not held group by leader
    ), refused as (
      delete from mention_groups g using found where g.leader = found.leader and found.customer_id is null
    )
    update mention_groups g set customer_id = found.customer_id
    from found where found.leader = g.leader and found.customer_id is not null`.execute(ctx.db);
  await silence(ctx, salt, sql`m.leader in (select leader from forgotten_keys where held)`);
}

/** Of mentions that say more than they are recognised by: no telephone or e-mail of somebody forgotten reaches a profile. */
export async function silenceForgotten(ctx: Ctx): Promise<void> {
  const salt = await readSalt(ctx);
  if (salt !== null) await silence(ctx, salt, sql`num_nonnulls(m.phone, m.email) > 0`);
}

async function silence(ctx: Ctx, salt: string, which: RawBuilder<unknown>): Promise<void> {
  const said = (kind: 'phone' | 'email') => sql`exists (
    select from (select ${kind}::text as kind, '' as namespace, ${sql.ref(`m.${kind}`)} as value) as k
    join customers.suppressions s on s.digest = ${digest(salt, 'k')})`;
  const kept = (kind: 'phone' | 'email') =>
    sql`${sql.ref(kind)} = case when ${said(kind)} then null else ${sql.ref(`m.${kind}`)} end`;
  await sql`
    update mentions m set ${kept('phone')}, ${kept('email')}
    where ${which} and (${said('phone')} or ${said('email')})`.execute(ctx.db);
}
