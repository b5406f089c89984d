/** Everything one person is written down by, gathered before it is erased. */
import { sql } from 'kysely';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Ctx } from '#platform/context.ts';
import type { Traces } from '#platform/traces.ts';

/** Shorter texts are too common to be looked for everywhere. */
const SHORTEST_TRACE = 6;

type Written = { kind: string; value: string };

/** `shared`: spellings that other people's records show too, and that are therefore left alone. */
export type PersonTraces = Traces & { shared: number };

export async function gatherTraces(ctx: Ctx, customerIds: readonly number[]): Promise<PersonTraces> {
  const written = await readWritten(ctx, customerIds);
  const others = await ofOthers(ctx, customerIds, written);
  const own = written.filter(({ kind, value }) => !others.has(`${kind} ${value}`));
  const within = (value: string) => others.has(`within ${value}`);
  const anywhere = own.flatMap(({ kind, value }) => {
    if (kind === 'phone') return phoneSpellings(value);
    if (within(value) || (kind === 'name' && !isRare(value))) return [];
    return [value, value.toLowerCase()];
  });
  return {
    anywhere: longestFirst(anywhere).filter((text) => text.length >= shortest(text)),
    whole: [...new Set(own.flatMap(({ kind, value }) => (kind === 'name' || kind === 'address' ? [value] : [])))],
    shared: written.length - own.length,
  };
}

const longestFirst = (texts: readonly string[]) => [...new Set(texts)].toSorted((a, b) => b.length - a.length);

/** A name of three characters or two words stands for somebody; 高兴 and "May" are words as well. */
const isRare = (name: string): boolean => /^\p{Script=Han}{3,}$/u.test(name) || /^\S{2,}( \S{2,})+$/.test(name);
const shortest = (text: string) => (/^\p{Script=Han}+$/u.test(text) ? 3 : SHORTEST_TRACE);

/** Of the customer and the records merged into it. External ids are numbers of other systems: without the directory they lead to nobody. */
async function readWritten(ctx: Ctx, customerIds: readonly number[]): Promise<Written[]> {
  const { rows } = await sql<Written>`
    select distinct kind, trim(value) as value from (
      select kind, value from customers.known_identities where customer_id = any(${customerIds}::bigint[]) and kind <> 'external'
      union all
      select kind, original from customers.known_identities where customer_id = any(${customerIds}::bigint[]) and kind <> 'external'
      union all
      select said.kind, said.value from customers.customers c, lateral (values ('phone', c.phone), ('email', c.email),
        ('name', c.name), ('address', c.address)) as said (kind, value)
      where c.customer_id = any(${customerIds}::bigint[])
      union all
      select said.kind, m.image ->> said.kind from customers.merged_profiles m,
        (values ('phone'), ('email'), ('name'), ('address')) as said (kind)
      where m.customer_id = any(${customerIds}::bigint[])
    ) as written where value is not null and trim(value) <> ''`.execute(ctx.db);
  return rows;
}

/** A family's telephone, two people of one name, a member of staff who is a customer: what is theirs stays. */
async function ofOthers(
  ctx: Ctx,
  customerIds: readonly number[],
  written: readonly Written[],
): Promise<ReadonlySet<string>> {
  const values = (kind: string) => written.filter((one) => one.kind === kind).map((one) => one.value);
  const { rows } = await sql<Written>`
    select 'phone' as kind, phone as value from customers.customers
      where phone = any(${values('phone')}::text[]) and customer_id <> all(${customerIds}::bigint[])
    union select 'email', email from customers.customers
      where email = any(${values('email')}::text[]) and customer_id <> all(${customerIds}::bigint[])
    union select 'name', name from customers.customers
      where name = any(${values('name')}::text[]) and customer_id <> all(${customerIds}::bigint[])
    union select 'address', address from customers.customers
      where address = any(${values('address')}::text[]) and customer_id <> all(${customerIds}::bigint[])
    union select q.kind, q.value from customers.claimed_identities q join customers.customers other using (customer_id)
      where q.value = any(${written.map((one) => one.value)}::text[]) and other.customer_id <> all(${customerIds}::bigint[])
        and other.erased_at is null
    union select 'within', part from unnest(${[...values('name'), ...values('address')]}::text[]) as part
      where exists (select from customers.customers where customer_id <> all(${customerIds}::bigint[])
        and (strpos(name, part) > 0 or strpos(address, part) > 0))
    union select 'name', name from access.users where name = any(${values('name')}::text[])
    union select 'name', name from access.stores where name = any(${values('name')}::text[])
    union select 'email', email from access.users where email = any(${values('email')}::text[])`.execute(ctx.db);
  return new Set(rows.map(({ kind, value }) => `${kind} ${value}`));
}

/** E.164, with 00, national, as people group it. */
function phoneSpellings(value: string): string[] {
  const parsed = parsePhoneNumberFromString(value, 'CN');
  if (!parsed) return [value];
  const digits = parsed.number.slice(1);
  const national = parsed.formatNational();
  const plain = national.replaceAll(/\D/g, '');
  const mobile = /^(1\d{2})(\d{4})(\d{4})$/.exec(plain);
  const grouped = mobile ? [mobile.slice(1).join(' '), mobile.slice(1).join('-')] : [];
  return [value, parsed.number, digits, `00${digits}`, national, plain, national.replaceAll(' ', '-'), ...grouped];
}
