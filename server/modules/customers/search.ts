import { sql, type RawBuilder } from 'kysely';

/** More candidates than anybody reads; a search that finds more shows some of them and is narrowed by typing on. */
const MOST_CANDIDATES = 1_000;

/**
 * Selects the `customer_id` of whoever `text` may mean: the beginning of a customer number, phone, e-mail, external id or
 * name, the last digits of a phone, or from two characters on (three Latin ones) any part of a name;
 * or the whole name of a tag. Each kind is one index scan.
 */
export function candidatesFor(text: string): RawBuilder<unknown> {
  const kinds = [...byNumber(text), ...byPhone(text), ...byName(text), byTag(text)];
  const scans = kinds.map((scan) => sql`(${scan} limit ${MOST_CANDIDATES})`);
  return sql`select customer_id from (${sql.join(scans, sql` union `)}) as candidates limit ${MOST_CANDIDATES}`;
}

const literally = (text: string) => text.replace(/[\\%_]/g, String.raw`\$&`);
const beginsWith = (text: string) => `${literally(text)}%`;

function byNumber(text: string): RawBuilder<unknown>[] {
  const scans = [
    sql`select customer_id from customers.customers where code like ${beginsWith(text)}`,
    sql`select i.customer_id from ingest.sources s join customers.identities i on i.kind = 'external'
        and i.namespace = s.code and i.value like ${beginsWith(text)}`,
  ];
  if (!/^[\w.+-]+(@[\w.-]*)?$/.test(text)) return scans;
  return [...scans, identities('email', beginsWith(text.toLowerCase()))];
}

/** Numbers are stored with their country; people type the mainland ones without, and often just the end. */
function byPhone(text: string): RawBuilder<unknown>[] {
  const digits = text.normalize('NFKC').replace(/[\s()-]/g, '');
  if (!/^\+?\d{3,}$/.test(digits)) return [];
  const beginnings = digits.startsWith('+') ? [digits] : [`+86${digits}`, `+${digits}`];
  const scans = beginnings.map((beginning) => identities('phone', beginsWith(beginning)));
  if (digits.length < 4 || digits.startsWith('+')) return scans;
  const tail = beginsWith(digits.split('').toReversed().join(''));
  return [
    ...scans,
    sql`select customer_id from customers.identities where kind = 'phone' and reverse(value) like ${tail}`,
  ];
}

/** A Chinese character is in few names, a Latin letter in most: those are looked up by threes. */
function byName(text: string): RawBuilder<unknown>[] {
  const starts = sql`select customer_id from customers.customers where name like ${beginsWith(text)}`;
  const contains = sql`name ilike ${`%${literally(text)}%`}`;
  if (text.length < 2) return [starts];
  if (/[\u0250-\uFFFF]/.test(text)) {
    const characters = sql`customers.name_characters(name) @> customers.name_characters(${text})`;
    return [starts, sql`select customer_id from customers.customers where ${characters} and ${contains}`];
  }
  if (text.length < 3) return [starts];
  return [starts, sql`select customer_id from customers.customers where ${contains}`];
}

const byTag = (text: string) =>
  sql`select b.customer_id from customers.tags t join customers.customer_tags b using (tag_id) where t.name = ${text}`;

const identities = (kind: string, pattern: string) =>
  sql`select customer_id from customers.identities where kind = ${kind} and namespace = '' and value like ${pattern}`;
