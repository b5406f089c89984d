/**
 * Measures the archive: of every field how many are filled, cannot be right, or are stale; of everybody and of each
 * source. Once a night, and kept by day; what people read is the kept rows. Two grouped passes over the profiles and two over
 * the values of added fields: 8 s for 200,000 customers on two cores that a dozen other programs were busy on.
 */
import { sql, type RawBuilder } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { addJob } from '#platform/jobs.ts';
import { startStopwatch } from '#platform/stopwatch.ts';
import { dayOf } from '#shared/days.ts';
import { appliesTo, columnOf, customAges, customInvalid, PROFILE_FIELDS, type ProfileField } from './fields.ts';
import { getQualitySettings, staleBefore } from './settings.ts';

export const MEASURE_JOB = 'customers.measure_quality';
const KEPT_DAYS = 800;

export type Measured = {
  source: string;
  field: string;
  customers: number;
  filled: number;
  invalid: number;
  stale: number;
};

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
  const { timeZone } = await getOrganisation(ctx);
  const today = dayOf(ctx.now, timeZone);
  const { staleMonths } = await getQualitySettings(ctx);
  const limit = staleBefore(ctx.now, staleMonths);
  const everybody = await measureProfiles(ctx, null, today, limit);
  const bySource = await measureProfiles(ctx, SOURCES, today, limit);
  const custom = await measureCustom(ctx, [...everybody, ...bySource], limit);
  const rows = [...everybody, ...bySource, ...custom];
  await inTransaction(ctx, async (ctx) => {
    await sql`delete from customers.quality where day = ${today}::date or day < ${today}::date - ${KEPT_DAYS}::int`.execute(
      ctx.db,
    );
    await sql`
      insert into customers.quality (day, source, field, customers, filled, invalid, stale)
      select ${today}::date, source, field, customers, filled, invalid, stale
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as measured (source text, field text, customers int, filled int, invalid int, stale int)`.execute(ctx.db);
    const customers = everybody.find((row) => row.field === 'name')?.customers ?? 0;
    await sql`
      insert into customers.quality_runs (day, measured_at, customers, stale_months, seconds)
      values (${today}::date, ${ctx.now}, ${customers}, ${staleMonths}, ${seconds()})
      on conflict (day) do update set measured_at = excluded.measured_at, customers = excluded.customers,
        stale_months = excluded.stale_months, seconds = excluded.seconds`.execute(ctx.db);
  });
}

/** Who is known by a number of which source; somebody known by two counts in both. */
const SOURCES = sql`(select distinct customer_id, namespace as source from customers.known_identities where kind = 'external')`;

async function measureProfiles(
  ctx: Ctx,
  sources: RawBuilder<unknown> | null,
  today: string,
  limit: Date,
): Promise<Measured[]> {
  const column = columnOf('c');
  const join = sources ? sql`join ${sources} as s using (customer_id)` : sql``;
  const source = sources ? sql`s.source` : sql`''`;
  const columns = PROFILE_FIELDS.flatMap((one, n) => {
    const applies = appliesTo(one, column);
    const filled = sql`${applies} and ${one.filled(column, today)}`;
    const count = (name: string, test: RawBuilder<unknown>) =>
      sql`count(*) filter (where ${test})::int as ${sql.ref(`${name}${n}`)}`;
    return [
      count('customers', applies),
      count('filled', filled),
      count('invalid', one.invalid ? sql`${filled} and ${one.invalid(column, today)}` : sql`false`),
      count('old', one.ages ? sql`${filled} and c.created_at < ${limit}` : sql`false`),
    ];
  });
  const { rows } = await sql<Record<string, number> & { source: string }>`
    select ${source} as source, ${sql.join(columns)} from customers.customers c ${join} group by 1`.execute(ctx.db);
  const looked = await lookedAt(ctx, join, source, today, limit);
  return rows.flatMap((row) =>
    PROFILE_FIELDS.map(({ field }, n) => ({
      source: row.source,
      field,
      customers: row[`customers${n}`] ?? 0,
      filled: row[`filled${n}`] ?? 0,
      invalid: row[`invalid${n}`] ?? 0,
      stale: (row[`old${n}`] ?? 0) - (looked.get(`${row.source} ${field}`) ?? 0),
    })),
  );
}

/** Of the old records, the fields that somebody has looked at since: by the few rows that say so. */
async function lookedAt(
  ctx: Ctx,
  join: RawBuilder<unknown>,
  source: RawBuilder<unknown>,
  today: string,
  limit: Date,
): Promise<Map<string, number>> {
  const column = columnOf('c');
  const filled = PROFILE_FIELDS.filter((one) => one.ages).map(
    (one: ProfileField) => sql`when ${one.field} then ${appliesTo(one, column)} and ${one.filled(column, today)}`,
  );
  const { rows } = await sql<{ source: string; field: string; checked: number }>`
    select ${source} as source, k.field, count(*)::int as checked
    from customers.field_checks k join customers.customers c using (customer_id) ${join}
    where k.checked_at >= ${limit} and c.created_at < ${limit} and case k.field ${sql.join(filled, sql` `)} else false end
    group by 1, 2`.execute(ctx.db);
  return new Map(rows.map((row) => [`${row.source} ${row.field}`, row.checked]));
}

/** Added fields apply to everybody. One pass over their values each for everybody and by source. */
async function measureCustom(ctx: Ctx, profiles: readonly Measured[], limit: Date): Promise<Measured[]> {
  const fields = await ctx.db
    .selectFrom('customers.fields')
    .select(['code', 'type'])
    .where('archived', '=', false)
    .execute();
  if (fields.length === 0) return [];
  const counted = (join: RawBuilder<unknown>, source: RawBuilder<unknown>) => sql<Measured & { code: string }>`
    select ${source} as source, f.code, count(distinct v.customer_id)::int as filled,
      count(distinct v.customer_id) filter (where ${customInvalid})::int as invalid,
      count(distinct v.customer_id) filter (where v.changed_at < ${limit} and coalesce(k.checked_at < ${limit}, true))::int as stale
    from customers.field_values v join customers.fields f using (field_id)
    join customers.customers c using (customer_id) ${join}
    left join customers.field_checks k on k.customer_id = v.customer_id and k.field = 'custom.' || f.code
    where not f.archived and c.erased_at is null group by 1, 2`;
  const all = await counted(sql``, sql`''`).execute(ctx.db);
  const some = await counted(sql`join ${SOURCES} as s using (customer_id)`, sql`s.source`).execute(ctx.db);
  const found = new Map([...all.rows, ...some.rows].map((row) => [`${row.source} ${row.code}`, row]));
  const populations = profiles.filter((row) => row.field === 'name');
  return populations.flatMap(({ source, customers }) =>
    fields.map(({ code, type }) => {
      const row = found.get(`${source} ${code}`);
      const stale = customAges(type) ? (row?.stale ?? 0) : 0;
      return {
        source,
        field: `custom.${code}`,
        customers,
        filled: row?.filled ?? 0,
        invalid: row?.invalid ?? 0,
        stale,
      };
    }),
  );
}
