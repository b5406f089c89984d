/**
 * The net behind the declared map. Looks through every text and JSON column of every table of the database, whichever
 * module made it and the job queue as well, and takes out what is left of a person; then looks again and says what it
 * still finds. Costs one pass over the database, in the background: about a minute for ten million interactions.
 *
 * Not looked at: keys (they cannot be changed without losing the row; what is found in them is reported), catalogues of
 * the house itself (staff, stores, products), and rows on their way in, which end with their import.
 */
import { sql, type RawBuilder } from 'kysely';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { ERASED, type Traces } from '#platform/traces.ts';

export type Left = { table: string; column: string; rows: number };
export type Swept = { tables: number; columns: number; rows: number; left: Left[] };

type Column = { name: string; type: string; isKey: boolean };
type Searched = { table: string; columns: Column[]; owned: boolean };

const OF_THE_HOUSE = ['access.users', 'access.sessions', 'access.accounts', 'access.verifications', 'access.stores'];

/** `sparing`: customers whose own rows are left as they are. */
export async function sweep(ctx: Ctx, traces: Traces, sparing: readonly number[] = []): Promise<Swept> {
  const searched = await searchedTables(ctx);
  let rows = 0;
  if (traces.anywhere.length + traces.whole.length > 0)
    for (const one of searched) rows += await sweepTable(ctx, one, traces, sparing);
  return {
    tables: searched.length,
    columns: searched.reduce((sum, { columns }) => sum + columns.length, 0),
    rows,
    left: sparing.length > 0 ? [] : await findLeft(ctx, traces, searched),
  };
}

/** Where the traces still stand. Also for tests, and for whoever wants to see it before erasing. */
export async function findLeft(ctx: Ctx, traces: Traces, tables?: readonly Searched[]): Promise<Left[]> {
  const left: Left[] = [];
  if (traces.anywhere.length + traces.whole.length === 0) return left;
  for (const { table, columns } of tables ?? (await searchedTables(ctx))) {
    const counts = columns.map(
      (column, n) => sql`count(*) filter (where ${holds(column, traces)})::int as ${sql.ref(`c${n}`)}`,
    );
    const { rows } = await sql<Record<string, number>>`select ${sql.join(counts)} from ${sql.table(table)}`.execute(
      ctx.db,
    );
    columns.forEach(({ name }, n) => {
      const found = rows[0]?.[`c${n}`] ?? 0;
      if (found > 0) left.push({ table, column: name, rows: found });
    });
  }
  return left;
}

async function searchedTables(ctx: Ctx): Promise<Searched[]> {
  const { rows } = await sql<Searched>`
    select n.nspname || '.' || c.relname as table, exists (select from pg_attribute o where o.attrelid = c.oid and o.attname = 'customer_id') as owned,
      json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null), 'isKey',
        a.attgenerated <> '' or exists (select from pg_index i
          where i.indrelid = c.oid and i.indisunique and a.attnum = any(i.indkey))) order by a.attnum) as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence = 'p'
      and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'catalog')
      and format_type(a.atttypid, null) in ('text', 'character varying', 'character', 'json', 'jsonb', 'text[]', 'bytea')
      and n.nspname || '.' || c.relname <> all(${OF_THE_HOUSE}::text[])
    group by c.oid, n.nspname, c.relname order by 1`.execute(ctx.db);
  return rows;
}

/** A table that refuses (a constraint nobody foresaw) is left as it is and reported, and the others go on. */
async function sweepTable(
  ctx: Ctx,
  { table, columns, owned }: Searched,
  traces: Traces,
  sparing: readonly number[],
): Promise<number> {
  const mendable = columns.filter(({ isKey, type }) => !isKey && type !== 'bytea');
  if (mendable.length === 0) return 0;
  const sets = mendable.map((column) => sql`${sql.ref(column.name)} = ${mended(column, traces)}`);
  const wheres = mendable.map((column) => sql`coalesce(${holds(column, traces)}, false)`);
  const others = owned && sparing.length > 0 ? sql`customer_id <> all(${sparing}::bigint[]) and` : sql``;
  const mend = sql`update ${sql.table(table)} set ${sql.join(sets)} where ${others} (${sql.join(wheres, sql` or `)})`;
  return inTransaction(ctx, async (ctx) => {
    await sql`savepoint sweeping`.execute(ctx.db);
    try {
      const { numAffectedRows } = await mend.execute(ctx.db);
      return Number(numAffectedRows ?? 0);
    } catch (error) {
      await sql`rollback to savepoint sweeping`.execute(ctx.db);
      ctx.log.warn({ table, code: (error as { code?: string }).code }, 'a table could not be swept');
      return 0;
    }
  });
}

