import { sql, type RawBuilder } from 'kysely';
import { closeExport, getOrganisation, openExport, recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { CustomerFieldSource } from '#platform/fields.ts';
import { hiddenFrom, kindNamed, mask, type MaskedKind } from '#platform/masking.ts';
import { findField, knownFields, type Fields, type PlacedField } from './fields.ts';
import { choiceOf, type ChoiceQuery } from './list.ts';
import { columnOf, joinsOf } from './rows.ts';
import { countFitting, fitting, type Choice } from './selection.ts';

export type ExportQuery = Partial<ChoiceQuery> & { fields?: string; reason?: string };

/** What the list is to people, as the log of exports keeps it, with what names it there. */
export type Exported = { what: string; named?: object };

/**
 * The filtered list as CSV, in pieces: UTF-8 with the mark Excel needs, nothing a spreadsheet would take for a formula.
 * Read through a cursor, so memory does not grow with the customers. What left the house is on record, and every row a
 * person takes says so; values hidden from their role are masked.
 */
export async function* exportCustomers(
  ctx: Ctx,
  sources: readonly CustomerFieldSource[] = [],
  query: ExportQuery = {},
  { what, named }: Exported = { what: 'customers' },
): AsyncGenerator<string> {
  const fields = await knownFields(ctx, sources);
  const shown = shownFields(fields, query.fields);
  const { sort = 'customers.registeredAt', direction = 'desc', search, filter, reason = '' } = query;
  const choice = await choiceOf(ctx, fields, { sort, direction, search, filter });
  const hide = hiding(await hiddenFrom(ctx), shown);
  const open = await openExport(ctx, {
    what,
    reason,
    query: { ...named, sort, direction, search, filter, fields: query.fields },
    masked: hide.masked,
    rows: ctx.actor.kind === 'system' ? 0 : await countFitting(ctx, choice, MOST_COUNTED),
  });
  const { timeZone } = await getOrganisation(ctx);
  const own = ctx.db.isTransaction ? null : await ctx.db.startTransaction().execute();
  const inner = own ? { ...ctx, db: own } : ctx;
  const mark = open ? [open.mark] : [];
  let rows = 0;
  try {
    await sql`declare exported no scroll cursor for ${rowsOf(shown, choice, timeZone)}`.execute(inner.db);
    const headers = ['customer', 'name', 'phone', ...shown.map(headerOf), ...mark.map(() => 'exported')];
    yield `\uFEFF${headers.join(',')}\r\n`;
    for (let cells = await fetchCells(inner); cells.length > 0; cells = await fetchCells(inner)) {
      rows += cells.length;
      yield cells.map((line) => `${[...hide.row(line), ...mark].map(csvCell).join(',')}\r\n`).join('');
    }
  } finally {
    // Also when whoever asked went away half-way: what was read was read.
    await own?.commit().execute();
    const after = { rows, ...named, ...query };
    await recordAudit(own ? ctx : inner, [
      { action: `${what}.exported`, subjectType: what, subjectId: open?.exportId ?? null, after },
    ]);
    await closeExport(own ? ctx : inner, open, rows);
  }
}

/** Far above any limit. */
const MOST_COUNTED = 10_000_000;

/** Masks the cells of a row that are hidden from whoever exports. */
function hiding(hidden: ReadonlySet<MaskedKind>, shown: readonly PlacedField[]) {
  const kinds = [null, null, 'phone' as const, ...shown.map((field) => kindNamed(field.code))];
  const masked = kinds.some((kind) => kind && hidden.has(kind));
  const row = (cells: readonly Cell[]): readonly Cell[] =>
    masked
      ? cells.map((cell, n) => {
          const kind = kinds[n];
          return kind && hidden.has(kind) && typeof cell === 'string' ? mask(kind, cell) : cell;
        })
      : cells;
  return { masked, row };
}

const shownFields = (fields: Fields, wanted: string | undefined): PlacedField[] =>
  wanted === undefined
    ? [...fields.values()].filter(({ chooses }) => !chooses)
    : wanted
        .split(',')
        .filter(Boolean)
        .map((code) => findField(fields, code, 'shown'));

const headerOf = (field: PlacedField): string => csvCell(field.name ?? field.code.slice(field.code.indexOf('.') + 1));

function rowsOf(shown: readonly PlacedField[], choice: Choice, timeZone: string): RawBuilder<unknown> {
  const order = sql`fits.${sql.ref(choice.sort.column)} ${sql.raw(choice.direction)} nulls last, fits.customer_id ${sql.raw(choice.direction)}`;
  // National for the mainland and 00 for the world: a leading plus would be taken for a formula.
  const phone = sql`case when c.phone like '+861%' then substr(c.phone, 4) else '00' || substr(c.phone, 2) end`;
  return sql`
    select json_build_array(${sql.join([sql`c.code`, sql`c.name`, phone, ...shown.map((field) => cellOf(field, shown, timeZone))])}) as cells
    from (${fitting(choice)}) as fits join customers.customers c using (customer_id) ${joinsOf(shown)}
    order by ${order}`;
}

/** Moments in the organisation's time, as a spreadsheet reads them. */
function cellOf(field: PlacedField, shown: readonly PlacedField[], timeZone: string): RawBuilder<unknown> {
  const column = field.choiceNames ? namedCell(field, shown) : columnOf(field, shown);
  return field.type === 'instant' ? sql`to_char(${column} at time zone ${timeZone}, 'YYYY-MM-DD HH24:MI:SS')` : column;
}

/** Choices that people have named are written by their names. */
function namedCell(field: PlacedField, shown: readonly PlacedField[]): RawBuilder<unknown> {
  const names = sql`${JSON.stringify(field.choiceNames)}::jsonb`;
  const column = columnOf(field, shown);
  if (!field.many) return sql`coalesce(${names} ->> ${column}::text, ${column}::text)`;
  return sql`(select json_agg(coalesce(${names} ->> chosen, chosen)) from json_array_elements_text(${column}) as chosen)`;
}

const ROWS_PER_FETCH = 2_000;

type Cell = string | number | boolean | null | (string | number)[];

async function fetchCells(ctx: Ctx): Promise<Cell[][]> {
  const { rows } = await sql<{ cells: Cell[] }>`fetch ${sql.lit(ROWS_PER_FETCH)} from exported`.execute(ctx.db);
  return rows.map((row) => row.cells);
}

function csvCell(value: Cell): string {
  if (value === null) return '';
  if (Array.isArray(value)) return csvCell(value.join('、'));
  if (typeof value !== 'string') return String(value);
  const line = value.replaceAll(/[\r\n]+/g, ' ');
  const text = /^[=+\-@\t]/.test(line) ? `'${line}` : line;
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
