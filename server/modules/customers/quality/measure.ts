/**
 * Measures the archive: of every field how many are filled, cannot be right, or are stale; of everybody and of each
 * source. Once a night, and kept by day; what people read is the kept rows. One pass each over the identifiers, the profiles and the
 * values of added fields, grouped by the set of sources a customer is known by, of which there are a few: everybody and
 * each source are sums of these groups.
 */
import { sql, type RawBuilder } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { addJob } from '#platform/jobs.ts';
import { startStopwatch } from '#platform/stopwatch.ts';
import { dayOf } from '#shared/days.ts';
import { appliesTo, columnOf, customAges, customInvalid, PROFILE_FIELDS } from './fields.ts';
import { judgePatterns } from './patterns.ts';
import { getQualitySettings, staleBefore } from './settings.ts';

export const MEASURE_JOB = 'customers.measure_quality';
const KEPT_DAYS = 800;

type Counts = { customers: number; filled: number; invalid: number; stale: number };
/** `source` is empty for everybody. */
export type Measured = Counts & { source: string; field: string };
/** Of those who are known by exactly these sources. */
type Counted = Counts & { sources: readonly string[]; field: string };

export async function requestMeasure(ctx: Ctx): Promise<void> {
  await addJob(ctx, MEASURE_JOB, {}, { key: MEASURE_JOB, queue: MEASURE_JOB, maxAttempts: 3 });
}

/** Once a day; asked every hour, because a day is local. A day on which the house was still empty is measured again. */
export async function measureWhenDayTurned(ctx: Ctx): Promise<void> {
  const today = dayOf(ctx.now, (await getOrganisation(ctx)).timeZone);
  const { rows } = await sql`
    select from customers.quality_runs where day = ${today}::date and customers > 0`.execute(ctx.db);
  if (rows.length > 0) return;
  const { rows: somebody } = await sql`select from customers.customers limit 1`.execute(ctx.db);
  if (somebody.length > 0) await requestMeasure(ctx);
}

/** Repeated on one day, the later numbers stand. */
export async function measureQuality(ctx: Ctx): Promise<void> {
  const seconds = startStopwatch();
  const today = dayOf(ctx.now, (await getOrganisation(ctx)).timeZone);
  const { staleMonths } = await getQualitySettings(ctx);
  const limit = staleBefore(ctx.now, staleMonths);
  await judgePatterns(ctx);
  await inTransaction(ctx, async (ctx) => {
    await gatherSources(ctx);
    const profiles = await measureProfiles(ctx, today, limit);
    const rows = bySource([...profiles, ...(await measureCustom(ctx, profiles, limit))]);
    await sql`delete from customers.quality where day = ${today}::date or day < ${today}::date - ${KEPT_DAYS}::int`.execute(
      ctx.db,
    );
    await sql`
      insert into customers.quality (day, source, field, customers, filled, invalid, stale)
      select ${today}::date, source, field, customers, filled, invalid, stale
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as measured (source text, field text, customers int, filled int, invalid int, stale int)`.execute(ctx.db);
    const customers = rows.find((row) => row.source === '' && row.field === 'name')?.customers ?? 0;
    await sql`
      insert into customers.quality_runs (day, measured_at, customers, stale_months, seconds, duplicate_groups)
      values (${today}::date, ${ctx.now}, ${customers}, ${staleMonths}, ${seconds()},
        (select count(distinct group_id)::int from customers.duplicate_pairs))
      on conflict (day) do update set measured_at = excluded.measured_at, customers = excluded.customers,
        stale_months = excluded.stale_months, seconds = excluded.seconds,
        duplicate_groups = excluded.duplicate_groups`.execute(ctx.db);
  });
}

/** `customer_sources`: by whose numbers each customer is known; whoever is known by none is not in it. */
async function gatherSources(ctx: Ctx): Promise<void> {
  await sql`drop table if exists pg_temp.customer_sources`.execute(ctx.db);
  await sql`
    create temp table customer_sources on commit drop as
    select customer_id, array_agg(distinct namespace order by namespace) as sources
    from customers.known_identities where kind = 'external' group by customer_id`.execute(ctx.db);
  await sql`analyze customer_sources`.execute(ctx.db);
}

const SOURCES = sql`coalesce(s.sources, '{}')`;
const WITH_SOURCES = sql`left join customer_sources s using (customer_id)`;