const isJson = ({ type }: Column): boolean => type === 'json' || type === 'jsonb';

/** A quick look first, by plain comparison; only who passes it is read by pattern. */
function holds(column: Column, traces: Traces): RawBuilder<boolean> {
  if (column.type === 'bytea') {
    const bytes = traces.anywhere.map(
      (trace) => sql`position(convert_to(${trace}, 'UTF8') in ${sql.ref(column.name)}) > 0`,
    );
    return bytes.length > 0 ? sql<boolean>`(${sql.join(bytes, sql` or `)})` : sql<boolean>`false`;
  }
  const text = sql`${sql.ref(column.name)}::text`;
  const inside = traces.anywhere.map((trace) => `%${literally(written(column, trace))}%`);
  const whole = wholeValue(column, traces);
  const found =
    traces.anywhere.length > 0
      ? sql`(${text} ilike any (${inside}::text[]) and ${text} ~* ${anyOf(column, traces)})`
      : sql`false`;
  return sql<boolean>`(${found} or ${whole})`;
}

function wholeValue(column: Column, { whole }: Traces): RawBuilder<boolean> {
  const value = sql.ref(column.name);
  if (column.type === 'text[]') return sql`${value} && ${whole}::text[]`;
  if (!isJson(column)) return sql`${value}::text = any (${whole}::text[])`;
  return sql`${value}::text like any (${whole.map((name) => `%"${literally(written(column, name))}"%`)}::text[])`;
}

const literally = (text: string) => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

/** As it stands within JSON, between its quotes. */
const written = (column: Column, text: string): string => (isJson(column) ? JSON.stringify(text).slice(1, -1) : text);

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Digits count only where the number ends with them: 13800138000 is not in the order 2024138001380009. */
const patternOf = (column: Column, trace: string): string => {
  const text = escaped(written(column, trace));
  const begins = /^\d/.test(trace) ? '(?<![0-9])' : '';
  return `${begins}${text}${/\d$/.test(trace) ? '(?![0-9])' : ''}`;
};

const anyOf = (column: Column, { anywhere }: Traces): string =>
  anywhere.map((trace) => patternOf(column, trace)).join('|');

/** JSON stays JSON: a bare number becomes null, everything else stands between quotes. */
function mended(column: Column, traces: Traces): RawBuilder<unknown> {
  let text: RawBuilder<unknown> = sql`${sql.ref(column.name)}::text`;
  if (isJson(column)) {
    const numbers = traces.anywhere.filter((trace) => /^[1-9]\d*$/.test(trace)).join('|');
    if (numbers) text = sql`regexp_replace(${text}, ${`(?<=[:,[]\\s?)(${numbers})(?=\\s?[,}\\]])`}, 'null', 'g')`;
  }
  if (traces.anywhere.length > 0) text = sql`regexp_replace(${text}, ${anyOf(column, traces)}, ${ERASED}, 'gi')`;
  if (column.type === 'text[]') {
    const replaced = traces.whole.reduce(
      (list, name) => sql`array_replace(${list}, ${name}::text, ${ERASED}::text)`,
      sql`(${text})::text[]`,
    );
    return replaced;
  }
  for (const name of traces.whole) {
    text = isJson(column)
      ? sql`replace(${text}, ${`"${written(column, name)}"`}, ${`"${ERASED}"`})`
      : sql`case when ${text} = ${name} then ${ERASED} else ${text} end`;
  }
  return sql`(${text})::${sql.raw(column.type)}`;
}
