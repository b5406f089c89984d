/**
 * Whom a text may mean, the likeliest first: the number, phone, e-mail or name itself, its beginning, the sound of a name or
 * its first letters, the end or a part of a phone, and, where little was found, whatever differs by one slip. Each kind is
 * one index scan that stops at its limit, cut by whom the actor may know of.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { isOneSlip, nearHashes } from './near-words.ts';
import { seesEverybody, visibleCustomers } from './scope.ts';
import { mailboxOf } from './search-keys.ts';

/** What made a customer a candidate. */
export type Match =
  | 'code'
  | 'external'
  | 'phone'
  | 'email'
  | 'name'
  | 'sound'
  | 'initials'
  | 'phone_part'
  | 'merged'
  | 'tag'
  | 'similar';

export type Candidate = { customerId: number; by: Match; value: string | null };

/** More candidates than anybody reads; a search that finds more shows some of them and is narrowed by typing on. */
const MOST_CANDIDATES = 1_000;
/** Slips are looked for where so few were found. */
const FEW = 5;

type Scan = {
  by: Match;
  rank: number;
  from: RawBuilder<unknown>;
  where: RawBuilder<unknown>;
  value: RawBuilder<unknown>;
};

/** The best reason of each, in the order of how well they fit. */
export async function findCandidates(ctx: Ctx, text: string): Promise<Candidate[]> {
  const found = await runScans(ctx, scansFor(text));
  if (found.length >= FEW) return found;
  const known = new Set(found.map((one) => one.customerId));
  const similar = await findSimilar(ctx, text);
  return [...found, ...similar.filter((one) => !known.has(one.customerId))];
}

async function runScans(ctx: Ctx, scans: readonly Scan[]): Promise<Candidate[]> {
  const cut = seesEverybody(ctx)
    ? sql``
    : sql`and exists (select from customers.customers c where c.customer_id = k.customer_id and ${visibleCustomers(ctx)})`;
  const parts = scans.map(
    ({ by, rank, from, where, value }) => sql`
      (select k.customer_id, ${sql.lit(rank)} as rank, ${sql.lit(by)} as by, ${value} as value
       from ${from} where ${where} ${cut} limit ${sql.lit(MOST_CANDIDATES)})`,
  );
  if (parts.length === 0) return [];
  const { rows } = await sql<Candidate>`
    select customer_id as "customerId", by, value from (
      select distinct on (customer_id) customer_id, rank, by, value from (${sql.join(parts, sql` union all `)}) as found
      order by customer_id, rank
    ) as best
    order by rank, length(value), customer_id desc limit ${sql.lit(MOST_CANDIDATES)}`.execute(ctx.db);
  return rows;
}

const literally = (text: string) => text.replace(/[\\%_]/g, String.raw`\$&`);
const beginsWith = (text: string) => `${literally(text)}%`;
const contains = (text: string) => `%${literally(text)}%`;

function scansFor(text: string): Scan[] {
  const among = (directory: RawBuilder<unknown>) => [
    ...byExternalId(text, directory),
    ...byEmail(text, directory),
    ...byPhone(text, directory),
  ];
  return [
    ...byCode(text),
    ...among(sql`customers.identities`),
    ...among(sql`customers.claimed_identities`),
    ...byPhonePart(text),
    ...byName(text),
    ...bySound(text),
    byTag(text),
  ];
}

const CUSTOMERS = sql`customers.customers k`;
const KEYS = sql`customers.search_keys k`;

function byCode(text: string): Scan[] {
  const code = { by: 'code', from: CUSTOMERS, value: sql`k.code` } as const;
  return [
    { ...code, rank: 0, where: sql`k.code = ${text}` },
    { ...code, rank: 1, where: sql`k.code like ${beginsWith(text)}` },
    {
      by: 'merged',
      rank: 1,
      from: sql`customers.tombstones k`,
      where: sql`k.code like ${beginsWith(text)}`,
      value: sql`k.code`,
    },
  ];
}

function byExternalId(text: string, directory: RawBuilder<unknown>): Scan[] {
  const external = {
    by: 'external',
    from: sql`ingest.sources s join ${directory} k on k.kind = 'external' and k.namespace = s.code`,
    value: sql`k.original`,
  } as const;
  return [
    { ...external, rank: 0, where: sql`k.value = ${text}` },
    { ...external, rank: 1, where: sql`k.value like ${beginsWith(text)}` },
  ];
}

function byEmail(text: string, directory: RawBuilder<unknown>): Scan[] {
  if (!/^[\w.+-]+(@[\w.-]*)?$/.test(text)) return [];
  const mine = sql`k.kind = 'email' and k.namespace = ''`;
  return [
    {
      by: 'email',
      from: sql`${directory} k`,
      value: sql`k.value`,
      rank: text.includes('@') ? 0 : 4,
      where: sql`${mine} and k.value like ${beginsWith(text.toLowerCase())}`,
    },
  ];
}

