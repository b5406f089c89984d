/**
 * Tables with one row per key, for a customer who is several records: the row each record has is kept whole, and what
 * stands is folded from them, so that a record can leave at any time and in any order. Reads a customer's rows of one table
 * at a time: tens of rows.
 */
import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { OwnedRow, OwnedTable } from '#platform/owned-tables.ts';

/** The row one record has at a key. Hidden while it is under the record where somebody wrote another value since. */
export type Image = { key: string; originId: number; row: OwnedRow; hiddenBy: number | null };

/** By key, what stands in the table. */
export type Standing = Map<string, OwnedRow>;

export const keyOf = (table: OwnedTable, row: OwnedRow): string =>
  JSON.stringify(table.key.map((column) => row[column] ?? null));

/** Who may be seen, in order: the first is what stands where `resolve` says nothing else. */
export function fold(table: OwnedTable, images: readonly Image[], family: readonly number[]): OwnedRow | null {
  const rows = family.flatMap((originId) =>
    images
      .filter((image) => image.originId === originId)
      .filter(({ hiddenBy }) => hiddenBy === null || !family.includes(hiddenBy))
      .map((image) => image.row),
  );
  const { resolve = (survivors: OwnedRow) => survivors } = table;
  const [first, ...others] = rows;
  return first ? others.reduce((survivors, losers) => resolve(survivors, losers), first) : null;
}

/** What somebody wrote since hides the rows it was made of, and is the record's own from now on. */
export function absorbRows(
  table: OwnedTable,
  images: readonly Image[],
  standing: Standing,
  family: readonly number[],
): Image[] {
  const [holderId = 0] = family;
  const without = (row: OwnedRow | null | undefined) => row && { ...row, customer_id: null };
  return [...Map.groupBy(images, (image) => image.key)].flatMap(([key, those]) => {
    const now = standing.get(key) ?? null;
    if (isDeepStrictEqual(without(fold(table, those, family)), without(now))) return those;
    const others = those.filter((image) => image.originId !== holderId);
    const hidden = others.map((image) => ({
      ...image,
      hiddenBy: hiddenAlready(image, family) ? image.hiddenBy : holderId,
    }));
    return now ? [{ key, originId: holderId, row: now, hiddenBy: null }, ...hidden] : hidden;
  });
}

const hiddenAlready = ({ hiddenBy }: Image, family: readonly number[]) =>
  hiddenBy !== null && family.includes(hiddenBy);

export async function readImages(ctx: Ctx, table: OwnedTable, holderId: number): Promise<Image[]> {
  const { rows } = await sql<Image>`
    select key::text as key, origin_id as "originId", image as row, hidden_by as "hiddenBy"
    from customers.merged_rows
    where customer_id = ${holderId} and table_name = ${table.table} and image is not null`.execute(ctx.db);
  return rows.map((image) => ({ ...image, key: JSON.stringify(JSON.parse(image.key)) }));
}

export async function readStanding(ctx: Ctx, table: OwnedTable, holderId: number): Promise<Standing> {
  const { rows } = await sql<{ row: OwnedRow }>`
    select to_jsonb(t) as row from ${sql.table(table.table)} t where t.customer_id = ${holderId}`.execute(ctx.db);
  return new Map(rows.map(({ row }) => [keyOf(table, row), row]));
}

/** Keeps the rows of each record where it is not the record in sight alone that has one. */
export async function writeImages(
  ctx: Ctx,
  table: OwnedTable,
  holderId: number,
  images: readonly Image[],
): Promise<void> {
  await sql`
    delete from customers.merged_rows
    where customer_id = ${holderId} and table_name = ${table.table} and image is not null`.execute(ctx.db);
  const shared = [...Map.groupBy(images, (image) => image.key).values()].filter((those) =>
    those.some((image) => image.originId !== holderId),
  );
  const rows = shared.flat().map((image) => ({ ...image, key: JSON.parse(image.key) as unknown }));
  await sql`
    insert into customers.merged_rows (customer_id, table_name, key, origin_id, image, hidden_by)
    select ${holderId}, ${table.table}, i.key, i."originId", i.row, i."hiddenBy"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) i (key jsonb, "originId" bigint, row jsonb, "hiddenBy" bigint)`.execute(
    ctx.db,
  );
}

/** Makes the customer's rows at these keys what they are given; null takes the row away. */
export async function writeStanding(
  ctx: Ctx,
  table: OwnedTable,
  holderId: number,
  rows: ReadonlyMap<string, OwnedRow | null>,
): Promise<void> {
  const name = sql.table(table.table);
  await sql`
    delete from ${name} t where t.customer_id = ${holderId}
      and ${sqlKeyOf(table, 't')} in (select jsonb_array_elements(${`[${[...rows.keys()].join()}]`}::jsonb))`.execute(
    ctx.db,
  );
  const given = [...rows.values()].filter((row) => row !== null).map((row) => ({ ...row, customer_id: holderId }));
  if (given.length > 0) await insertRows(ctx, table, sql`select jsonb_array_elements(${JSON.stringify(given)}::jsonb)`);
}

/** The key as it is kept. */
export const sqlKeyOf = ({ key }: OwnedTable, alias: string) =>
  sql<unknown>`jsonb_build_array(${sql.join(key.map((column) => sql.ref(`${alias}.${column}`)))})`;

/** Writes rows that were kept as JSON back into their table, whatever columns it has. */
export async function insertRows(
  ctx: Ctx,
  { table }: Pick<OwnedTable, 'table'>,
  rows: ReturnType<typeof sql>,
): Promise<void> {
  const { rows: columns } = await sql<{ name: string }>`
    select attname as name from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = ''
    order by attnum`.execute(ctx.db);
  const names = sql.join(columns.map(({ name }) => sql.ref(name)));
  await sql`
    insert into ${sql.table(table)} (${names}) overriding system value
    select ${names} from (select (jsonb_populate_record(null::${sql.table(table)}, given.row)).*
      from (${rows}) as given (row)) as filled`.execute(ctx.db);
}