async function measureProfiles(ctx: Ctx, today: string, limit: Date): Promise<Counted[]> {
  const column = columnOf('c');
  const columns = PROFILE_FIELDS.flatMap((one, n) => {
    const applies = appliesTo(one, column);
    const filled = sql`${applies} and ${one.filled(column, today)}`;
    const count = (name: string, test: RawBuilder<unknown>) =>
      sql`count(*) filter (where ${test})::int as ${sql.ref(`${name}${n}`)}`;
    return [
      count('customers', applies),
      count('filled', filled),
      ...(one.invalid ? [count('invalid', sql`${filled} and ${one.invalid(column, today)}`)] : []),
      ...(one.ages ? [count('old', sql`${filled} and c.created_at < ${limit}`)] : []),
    ];
  });
  const { rows } = await sql<Record<string, number> & { sources: string[] }>`
    select ${SOURCES} as sources, ${sql.join(columns)} from customers.customers c ${WITH_SOURCES} group by 1`.execute(
    ctx.db,
  );
  const looked = await lookedAt(ctx, today, limit);
  return rows.flatMap((row) =>
    PROFILE_FIELDS.map(({ field }, n) => ({
      sources: row.sources,
      field,
      customers: row[`customers${n}`] ?? 0,
      filled: row[`filled${n}`] ?? 0,
      invalid: row[`invalid${n}`] ?? 0,
      stale: (row[`old${n}`] ?? 0) - (looked.get(keyOf(row.sources, field)) ?? 0),
    })),
  );
}

const keyOf = (sources: readonly string[], field: string): string => JSON.stringify([sources, field]);

/** Of the old records, the fields that somebody has looked at since: by the rows that say so. */
async function lookedAt(ctx: Ctx, today: string, limit: Date): Promise<Map<string, number>> {
  const column = columnOf('c');
  const filled = PROFILE_FIELDS.filter((one) => one.ages).map(
    (one) => sql`when ${one.field} then ${appliesTo(one, column)} and ${one.filled(column, today)}`,
  );
  const { rows } = await sql<{ sources: string[]; field: string; checked: number }>`
    select ${SOURCES} as sources, k.field, count(*)::int as checked
    from customers.field_checks k join customers.customers c using (customer_id) ${WITH_SOURCES}
    where k.checked_at >= ${limit} and c.created_at < ${limit} and case k.field ${sql.join(filled, sql` `)} else false end
    group by 1, 2`.execute(ctx.db);
  return new Map(rows.map((row) => [keyOf(row.sources, row.field), row.checked]));
}

/** Added fields apply to everybody. A field of several values is invalid or stale where any of them is. */
async function measureCustom(ctx: Ctx, profiles: readonly Counted[], limit: Date): Promise<Counted[]> {
  const fields = await ctx.db
    .selectFrom('customers.fields')
    .select(['field_id', 'code', 'type'])
    .where('archived', '=', false)
    .execute();
  if (fields.length === 0) return [];
  const { rows } = await sql<Omit<Counts, 'customers'> & { sources: string[]; field_id: number }>`
    select ${SOURCES} as sources, held.field_id, count(*)::int as filled, count(*) filter (where held.invalid)::int as invalid,
      count(*) filter (where held.stale)::int as stale
    from (
      select v.customer_id, v.field_id, bool_or(${customInvalid}) as invalid,
        bool_or(v.changed_at < ${limit} and coalesce(k.checked_at < ${limit}, true)) as stale
      from customers.field_values v join customers.fields f using (field_id)
      left join customers.field_checks k on k.customer_id = v.customer_id and k.field = 'custom.' || f.code
      where not f.archived group by v.customer_id, v.field_id
    ) as held
    join customers.customers c using (customer_id) ${WITH_SOURCES}
    where c.erased_at is null group by 1, 2`.execute(ctx.db);
  const found = new Map(rows.map((row) => [keyOf(row.sources, String(row.field_id)), row]));
  const populations = profiles.filter((row) => row.field === 'name');
  return populations.flatMap(({ sources, customers }) =>
    fields.map(({ field_id, code, type }) => {
      const row = found.get(keyOf(sources, String(field_id)));
      return {
        sources,
        field: `custom.${code}`,
        customers,
        filled: row?.filled ?? 0,
        invalid: row?.invalid ?? 0,
        stale: customAges(type) ? (row?.stale ?? 0) : 0,
      };
    }),
  );
}

/** Everybody is the sum of all groups; a source of those it is among. */
function bySource(groups: readonly Counted[]): Measured[] {
  const total = new Map<string, Measured>();
  for (const { sources, field, ...counts } of groups)
    for (const source of ['', ...sources]) {
      const key = keyOf([source], field);
      const so = total.get(key) ?? { source, field, customers: 0, filled: 0, invalid: 0, stale: 0 };
      for (const what of Object.keys(counts) as (keyof Counts)[]) so[what] += counts[what];
      total.set(key, so);
    }
  return [...total.values()];
}