/** Numbers are stored with their country; people type the mainland ones without, often the end, sometimes a part. */
function byPhone(text: string, directory: RawBuilder<unknown>): Scan[] {
  const digits = digitsOf(text);
  if (digits === null) return [];
  const mine = sql`k.kind = 'phone' and k.namespace = ''`;
  const phone = { by: 'phone', from: sql`${directory} k`, value: sql`k.value` } as const;
  const beginnings = digits.startsWith('+') ? [digits] : [`+86${digits}`, `+${digits}`];
  const scans: Scan[] = beginnings.map((beginning) => ({
    ...phone,
    rank: 1,
    where: sql`${mine} and k.value like ${beginsWith(beginning)}`,
  }));
  if (digits.length < 4 || digits.startsWith('+')) return scans;
  const tail = beginsWith(digits.split('').toReversed().join(''));
  return [...scans, { ...phone, rank: 2, where: sql`k.kind = 'phone' and reverse(k.value) like ${tail}` }];
}

function byPhonePart(text: string): Scan[] {
  const digits = digitsOf(text);
  if (digits === null || digits.length < 4 || digits.startsWith('+')) return [];
  return [
    { by: 'phone_part', rank: 5, from: KEYS, where: sql`k.digits like ${contains(digits)}`, value: sql`k.digits` },
  ];
}

function digitsOf(text: string): string | null {
  const digits = text.normalize('NFKC').replace(/[\s()-]/g, '');
  return /^\+?\d{3,}$/.test(digits) ? digits : null;
}

/** A Chinese character is in few names, a Latin letter in most: those are looked up by threes. */
function byName(text: string): Scan[] {
  const name = { by: 'name', from: CUSTOMERS, value: sql`k.name` } as const;
  const starts: Scan[] = [
    { ...name, rank: 0, where: sql`k.name = ${text}` },
    { ...name, rank: 1, where: sql`k.name like ${beginsWith(text)}` },
  ];
  const part = sql`k.name ilike ${contains(text)}`;
  if (text.length < 2) return starts;
  if (/[\u0250-\uFFFF]/.test(text)) {
    const characters = sql`customers.name_characters(k.name) @> customers.name_characters(${text})`;
    return [...starts, { ...name, rank: 4, where: sql`${characters} and ${part}` }];
  }
  return text.length < 3 ? starts : [...starts, { ...name, rank: 4, where: part }];
}

/** Typed in letters: zhangsan, xiaohong, zs. */
function bySound(text: string): Scan[] {
  const letters = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ü', 'v')
    .replace(/[\s'’.-]/g, '');
  if (!/^[a-z]{2,}$/.test(letters)) return [];
  const key = (
    by: Match,
    column: 'spelled' | 'given' | 'initials',
    rank: number,
    where: RawBuilder<unknown>,
  ): Scan => ({
    by,
    rank,
    from: KEYS,
    where,
    value: sql.ref(`k.${column}`),
  });
  return [
    key('sound', 'spelled', 2, sql`k.spelled = ${letters}`),
    key('sound', 'given', 2, sql`k.given = ${letters}`),
    key('initials', 'initials', 2, sql`k.initials = ${letters}`),
    key('sound', 'spelled', 3, sql`k.spelled like ${beginsWith(letters)}`),
    key('sound', 'given', 3, sql`k.given like ${beginsWith(letters)}`),
    key('initials', 'initials', 4, sql`k.initials like ${beginsWith(letters)}`),
  ];
}

const byTag = (text: string): Scan => ({
  by: 'tag',
  rank: 1,
  from: sql`customers.tags t join customers.customer_tags k using (tag_id)`,
  where: sql`t.name = ${text}`,
  value: sql`t.name`,
});

type Near = { customerId: number; name: string | null; spelled: string | null; emails: string[] };

/** Neighbours by hash are looked at one by one: a hash may lie, and two slips may share a spelling. */
async function findSimilar(ctx: Ctx, text: string): Promise<Candidate[]> {
  const folded = text.normalize('NFKC').toLowerCase();
  const letters = folded.replaceAll('ü', 'v').replace(/[^\p{L}\p{N}]/gu, '');
  const mailbox = folded.includes('@') ? mailboxOf(folded) : folded;
  const hashes = [...nearHashes('spelled', letters), ...nearHashes('written', text), ...nearHashes('mail', mailbox)];
  if (hashes.length === 0) return [];
  const { rows } = await sql<Near>`
    select k.customer_id as "customerId", c.name, k.spelled,
      array(select i.value from customers.known_identities i where i.customer_id = c.customer_id and i.kind = 'email') as emails
    from customers.search_keys k join customers.customers c using (customer_id)
    where k.near && ${hashes}::int[] and ${visibleCustomers(ctx)} limit ${sql.lit(MOST_SIMILAR)}`.execute(ctx.db);
  return rows.flatMap((row) => {
    const words = [row.spelled, ...(row.name?.toLowerCase().split(/\s+/) ?? [])].filter((word) => word !== null);
    if (words.some((word) => isOneSlip(word, letters)) || (row.name && isOneSlip(row.name, text)))
      return [{ customerId: row.customerId, by: 'similar' as const, value: row.name }];
    const email = row.emails.find((address) => isOneSlip(mailboxOf(address), mailbox) || isOneSlip(address, folded));
    return email ? [{ customerId: row.customerId, by: 'similar' as const, value: email }] : [];
  });
}

const MOST_SIMILAR = 200;
