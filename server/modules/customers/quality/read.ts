/** The kept numbers, put together for the page: by field, by source, day by day. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import type { CustomRules } from '../custom-contract.ts';
import { listCustomFields } from '../custom-fields.ts';
import { QUALITY_DEFINITIONS } from '../definitions.ts';
import type * as contract from '../quality-contract.ts';
import type { QualityField } from '../quality-contract.ts';
import { customAges, PROFILE_FIELDS } from './fields.ts';
import { MEASURE_JOB, type Measured } from './measure.ts';
import { getQualitySettings } from './settings.ts';

type Answer = AnswerOf<typeof contract.getQuality>;
type Shares = Answer['overall'];

export async function getQuality(ctx: Ctx, query: QueryOf<typeof contract.getQuality>): Promise<Answer> {
  const settings = await getQualitySettings(ctx);
  const source = query.source ?? '';
  const shown = await shownFields(ctx);
  const { rows: runs } = await sql<NonNullable<Answer['measured']> & { groups: number | null }>`
    select day, measured_at as at, customers, stale_months as "staleMonths", duplicate_groups as groups
    from customers.quality_runs order by day desc limit 1`.execute(ctx.db);
  const measured = runs[0] ?? null;
  const today = measured ? await readDay(ctx, measured.day) : [];
  const fields = fieldsOf(
    today.filter((row) => row.source === source),
    shown,
  );
  return {
    ...settings,
    measured,
    overall: sharesOf(fields),
    fields,
    sources: await bySource(ctx, today, shown),
    trend: measured ? await readTrend(ctx, source, query.field ?? null, shown, query.days, measured.day) : [],
    duplicateGroups: measured?.groups ?? null,
    waiting: await isWaiting(ctx),
    definitions: QUALITY_DEFINITIONS,
  };
}

type ShownField = Pick<QualityField, 'name' | 'ages' | 'judged'>;
type ShownFields = ReadonlyMap<string, ShownField>;

/** In their order; added fields that whoever asks may not see are left out. */
async function shownFields(ctx: Ctx): Promise<ShownFields> {
  const custom = (await listCustomFields(ctx)).filter((field) => !field.archived);
  return new Map<string, ShownField>([
    ...PROFILE_FIELDS.map(
      ({ field, ages, invalid }) => [field, { name: null, ages, judged: invalid !== null }] as const,
    ),
    ...custom.map(
      ({ code, name, type, rules }) =>
        [`custom.${code}`, { name, ages: customAges(type), judged: isJudged(type, rules) }] as const,
    ),
  ]);
}

const isJudged = (type: string, { min, max, maxLength, pattern }: CustomRules): boolean =>
  type === 'choice' || type === 'choices' || [min, max, maxLength, pattern].some((rule) => (rule ?? null) !== null);

async function readDay(ctx: Ctx, day: string): Promise<Measured[]> {
  const { rows } = await sql<Measured>`
    select source, field, customers, filled, invalid, stale from customers.quality where day = ${day}::date`.execute(
    ctx.db,
  );
  return rows;
}

function fieldsOf(rows: readonly Measured[], shown: ShownFields): QualityField[] {
  const byField = new Map(rows.map((row) => [row.field, row]));
  return [...shown].flatMap(([field, about]) => {
    const row = byField.get(field);
    if (!row || row.customers === 0) return [];
    const { customers, filled, invalid, stale } = row;
    return [{ field, ...about, customers, filled, invalid, stale }];
  });
}

type Counted = Pick<Measured, 'customers' | 'filled' | 'invalid' | 'stale'> & ShownField;

/** Each customer counts once for each field that applies; freshness looks at fields that age only. */
function sharesOf(rows: readonly Counted[]): Shares {
  const sum = (of: (row: Counted) => number, among = rows) => among.reduce((total, row) => total + of(row), 0);
  const per = (part: number, whole: number) => (whole > 0 ? part / whole : null);
  const aging = rows.filter((row) => row.ages);
  const judged = rows.filter((row) => row.judged);
  const valid = sum((row) => row.filled - row.invalid, judged);
  const fresh = sum((row) => row.filled - row.stale, aging);
  return {
    completeness: per(
      sum((row) => row.filled),
      sum((row) => row.customers),
    ),
    validity: per(
      valid,
      sum((row) => row.filled, judged),
    ),
    freshness: per(
      fresh,
      sum((row) => row.filled, aging),
    ),
  };
}

async function bySource(ctx: Ctx, today: readonly Measured[], shown: ShownFields): Promise<Answer['sources']> {
  const sources = await ctx.db.selectFrom('ingest.sources').select(['code', 'name']).execute();
  const names = new Map(sources.map((row) => [row.code, row.name]));
  return [...Map.groupBy(today, (row) => row.source)]
    .filter(([source]) => source !== '')
    .map(([source, rows]) => ({
      source,
      name: names.get(source) ?? source,
      customers: rows.find((row) => row.field === 'name')?.customers ?? 0,
      ...sharesOf(fieldsOf(rows, shown)),
    }))
    .toSorted((a, b) => b.customers - a.customers);
}

async function readTrend(
  ctx: Ctx,
  source: string,
  field: string | null,
  shown: ShownFields,
  days: number,
  last: string,
): Promise<Answer['trend']> {
  const { rows } = await sql<Measured & { day: string }>`
    select day, source, field, customers, filled, invalid, stale from customers.quality
    where source = ${source} and day > ${last}::date - ${days}::int ${field ? sql`and field = ${field}` : sql``}
    order by day`.execute(ctx.db);
  return [...Map.groupBy(rows, (row) => row.day)].map(([day, those]) => ({ day, ...sharesOf(fieldsOf(those, shown)) }));
}

async function isWaiting(ctx: Ctx): Promise<boolean> {
  const { rows } = await sql`
    select from graphile_worker.jobs where task_identifier = ${MEASURE_JOB} limit 1`.execute(ctx.db);
  return rows.length > 0;
}
