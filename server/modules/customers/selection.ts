/**
 * Choosing the customers of a page, as ids and sort values.
 *
 * Two ways, both right and each slow where the other is fast. Walking the index of the sort from the cursor on and asking
 * of each customer whether the filters fit costs a few microseconds each: right when one in a hundred fits. Collecting
 * whoever fits and sorting them costs a few microseconds for each who fits: right when few do. The planner knows how
 * many fit, but not where they stand: whoever is lost stands at the far end of the last orders. So a few are collected at
 * once; many are walked for, and a walk that found too little within its bounds is given up and everybody sorted.
 * Where a table keeps the sort behind what is filtered by (`sortedCopies`), the walk is among whoever has that value, or one
 * of those values.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { CUSTOMERS_TABLE, type PlacedField } from './fields.ts';
import type { Condition } from './filters.ts';

export type Choice = {
  sort: PlacedField;
  /** Whoever has one of its values stands together in an index, in the order of the sort. */
  lead?: Condition;
  direction: 'asc' | 'desc';
  conditions: readonly Condition[];
  /** Whom the search may mean, the likeliest first; null without one. */
  search: readonly number[] | null;
};

/** Customers without a value come last, in both directions. Values travel as text, so that nothing of them is lost. */
export type Position = { value: string | null; customerId: number };

export type Chosen = { customer_id: number; sort_value: string | null };

/** `total`: how many fit in all, where choosing has counted them anyway. */
export type Page = { chosen: Chosen[]; total: number | null };

/**
 * From `collectAtMost` on walking beats collecting, if those who fit are spread evenly. `walkAtMost` takes some twenty
 * milliseconds; where many fit the walk may take longer, because sorting them all takes longer still.
 */
const BOUNDS = { collectAtMost: 5_000, walkAtMost: 10_000, walkShare: 1 / 8 };

/** Up to `limit` customers that fit, in the order of the sort, after a position or from the start. */
export async function choosePage(
  ctx: Ctx,
  asked: Choice,
  after: Position | null,
  limit: number,
  bounds: Partial<typeof BOUNDS> = {},
): Promise<Page> {
  const { collectAtMost, walkAtMost, walkShare } = { ...BOUNDS, ...bounds };
  const choice = asked.search === null ? led(asked) : asked;
  const expected = await expectFitting(ctx, choice);
  if (expected <= collectAtMost) return collect(ctx, choice, after, limit);
  const steps = choice.conditions.every((condition) => condition === choice.lead)
    ? limit
    : Math.ceil(Math.max(walkAtMost, expected * walkShare));
  const walked = await walkStretches(ctx, choice, after, limit, steps);
  return walked ? { chosen: walked, total: null } : sortAll(ctx, choice, after, limit);
}

/** The choice by the table that keeps its sort behind one of its conditions, if there is one. */
function led(choice: Choice): Choice {
  for (const { table, column, leads } of choice.sort.sortedCopies) {
    const lead = choice.conditions.find(
      (c) => c.table === table && c.values !== null && leads.includes(c.values.column),
    );
    if (lead) return { ...choice, lead, sort: { ...choice.sort, table, column } };
  }
  return choice;
}

/** Null when a stretch went on after all the steps and too few were found. */
async function walkStretches(
  ctx: Ctx,
  choice: Choice,
  after: Position | null,
  limit: number,
  steps: number,
): Promise<Chosen[] | null> {
  const blank = stretch(choice, 'blank', after?.value === null ? after : null);
  const stretches = after?.value === null ? [blank] : [stretch(choice, 'valued', after), blank];
  const found: Chosen[] = [];
  for (const part of stretches) {
    found.push(...(await walk(ctx, choice, part, limit - found.length, steps)));
    if (found.length === limit) return found;
    if (
      choice.conditions.some((condition) => condition !== choice.lead) &&
      (await goesOnAfter(ctx, choice, part, steps))
    )
      return null;
  }
  return found;
}

