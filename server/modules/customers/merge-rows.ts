/**
 * The rows of all modules when two records become one, and when they part again. Works from what the modules tell of their
 * tables; costs a few statements for each table in which the losers have anything, whatever else is stored.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { OwnedTable } from '#platform/owned-tables.ts';
import {
  absorbRows,
  fold,
  insertRows,
  readImages,
  readStanding,
  sqlKeyOf,
  writeImages,
  writeStanding,
  type Image,
} from './merge-images.ts';

export type Tables = readonly OwnedTable[];
type Family = (recordId: number) => readonly number[];

/**
 * Gives the survivor everything the losers have. `before` are the families as they were, `after` as they are from now on.
 * Answers how many rows went over, by table.
 */
export async function joinRows(
  ctx: Ctx,
  tables: Tables,
  survivorId: number,
  loserIds: readonly number[],
  before: Family,
  after: Family,
): Promise<Map<string, number>> {
  const counts = await countRows(ctx, tables, loserIds);
  await forgetGone(ctx, tables, [survivorId, ...loserIds]);
  for (const table of tables.filter(({ table }) => counts.has(table))) {
    if (table.onMerge === 'move') await move(ctx, tables, table, survivorId, loserIds);
    if (table.onMerge === 'aside')
      await putAside(ctx, table, sql`t.customer_id = any(${loserIds}::bigint[])`, survivorId);
    if (table.onMerge === 'recompute') await deleteRows(ctx, table, loserIds);
  }
  for (const table of tables.filter((one) => one.onMerge === 'unite')) {
    if (counts.has(table.table) || (await hasImages(ctx, table, [survivorId, ...loserIds])))
      await unite(ctx, table, survivorId, loserIds, before, after);
  }
  await sql`
    update customers.merged_rows set customer_id = ${survivorId}
    where customer_id = any(${loserIds}::bigint[])`.execute(ctx.db);
  return counts;
}

/** Rows that moved and are somebody else's by now (an order corrected) came from nobody here any more. */
async function forgetGone(ctx: Ctx, tables: Tables, holderIds: readonly number[]): Promise<void> {
  const theirs = sql`customer_id = any(${holderIds}::bigint[])`;
  const { rows } = await sql<{ name: string }>`
    select distinct table_name as name from customers.merged_rows where ${theirs} and image is null`.execute(ctx.db);
  for (const table of tables.filter((one) => rows.some(({ name }) => name === one.table))) {
    await sql`
      delete from customers.merged_rows m
      where m.${theirs} and m.table_name = ${table.table} and m.image is null and not exists (
        select from ${sql.table(table.table)} t
        where t.${theirs} and t.customer_id = m.customer_id and ${sqlKeyOf(table, 't')} = m.key)`.execute(ctx.db);
  }
}

/** Tables in which these customers have rows, with their number. Parts are counted with their whole. */
export async function countRows(
  ctx: Ctx,
  tables: Tables,
  customerIds: readonly number[],
): Promise<Map<string, number>> {
  const counts = tables
    .filter((table) => table.onMerge !== 'itself' && !table.partOf)
    .map(
      ({ table }) => sql`
        select ${table}::text as name, count(*)::int as rows from ${sql.table(table)}
        where customer_id = any(${customerIds}::bigint[])`,
    );
  if (counts.length === 0) return new Map();
  const { rows } = await sql<{ name: string; rows: number }>`${sql.join(counts, sql` union all `)}`.execute(ctx.db);
  return new Map(rows.filter((row) => row.rows > 0).map((row) => [row.name, row.rows]));
}

/** A fact that both have already (told twice, of one and of the other) is kept aside once: it is one fact. */
async function move(
  ctx: Ctx,
  tables: Tables,
  table: OwnedTable,
  survivorId: number,
  loserIds: readonly number[],
): Promise<void> {
  const name = sql.table(table.table);
  const isLosers = sql`t.customer_id = any(${loserIds}::bigint[])`;
  if (!tables.some(({ partOf }) => partOf?.table === table.table)) {
    const same = table.key.map((column) => sql`${sql.ref(`o.${column}`)} = ${sql.ref(`t.${column}`)}`);
    const twice = sql`exists (select from ${name} o where ${sql.join(same, sql` and `)}
      and (o.customer_id = ${survivorId} or (o.customer_id = any(${loserIds}::bigint[]) and o.customer_id < t.customer_id)))`;
    if (table.key.length > 0 && !(await isDirectory(ctx, table)))
      await putAside(ctx, table, sql`${isLosers} and ${twice}`, survivorId);
  }
  await sql`
    insert into customers.merged_rows (customer_id, table_name, key, origin_id)
    select ${survivorId}, ${table.table}, ${sqlKeyOf(table, 't')}, t.customer_id from ${name} t
    where ${isLosers} and not exists (select from customers.merged_rows m where m.customer_id = t.customer_id
      and m.table_name = ${table.table} and m.key = ${sqlKeyOf(table, 't')} and m.image is null)`.execute(ctx.db);
  await give(ctx, tables, table, sql`select t.* from ${name} t where ${isLosers}`, survivorId);
}

