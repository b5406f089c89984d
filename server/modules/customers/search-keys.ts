/**
 * What customers are found by beside their identifiers. A function of name, phones and e-mails, recomputed by a reaction to
 * whatever may have changed them. About 30 µs a customer; a million are filled in the background in some minutes.
 */
import { sql } from 'kysely';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { initialsOf, syllablesOf } from '#platform/pinyin.ts';
import { holdCustomers } from './holding.ts';
import { nearHashes } from './near-words.ts';

/** One more whenever the rule changes: rows of an older one are made again at the next start. */
const VERSION = 1;
const AT_ONCE = 2_000;
/** Any constant. */
const KEEPING = 2_026_030_126;

type Found = { customer_id: number; name: string | null; phones: string[]; emails: string[] };
type Keys = {
  spelled: string | null;
  given: string | null;
  initials: string | null;
  digits: string | null;
  near: number[];
};

export async function refreshSearchKeys(ctx: Ctx, { customerIds }: { customerIds: readonly number[] }): Promise<void> {
  if (customerIds.length === 0) return;
  await inTransaction(ctx, async (ctx) => {
    await holdCustomers(ctx);
    // Two that read and write the same customer could end in the wrong order, and the staler one would stand.
    await sql`select pg_advisory_xact_lock(${KEEPING}::bigint)`.execute(ctx.db);
    const found = await readFound(ctx, customerIds);
    const made = found.map((one) => ({ customerId: one.customer_id, ...keysOf(one) })).filter(isFindable);
    await write(ctx, made);
    const kept = made.map((one) => one.customerId);
    await sql`
      delete from customers.search_keys
      where customer_id = any(${customerIds}::bigint[]) and customer_id <> all(${kept}::bigint[])`.execute(ctx.db);
  });
}

async function readFound(ctx: Ctx, customerIds: readonly number[]): Promise<Found[]> {
  const { rows } = await sql<Found>`
    select c.customer_id, c.name,
      array(select i.value from customers.known_identities i
        where i.customer_id = c.customer_id and i.kind = 'phone' order by i.value) as phones,
      array(select i.value from customers.known_identities i
        where i.customer_id = c.customer_id and i.kind = 'email' order by i.value) as emails
    from customers.customers c where c.customer_id = any(${customerIds}::bigint[])`.execute(ctx.db);
  return rows;
}

const CHINESE = /^\p{Script=Han}+$/u;

/** Pure. */
export function keysOf({ name, phones, emails }: Omit<Found, 'customer_id'>): Keys {
  const syllables = name ? syllablesOf(name) : [];
  const spelled = syllables.join('').slice(0, 120) || null;
  const near = [
    ...nearHashes('spelled', spelled ?? ''),
    ...(syllables.length > 1 && !CHINESE.test(name ?? '')
      ? syllables.flatMap((word) => nearHashes('spelled', word))
      : []),
    ...(CHINESE.test(name ?? '') ? nearHashes('written', name ?? '') : []),
    ...emails.flatMap((address) => nearHashes('mail', mailboxOf(address))),
  ];
  return {
    spelled,
    given: syllables.slice(1).join('').slice(0, 120) || null,
    initials: name && syllables.length > 1 ? initialsOf(name).slice(0, 40) : null,
    digits: phones.map(nationalDigits).join(' ') || null,
    near: [...new Set(near)],
  };
}

export const mailboxOf = (address: string): string => address.slice(0, Math.max(0, address.lastIndexOf('@')));
const nationalDigits = (phone: string): string => phone.replace(/^\+86/, '').replace(/\D/g, '');

const isFindable = (keys: Keys): boolean => keys.spelled !== null || keys.digits !== null || keys.near.length > 0;

async function write(ctx: Ctx, made: readonly (Keys & { customerId: number })[]): Promise<void> {
  if (made.length === 0) return;
  await sql`
    insert into customers.search_keys as stored (customer_id, spelled, given, initials, digits, near, version)
    select "customerId", spelled, given, initials, digits, near, ${VERSION}
    from jsonb_to_recordset(${JSON.stringify(made)}::jsonb)
      as made ("customerId" bigint, spelled text, given text, initials text, digits text, near int[])
    on conflict (customer_id) do update set spelled = excluded.spelled, given = excluded.given,
      initials = excluded.initials, digits = excluded.digits, near = excluded.near, version = excluded.version
    where (stored.spelled, stored.given, stored.initials, stored.digits, stored.near, stored.version)
      is distinct from (excluded.spelled, excluded.given, excluded.initials, excluded.digits, excluded.near, excluded.version)`.execute(
    ctx.db,
  );
}

/** Of everybody who has none, or has them by an older rule, in the order of their ids. Looks at all customers once. */
export async function fillSearchKeys(ctx: Ctx): Promise<void> {
  for (let after = 0; ;) {
    const { rows } = await sql<{ customer_id: number }>`
      select c.customer_id from customers.customers c
      left join customers.search_keys k on k.customer_id = c.customer_id and k.customer_id > ${after}
      where c.customer_id > ${after} and (c.name is not null or c.phone is not null or c.email is not null)
        and k.version is distinct from ${VERSION}
      order by c.customer_id limit ${AT_ONCE}`.execute(ctx.db);
    const last = rows.at(-1);
    if (!last) return;
    await refreshSearchKeys(ctx, { customerIds: rows.map((row) => row.customer_id) });
    after = last.customer_id;
  }
}

/** Whether names and phones are still being read: what was written just now may not be found by its sound yet. */
export async function areKeysBehind(ctx: Ctx): Promise<boolean> {
  const { rows } = await sql`
    select from graphile_worker.jobs
    where task_identifier in ('customers.recorded', 'orders.recorded', 'customers.merged', ${FILL_JOB}) limit 1`.execute(
    ctx.db,
  );
  return rows.length > 0;
}

export const FILL_JOB = 'customers_search_fill';
