/** What modules tell of the tables they keep of single customers, held against the tables there are. */
import { sql, type Kysely } from 'kysely';
import type { Module } from '#platform/module.ts';
import type { OwnedTable } from '#platform/owned-tables.ts';
import type { Offence } from './offence.ts';
import type { Declared, Table } from './tables.ts';

export type Described = { module: string; described: OwnedTable };

/** Columns whose type can hold words, by their table. */
export type Wordy = ReadonlyMap<string, readonly string[]>;

export const describedBy = (modules: readonly Pick<Module, 'name' | 'ownedTables'>[]): Described[] =>
  modules.flatMap(({ name, ownedTables = [] }) => ownedTables.map((described) => ({ module: name, described })));

export async function readWordy(db: Kysely<never>): Promise<Wordy> {
  const { rows } = await sql<{ name: string; columns: string[] }>`
    select n.nspname || '.' || c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_type t on t.oid = a.atttypid left join pg_type e on e.oid = t.typelem and t.typcategory = 'A'
    where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p')
      and coalesce(e.typname, t.typname)
        in ('text', 'varchar', 'bpchar', 'name', 'json', 'jsonb', 'bytea', 'inet', 'xml', 'tsvector')
    group by 1`.execute(db);
  return new Map(rows.map(({ name, columns }) => [name, columns]));
}

const DESCRIBE =
  'Describe every customer-owned and directory table exactly once, in the `ownedTables` of the module it belongs to: merging, ' +
  'copies and erasure work from that (server/platform/owned-tables.ts).';
const COLUMNS = 'Name columns the table has.';
const KEY = 'The key is the primary key without customer_id, in its order.';
const WORDS =
  'A column that holds words or JSON is either personal (and says what erasing it leaves) or impersonal: name it in one of the two.';
const PART =
  'A part is of kind `move`, like the table of the same module it is part of, and shares the columns it is joined by.';
const ONLY = '`resolve` belongs to `unite`; `partOf` and `namedBy` belong to `move`.';

export function checkOwned(
  described: readonly Described[],
  tables: readonly Table[],
  wordy: Wordy,
  declared: Declared,
): Offence[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const kindOf = (name: string) => declared.get(name)?.kinds[0];
  const missing = tables
    .filter(({ name }) => kindOf(name) === 'Customer-owned' || kindOf(name) === 'Directory')
    .map(({ name }) => ({ name, times: described.filter((one) => one.described.table === name).length }))
    .filter(({ times }) => times !== 1)
    .map(({ name, times }) => ({ file: name, what: `is described ${times} times`, remedy: DESCRIBE }));
  return [
    ...missing,
    ...described.flatMap(({ module, described: one }) => {
      const table = byName.get(one.table);
      const at = (what: string, remedy: string): Offence => ({ file: one.table, what, remedy });
      if (!table) return [at('is described and does not exist', DESCRIBE)];
      const kind = kindOf(one.table);
      if (kind !== 'Customer-owned' && kind !== 'Directory') return [at(`is described and is ${kind}`, DESCRIBE)];
      if (!one.table.startsWith(`${module}.`)) return [at(`is described by ${module}`, DESCRIBE)];
      return [
        ...columnsOf(one)
          .filter((column) => !table.columns.includes(column))
          .map((column) => at(`has no column ${column}`, COLUMNS)),
        ...keyOffences(one, table).map((what) => at(what, KEY)),
        ...wordOffences(one, wordy.get(one.table) ?? []).map((what) => at(what, WORDS)),
        ...partOffences(one, described, byName).map((what) => at(what, PART)),
        ...((one.resolve && one.onMerge !== 'unite') || ((one.partOf || one.namedBy) && one.onMerge !== 'move')
          ? [at(`is of kind ${one.onMerge}`, ONLY)]
          : []),
      ];
    }),
  ];
}

const columnsOf = (one: OwnedTable): string[] => [
  'customer_id',
  ...one.key,
  ...one.personal.map(({ column }) => column),
  ...(one.impersonal ?? []),
  ...(one.namedBy ? [one.namedBy.column, one.namedBy.recordedAt] : []),
  ...(one.partOf?.by ?? []),
  ...(one.refersTo ? [one.refersTo] : []),
];

function keyOffences(one: OwnedTable, table: Table): string[] {
  const key = table.primaryKey.filter((column) => column !== 'customer_id');
  return key.join() === one.key.join()
    ? []
    : [`has the key (${key.join(', ')}) and is described by (${one.key.join(', ')})`];
}

function wordOffences(one: OwnedTable, words: readonly string[]): string[] {
  const personal = one.personal.map(({ column }) => column);
  const both = personal.filter((column) => one.impersonal?.includes(column));
  const neither = words.filter((column) => !personal.includes(column) && !one.impersonal?.includes(column));
  return [
    ...both.map((column) => `calls ${column} personal and impersonal`),
    ...neither.map((column) => `does not say whether ${column} is personal`),
  ];
}

function partOffences(one: OwnedTable, all: readonly Described[], byName: ReadonlyMap<string, Table>): string[] {
  if (!one.partOf) return [];
  const whole = all.find(({ described }) => described.table === one.partOf?.table)?.described;
  if (!whole || whole.onMerge !== 'move' || whole.partOf)
    return [`is part of ${one.partOf.table}, which does not move by itself`];
  const columns = byName.get(whole.table)?.columns ?? [];
  return one.partOf.by.filter((column) => !columns.includes(column)).map((column) => `${whole.table} has no ${column}`);
}