/** A directory's values are unique by themselves, and it may have no way to find one by its customer and key. */
async function isDirectory(ctx: Ctx, { table }: OwnedTable): Promise<boolean> {
  const { rows } = await sql<{ directory: boolean }>`
    select not (a.attnum = any(i.indkey)) as directory from pg_index i
    join pg_attribute a on a.attrelid = i.indrelid and a.attname = 'customer_id'
    where i.indrelid = ${table}::regclass and i.indisprimary`.execute(ctx.db);
  return rows[0]?.directory ?? false;
}

/** In one statement with their parts, so that references between them hold when it ends. */
async function give(
  ctx: Ctx,
  tables: Tables,
  table: OwnedTable,
  chosen: RawBuilder<unknown>,
  toId: number,
): Promise<void> {
  const match = (columns: readonly string[]) =>
    sql.join(
      ['customer_id', ...columns].map((column) => sql`${sql.ref(`c.${column}`)} = ${sql.ref(`going.${column}`)}`),
      sql` and `,
    );
  const parts = tables
    .flatMap((one) => (one.partOf?.table === table.table ? [{ name: one.table, by: one.partOf.by }] : []))
    .map(
      ({ name, by }, n) => sql`, ${sql.table(`part${n}`)} as (
        update ${sql.table(name)} c set customer_id = ${toId} from going where ${match(by)})`,
    );
  await sql`
    with going as materialized (${chosen}) ${sql.join(parts, sql` `)}
    update ${sql.table(table.table)} c set customer_id = ${toId} from going where ${match(table.key)}`.execute(ctx.db);
}

/** Takes rows out of their table and keeps them whole. */
async function putAside(ctx: Ctx, table: OwnedTable, chosen: RawBuilder<unknown>, holderId: number): Promise<void> {
  await sql`
    with taken as (delete from ${sql.table(table.table)} t where ${chosen} returning *)
    insert into customers.merged_rows (customer_id, table_name, key, origin_id, image)
    select ${holderId}, ${table.table}, ${sqlKeyOf(table, 't')}, t.customer_id, to_jsonb(t) from taken t
    on conflict (customer_id, table_name, key, origin_id) do update set image = excluded.image`.execute(ctx.db);
}

async function deleteRows(ctx: Ctx, table: OwnedTable, customerIds: readonly number[]): Promise<void> {
  await sql`delete from ${sql.table(table.table)} where customer_id = any(${customerIds}::bigint[])`.execute(ctx.db);
}

async function hasImages(ctx: Ctx, { table }: OwnedTable, holderIds: readonly number[]): Promise<boolean> {
  const { rows } = await sql`
    select from customers.merged_rows
    where customer_id = any(${holderIds}::bigint[]) and table_name = ${table} and image is not null limit 1`.execute(
    ctx.db,
  );
  return rows.length > 0;
}

async function unite(
  ctx: Ctx,
  table: OwnedTable,
  survivorId: number,
  loserIds: readonly number[],
  before: Family,
  after: Family,
): Promise<void> {
  const images: Image[] = [];
  for (const recordId of [survivorId, ...loserIds]) {
    const standing = await readStanding(ctx, table, recordId);
    const kept = absorbRows(table, await readImages(ctx, table, recordId), standing, before(recordId));
    const known = new Set(kept.map((image) => image.key));
    const own = [...standing].filter(([key]) => !known.has(key));
    images.push(...kept, ...own.map(([key, row]) => ({ key, originId: recordId, row, hiddenBy: null })));
    if (recordId !== survivorId) await writeImages(ctx, table, recordId, []);
  }
  await deleteRows(ctx, table, loserIds);
  await writeImages(ctx, table, survivorId, images);
  await showFolded(ctx, table, survivorId, images, after(survivorId));
}

async function showFolded(
  ctx: Ctx,
  table: OwnedTable,
  holderId: number,
  images: readonly Image[],
  family: readonly number[],
): Promise<void> {
  const byKey = Map.groupBy(images, (image) => image.key);
  await writeStanding(
    ctx,
    table,
    holderId,
    new Map([...byKey].map(([key, those]) => [key, fold(table, those, family)])),
  );
}