async function goesOnAfter(ctx: Ctx, choice: Choice, part: Stretch, steps: number): Promise<boolean> {
  const { rows } = await sql`
    select from ${firstRows(choice, part, steps + 1, sql`customer_id, ${sql.ref(choice.sort.column)}`)} as w offset ${steps}`.execute(
    ctx.db,
  );
  return rows.length > 0;
}

/** Counts whoever fits, up to `limit`. What the list is sorted by makes no difference to it. */
export async function countFitting(ctx: Ctx, choice: Choice, limit: number): Promise<number> {
  const filtered = choice.conditions.find((condition) => !condition.missingRowFits);
  const base = { ...choice.sort, column: 'customer_id', table: filtered?.table ?? CUSTOMERS_TABLE };
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (${fitting({ ...choice, sort: base })} limit ${limit}) as fits`.execute(ctx.db);
  return rows[0]?.count ?? 0;
}

/** How many fit, by the planner's statistics. */
async function expectFitting(ctx: Ctx, choice: Choice): Promise<number> {
  if (choice.search !== null) return 0;
  if (choice.conditions.length === 0) return Infinity;
  const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>`
    explain (format json) ${fitting(choice)}`.execute(ctx.db);
  return rows[0]?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0;
}

/** A part of the sort order: the customers with a value or those without, after a position. */
type Stretch = { within: (alias: string) => RawBuilder<boolean>; order: (alias: string) => RawBuilder<unknown> };

function stretch({ sort, direction }: Choice, kind: 'valued' | 'blank', after: Position | null): Stretch {
  const [compare, way, nulls] =
    direction === 'desc' ? [sql`<`, sql`desc`, sql`nulls last`] : [sql`>`, sql`asc`, sql`nulls first`];
  const value = (alias: string) => sql.ref(`${alias}.${sort.column}`);
  const id = (alias: string) => sql.ref(`${alias}.customer_id`);
  if (kind === 'blank') {
    return {
      within: (a) => sql`${value(a)} is null and ${after ? sql`${id(a)} ${compare} ${after.customerId}` : sql`true`}`,
      order: (a) => sql`${id(a)} ${way}`,
    };
  }
  return {
    within: (a) =>
      after
        ? sql`(${value(a)}, ${id(a)}) ${compare} (${after.value}, ${after.customerId})`
        : sql`${value(a)} is not null`,
    // Spelled as the index is, forwards or backwards; the nulls themselves are not in this stretch.
    order: (a) => sql`${value(a)} ${way} ${nulls}, ${id(a)} ${way}`,
  };
}

/**
 * Of each value of the lead by itself: only rows of one value stand in the order of the sort. `columns` hold the sort's and
 * the id; with no others, the index alone answers.
 */
function firstRows(
  { sort, lead }: Choice,
  part: Stretch,
  steps: number,
  columns: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const each = lead?.values?.each ?? [() => sql<boolean>`true`];
  const parts = each.map(
    (where) => sql`(select ${columns} from ${sql.table(sort.table)} as t where ${where('t')} and ${part.within('t')}
      order by ${part.order('t')} limit ${steps})`,
  );
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  return sql`(select * from (${sql.join(parts, sql` union all `)}) as t order by ${part.order('t')} limit ${steps})`;
}

/** `offset 0` keeps the planner from turning the probes into a join with the whole of the other table. */
async function walk(ctx: Ctx, choice: Choice, part: Stretch, limit: number, steps: number): Promise<Chosen[]> {
  const { sort, conditions, lead } = choice;
  const others = conditions.filter((condition) => condition !== lead);
  const probes = others.map(({ table, where, missingRowFits }) => {
    if (table === sort.table) return sql`and ${where('w')}`;
    const same = sql`from ${sql.table(table)} as f where f.customer_id = w.customer_id`;
    return missingRowFits
      ? sql`and not exists (select ${same} and not ${where('f')} offset 0)`
      : sql`and exists (select ${same} and ${where('f')} offset 0)`;
  });
  const { rows } = await sql<Chosen>`
    select w.customer_id, ${sql.ref(`w.${sort.column}`)}::text as sort_value
    from ${firstRows(choice, part, steps, sql`*`)} as w
    where true ${sql.join(probes, sql` `)}
    order by ${part.order('w')} limit ${limit}`.execute(ctx.db);
  return rows;
}

/** Right for few: they are counted on the way. */
async function collect(ctx: Ctx, choice: Choice, after: Position | null, limit: number): Promise<Page> {
  const value = sql.ref(choice.sort.column);
  const direction = sql.raw(choice.direction);
  const { rows } = await sql<Chosen & { total: number }>`
    with fits as materialized (${fitting(choice)})
    select customer_id, ${value}::text as sort_value, (select count(*) from fits) as total
    from (
      select * from fits where ${beyond({ ...choice, lead: undefined }, after, 'fits')}
      order by ${value} ${direction} nulls last, customer_id ${direction} limit ${limit}
    ) as page
    order by page.${value} ${direction} nulls last, customer_id ${direction}`.execute(ctx.db);
  return { chosen: rows, total: after ? null : (rows[0]?.total ?? 0) };
}

/**
 * Right for many who stand far off: one hash join of whole indexes, in parallel where the server can. Sorting by an
 * expression keeps the planner from walking the index of the sort once more.
 */
async function sortAll(ctx: Ctx, choice: Choice, after: Position | null, limit: number): Promise<Page> {
  const value = sql.ref(choice.sort.column);
  const direction = sql.raw(choice.direction);
  const { rows } = await sql<Chosen>`
    select customer_id, ${value}::text as sort_value
    from (
      ${fitting(choice)} and ${beyond(choice, after, 't')}
      order by coalesce(t.${value}, t.${value}) ${direction} nulls last, t.customer_id ${direction} limit ${limit}
    ) as page
    order by page.${value} ${direction} nulls last, customer_id ${direction}`.execute(ctx.db);
  return { chosen: rows, total: !after && rows.length < limit ? rows.length : null };
}

function beyond(choice: Choice, after: Position | null, alias: string): RawBuilder<boolean> {
  if (!after) return sql`true`;
  // Whoever fits has been told already, the lead included.
  if (after.value === null) return stretch(choice, 'blank', after).within(alias);
  const [valued, blank] = [stretch(choice, 'valued', after), stretch(choice, 'blank', null)];
  return sql`(${valued.within(alias)} or ${blank.within(alias)})`;
}

/** Everybody who fits, with the sort value, in no order. */
export function fitting({ sort, conditions, search }: Choice): RawBuilder<unknown> {
  const others = Map.groupBy(
    conditions.filter((condition) => condition.table !== sort.table),
    (condition) => condition.table,
  );
  const joins = [...others].map(([table, those], n) => {
    const kind = those.every((condition) => condition.missingRowFits) ? sql`left join` : sql`join`;
    return sql`${kind} ${sql.table(table)} as ${sql.table(`f${n}`)} on ${sql.ref(`f${n}.customer_id`)} = t.customer_id`;
  });
  const wheres = [
    ...conditions.filter((condition) => condition.table === sort.table).map((condition) => condition.where('t')),
    ...[...others.values()].flatMap((those, n) => those.map((condition) => condition.where(`f${n}`))),
  ];
  return sql`
    select t.customer_id, ${sql.ref(`t.${sort.column}`)}
    from ${sql.table(sort.table)} as t
    ${search === null ? sql`` : sql`join unnest(${search}::bigint[]) as candidates (customer_id) using (customer_id)`}
    ${sql.join(joins, sql` `)}
    where true ${sql.join(
      wheres.map((where) => sql`and ${where}`),
      sql` `,
    )}`;
}
