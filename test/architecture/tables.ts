/** The four kinds of tables: what the migrations declare, held against what the migrated database really is. */
import { sql, type Kysely } from 'kysely';
import type { Offence } from './offence.ts';
import type { SourceFile } from './source.ts';

const KINDS = ['Customer-owned', 'Directory', 'Catalogue', 'Control'] as const;
export type Kind = (typeof KINDS)[number];

export type ForeignKey = { columns: string[]; target: string; targetColumns: string[] };

export type Table = {
  name: string;
  columns: string[];
  primaryKey: string[];
  uniques: string[][];
  foreignKeys: ForeignKey[];
  triggers: string[];
};

export type Declared = ReadonlyMap<string, { kinds: Kind[]; file: string; line: number }>;

/** Made by the migration runner itself, before the first migration. */
const BY_THE_RUNNER = 'platform.migrations';

/** The kind stands in the comment right above `create table`: `-- Customer-owned: what it holds`. */
export function kindsDeclared(files: readonly SourceFile[]): Declared {
  const declared = new Map<string, { kinds: Kind[]; file: string; line: number }>();
  for (const file of files.filter(({ path }) => path.startsWith('db/migrations/'))) {
    const created = /((?:^--.*\n)*)^create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?(\w+\.\w+)/gim;
    for (const match of file.text.matchAll(created)) {
      const [, comment = '', name = ''] = match;
      const kinds = KINDS.filter((kind) => comment.includes(kind));
      const line = file.text.slice(0, match.index + comment.length).split('\n').length;
      declared.set(name, { kinds, file: file.path, line });
    }
  }
  return declared;
}

export async function readTables(db: Kysely<never>): Promise<Table[]> {
  const { rows } = await sql<Table>`
    select n.nspname || '.' || c.relname as name,
      array(select attname::text from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped
        order by attnum) as columns,
      coalesce((select array(select attname::text from unnest(conkey) with ordinality k (attnum, place)
          join pg_attribute a using (attnum) where a.attrelid = conrelid order by place)
        from pg_constraint where conrelid = c.oid and contype = 'p'), '{}') as "primaryKey",
      coalesce((select json_agg(array(select pg_get_indexdef(indexrelid, place, true)
          from generate_series(1, indnkeyatts) place))
        from pg_index where indrelid = c.oid and indisunique and not indisprimary), '[]') as uniques,
      coalesce((select json_agg(json_build_object(
          'columns', array(select attname::text from unnest(conkey) with ordinality k (attnum, place)
            join pg_attribute a using (attnum) where a.attrelid = conrelid order by place),
          'target', tn.nspname || '.' || tc.relname,
          'targetColumns', array(select attname::text from unnest(confkey) with ordinality k (attnum, place)
            join pg_attribute a using (attnum) where a.attrelid = confrelid order by place)))
        from pg_constraint join pg_class tc on tc.oid = confrelid join pg_namespace tn on tn.oid = tc.relnamespace
        where conrelid = c.oid and contype = 'f'), '[]') as "foreignKeys",
      array(select tgname::text from pg_trigger where tgrelid = c.oid and not tgisinternal) as triggers
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition
      and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'graphile_worker')
    order by 1`.execute(db);
  return rows;
}

export function checkTables(tables: readonly Table[], declared: Declared, order: readonly string[]): Offence[] {
  const kindOf = (name: string): Kind | undefined =>
    name === BY_THE_RUNNER ? 'Control' : declared.get(name)?.kinds[0];
  return tables.flatMap((table) => {
    const kind = kindOf(table.name);
    const place = declared.get(table.name);
    const found =
      !kind || (place && place.kinds.length > 1)
        ? [{ what: `declares ${place?.kinds.join(' and ') || 'no kind'}`, remedy: KIND }]
        : [...rulesOf(table, kind, kindOf), ...towardsLater(table, order)];
    return found.map(({ what, remedy }) => ({
      file: place?.file ?? 'db/migrations',
      ...(place && { line: place.line }),
      what: `${table.name} ${what}`,
      remedy,
    }));
  });
}

type Found = { what: string; remedy: string };

const KIND = `Begin the comment right above its "create table" with exactly one of ${KINDS.join(', ')}.`;
const OWNED =
  'A customer-owned table lies with its customer: the primary key starts with customer_id and every unique constraint contains it. ' +
  'What must be unique over all customers belongs into a directory keyed by that value.';
const REFERENCES =
  'Customer-owned tables refer only to customer-owned tables by customer_id, or to catalogue tables; catalogue tables only to ' +
  'catalogue tables: other rows may lie on another node. Keep the value without a foreign key.';
const TRIGGERS = 'Do it in the statement that writes, or react to an event in server/flow.ts.';
const DIRECTORY = 'A directory is keyed by the value that is looked up and gives a customer_id.';
const LATER =
  'A schema refers only to schemas of modules above it in the list: turn the reference round, or move the table.';

function rulesOf(table: Table, kind: Kind, kindOf: (name: string) => Kind | undefined): Found[] {
  if (kind === 'Customer-owned') return ownedRules(table, kindOf);
  if (kind === 'Directory') return directoryRules(table);
  if (kind === 'Control') return [];
  return table.foreignKeys
    .filter(({ target }) => kindOf(target) !== 'Catalogue')
    .map(({ target }) => ({ what: `is a catalogue table and refers to ${target}`, remedy: REFERENCES }));
}

function ownedRules(table: Table, kindOf: (name: string) => Kind | undefined): Found[] {
  const found: Found[] = [];
  if (table.primaryKey[0] !== 'customer_id')
    found.push({ what: `has the primary key (${table.primaryKey.join(', ')})`, remedy: OWNED });
  for (const unique of table.uniques.filter((columns) => !columns.includes('customer_id')))
    found.push({ what: `is unique by (${unique.join(', ')})`, remedy: OWNED });
  for (const { columns, target, targetColumns } of table.foreignKeys) {
    const besideIts =
      targetColumns.indexOf('customer_id') >= 0 &&
      targetColumns.indexOf('customer_id') === columns.indexOf('customer_id');
    const allowed = kindOf(target) === 'Catalogue' || (kindOf(target) === 'Customer-owned' && besideIts);
    if (!allowed) found.push({ what: `refers to ${target} by (${columns.join(', ')})`, remedy: REFERENCES });
  }
  for (const trigger of table.triggers) found.push({ what: `has the trigger ${trigger}`, remedy: TRIGGERS });
  return found;
}

function directoryRules({ columns, primaryKey }: Table): Found[] {
  if (columns.includes('customer_id') && primaryKey.length > 0 && primaryKey[0] !== 'customer_id') return [];
  return [{ what: `is a directory with the key (${primaryKey.join(', ')})`, remedy: DIRECTORY }];
}

function towardsLater({ name, foreignKeys }: Table, order: readonly string[]): Found[] {
  const placeOf = (relation: string) => order.indexOf(relation.split('.')[0] ?? '');
  return foreignKeys
    .filter(({ target }) => placeOf(target) > placeOf(name))
    .map(({ target }) => ({ what: `refers to ${target}, of a later module`, remedy: LATER }));
}