/** The keys of the identities that go with the leaving records, and of those that stay; 64 bits are too many for a number. */
export type NamedBy = { leaving: readonly string[]; staying: readonly string[]; since: Date };

/**
 * Gives a record back what it brought along, with everything below it. Facts recorded after the merge go by the identity
 * they name, where their table knows it; everything else that came later stays.
 */
export async function partRows(
  ctx: Ctx,
  tables: Tables,
  holderId: number,
  recordId: number,
  before: Family,
  after: Family,
  named: NamedBy,
): Promise<void> {
  const leaving = before(recordId);
  for (const table of tables.filter((one) => one.onMerge === 'move' && !one.partOf))
    await moveBack(ctx, tables, table, holderId, recordId, leaving, named);
  for (const table of tables.filter((one) => one.onMerge === 'recompute')) await deleteRows(ctx, table, [recordId]);
  for (const table of tables.filter((one) => one.onMerge === 'unite')) {
    if (await hasImages(ctx, table, [holderId])) await partImages(ctx, table, holderId, recordId, before, after);
  }
  for (const table of tables.filter((one) => one.onMerge === 'aside' || one.onMerge === 'move'))
    await bringBack(ctx, table, holderId, recordId);
  await sql`
    delete from customers.merged_rows
    where customer_id = ${holderId} and origin_id = ${recordId} and image is null`.execute(ctx.db);
  await sql`
    update customers.merged_rows set customer_id = ${recordId}
    where customer_id = ${holderId} and origin_id = any(${leaving}::bigint[])`.execute(ctx.db);
}

async function moveBack(
  ctx: Ctx,
  tables: Tables,
  table: OwnedTable,
  holderId: number,
  recordId: number,
  leaving: readonly number[],
  named: NamedBy,
): Promise<void> {
  const brought = sql`exists (select from customers.merged_rows m where m.customer_id = ${holderId}
    and m.table_name = ${table.table} and m.key = ${sqlKeyOf(table, 't')}
    and m.origin_id = any(${leaving}::bigint[]) and m.image is null)`;
  const going = table.namedBy ? goingBy(table.namedBy, brought, named) : brought;
  await give(
    ctx,
    tables,
    table,
    sql`select t.* from ${sql.table(table.table)} t where t.customer_id = ${holderId} and ${going}`,
    recordId,
  );
}

function goingBy(
  { column, recordedAt }: NonNullable<OwnedTable['namedBy']>,
  brought: RawBuilder<unknown>,
  { leaving, staying, since }: NamedBy,
): RawBuilder<unknown> {
  const [name, at] = [sql.ref(`t.${column}`), sql.ref(`t.${recordedAt}`)];
  return sql`case
    when ${at} > ${since} and ${name} = any(${leaving}::bigint[]) then true
    when ${at} > ${since} and ${name} = any(${staying}::bigint[]) then false
    else ${brought} end`;
}

async function partImages(
  ctx: Ctx,
  table: OwnedTable,
  holderId: number,
  recordId: number,
  before: Family,
  after: Family,
): Promise<void> {
  const family = before(holderId);
  const leaving = new Set(before(recordId));
  const kept = await readImages(ctx, table, holderId);
  const images = absorbRows(table, kept, await readStanding(ctx, table, holderId), family);
  const theirs = images.filter((image) => leaving.has(image.originId));
  const keys = new Set(theirs.map((image) => image.key));
  const staying = images.filter((image) => !leaving.has(image.originId));
  await writeImages(ctx, table, holderId, staying);
  const standing = new Map(
    [...keys].map((key) => [
      key,
      fold(
        table,
        staying.filter((image) => image.key === key),
        after(holderId),
      ),
    ]),
  );
  await writeStanding(ctx, table, holderId, standing);
  const freed = theirs.map((image) => ({
    ...image,
    hiddenBy: leaving.has(image.hiddenBy ?? 0) ? image.hiddenBy : null,
  }));
  await writeImages(ctx, table, recordId, freed);
  await showFolded(ctx, table, recordId, freed, after(recordId));
}

/** What was kept aside of the record alone stands again. */
async function bringBack(ctx: Ctx, table: OwnedTable, holderId: number, recordId: number): Promise<void> {
  const kept = sql`
    from customers.merged_rows
    where customer_id = ${holderId} and table_name = ${table.table} and origin_id = ${recordId} and image is not null`;
  const { rows } = await sql`select ${kept} limit 1`.execute(ctx.db);
  if (rows.length === 0) return;
  await insertRows(ctx, table, sql`select image ${kept}`);
  await sql`delete ${kept}`.execute(ctx.db);
}
