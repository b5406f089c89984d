/**
 * The profile of a customer who is several records: each record's own values are kept as they were alone, and of every
 * column it is known whose value stands. What stands is made of that, so a record can leave at any time and in any order.
 * Pure, but for reading and writing at the end.
 */
import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { OwnedRow } from '#platform/owned-tables.ts';
import { MERGE_FIELDS } from './merge-fields.ts';

const COLUMNS: readonly string[] = Object.values(MERGE_FIELDS);

/** By column: the records whose value stands, joined where there are several; the record in sight where nothing is said. */
export type Choices = Readonly<Record<string, readonly number[]>>;

export type Member = { image: OwnedRow; choices: Choices };
/** The records a customer is made of, by their ids, the one in sight included. */
export type Members = Map<number, Member>;

/** What stands when `holderId` is the record in sight. */
export function profileOf(members: Members, holderId: number): OwnedRow {
  const own = memberOf(members, holderId);
  return {
    ...own.image,
    ...Object.fromEntries(COLUMNS.map((column) => [column, valueOf(members, chosen(own, holderId, column), column)])),
  };
}

const chosen = (member: Member, id: number, column: string): readonly number[] => member.choices[column] ?? [id];

function valueOf(members: Members, origins: readonly number[], column: string): unknown {
  const values = origins.map((origin) => members.get(origin)?.image[column] ?? null).filter((value) => value !== null);
  return origins.length > 1 ? [...new Set(values.map(String))].join('\n') || null : (values[0] ?? null);
}

/** What somebody wrote since then is the record's own value from now on. */
export function absorbEdits(members: Members, holderId: number, current: OwnedRow): Members {
  const own = memberOf(members, holderId);
  const standing = profileOf(members, holderId);
  const isEdited = (column: string) => !isDeepStrictEqual(standing[column] ?? null, current[column] ?? null);
  const kept = COLUMNS.filter((column) => !isEdited(column)).map((column) => [column, own.image[column] ?? null]);
  const choices = Object.fromEntries(Object.entries(own.choices).filter(([column]) => !isEdited(column)));
  return new Map(members).set(holderId, { image: { ...current, ...Object.fromEntries(kept) }, choices });
}

/** `choices` are between the records in sight; each of them stands for the records it is made of itself. */
export function joinMembers(parts: ReadonlyMap<number, Members>, survivorId: number, choices: Choices): Members {
  const all: Members = new Map([...parts.values()].flatMap((members) => [...members]));
  const own = memberOf(all, survivorId);
  const flat = Object.entries(choices).map(([column, recordIds]) => [
    column,
    recordIds.flatMap((recordId) => chosen(memberOf(all, recordId), recordId, column)),
  ]);
  return all.set(survivorId, { image: own.image, choices: { ...own.choices, ...Object.fromEntries(flat) } });
}

/**
 * Without those who leave. Where their value stood, the record's own comes back, or, where it has none, that of the first
 * record below it (by `family`, itself first) that is still there.
 */
export function withoutMembers(
  members: Members,
  leaving: ReadonlySet<number>,
  family: (recordId: number) => readonly number[],
): Members {
  const staying = [...members].filter(([id]) => !leaving.has(id));
  const reconsider = (id: number, origins: readonly number[], column: string): readonly number[] => {
    const left = origins.filter((origin) => !leaving.has(origin));
    if (left.length > 0) return left;
    const candidates = family(id).filter((one) => !leaving.has(one));
    return [candidates.find((one) => (members.get(one)?.image[column] ?? null) !== null) ?? id];
  };
  return new Map(
    staying.map(([id, { image, choices }]) => {
      const next = Object.entries(choices).map(([column, origins]) => [column, reconsider(id, origins, column)]);
      return [id, { image, choices: Object.fromEntries(next) }];
    }),
  );
}

function memberOf(members: Members, id: number): Member {
  const member = members.get(id);
  if (!member) throw new Error('a merged customer without the profile of one of its records');
  return member;
}

/** A customer never merged is its own only record. With what was written since absorbed. In the order of the ids. */
export async function readMembers(ctx: Ctx, holderIds: readonly number[]): Promise<Map<number, Members>> {
  const { rows: current } = await sql<{ customer_id: number; row: OwnedRow }>`
    select customer_id, to_jsonb(c) as row from customers.customers c
    where customer_id = any(${holderIds}::bigint[])`.execute(ctx.db);
  const { rows: kept } = await sql<{ customer_id: number; origin_id: number; image: OwnedRow; choices: Choices }>`
    select customer_id, origin_id, image, choices from customers.merged_profiles
    where customer_id = any(${holderIds}::bigint[]) order by origin_id`.execute(ctx.db);
  const byHolder = Map.groupBy(kept, (row) => row.customer_id);
  return new Map(
    current.map(({ customer_id: holderId, row }) => {
      const members: Members = new Map(
        (byHolder.get(holderId) ?? []).map(({ origin_id, image, choices }) => [origin_id, { image, choices }]),
      );
      if (!members.has(holderId)) members.set(holderId, { image: row, choices: {} });
      return [holderId, absorbEdits(members, holderId, row)];
    }),
  );
}

/** Keeps the records of a customer; one that is its own only record needs nothing kept. */
export async function writeMembers(ctx: Ctx, holderId: number, members: Members): Promise<void> {
  await sql`delete from customers.merged_profiles where customer_id = ${holderId}`.execute(ctx.db);
  if (members.size < 2) return;
  const rows = [...members].map(([originId, { image, choices }]) => ({
    customer_id: holderId,
    origin_id: originId,
    image: JSON.stringify(image),
    choices: JSON.stringify(choices),
  }));
  await ctx.db.insertInto('customers.merged_profiles').values(rows).execute();
}

export async function writeProfile(ctx: Ctx, holderId: number, profile: OwnedRow): Promise<void> {
  const set = COLUMNS.map((column) => sql`${sql.ref(column)} = p.${sql.ref(column)}`);
  await sql`
    update customers.customers c set ${sql.join(set)}, updated_at = ${ctx.now}
    from jsonb_populate_record(null::customers.customers, ${JSON.stringify(profile)}::jsonb) p
    where c.customer_id = ${holderId}`.execute(ctx.db);
}
