/** Dates worth remembering as columns of a customer file: one column per kind, birthdays by the moon in one of their own. */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { Importer, ImportField, ImportScope, ParsedRow, RowProblem } from '#platform/importer.ts';
import type { DateKind } from './dates-contract.ts';
import { listDateKinds } from './dates.ts';
import { completeFormerRows, keepFormerRows } from './former-rows.ts';
import { isErased } from './forgotten.ts';
import { isDate } from './occurrence.ts';
import { changesKnown } from './profiles.ts';
import { keepIncomingTerms, LEAST_DAYS, planEndOf } from './terms.ts';

const words = (text: string): string[] => text.split(',').map((word) => word.trim());

/** Headers of the kinds every house has; a kind of one's own goes by its name. The profile has the birthday by the sun. */
const HEADERS: Readonly<Record<string, string[]>> = {
  baby_birthday: words(
    '宝宝生日, Baby birthday, 孩子生日, 小孩生日, 子女生日, 宝宝出生日期, 孩子出生日期, child birthday, kid birthday',
  ),
  anniversary: words('纪念日, Anniversary, 结婚纪念日, 结婚日期, wedding anniversary, wedding date'),
  warranty_end: words(
    '保修到期, Warranty end, 保修到期日, 质保到期, 质保到期日, 保修截止日期, warranty expiry, warranty until',
  ),
  plan_end: words(
    '套餐到期, Plan end, 套餐到期日, 到期日, 到期日期, 会员到期日, 有效期至, 合约到期, 服务到期日, plan expiry, expiry date, expires at, membership expiry',
  ),
  next_treatment: words(
    '下次护理, Next treatment, 下次护理日期, 下次到店, 下次预约, 复购提醒日, next appointment, next visit',
  ),
};
const LUNAR_BIRTHDAY = words('农历生日, Lunar birthday, 阴历生日, 旧历生日, 农历出生日期, 生日(农历), 生日(阴历)');

type Column = { field: ImportField; kind: DateKind };

async function columnsOf(ctx: Ctx): Promise<Column[]> {
  const kinds = (await listDateKinds(ctx)).filter((kind) => !kind.archived);
  return kinds.map((kind) => ({
    kind,
    field:
      kind.code === 'birthday'
        ? { code: 'date.birthday', type: 'occasion', lunar: true, synonyms: LUNAR_BIRTHDAY }
        : {
            code: `date.${kind.code}`,
            type: 'occasion',
            synonyms: HEADERS[kind.code] ?? [kind.name ?? kind.code, kind.code],
          },
  }));
}

/**
 * The importer with a column per kind of date; they travel as JSON in the last staged column, `dates`. A birthday without its
 * year, or by the moon, is no day of the profile: it is remembered with them, where birthdays are.
 */
export async function withDates(ctx: Ctx, importer: Importer): Promise<Importer> {
  const columns = await columnsOf(ctx);
  const remembered = columns.some(({ kind }) => kind.code === 'birthday');
  const fields = remembered ? importer.fields : importer.fields.map((field) => ({ ...field, yearless: false }));
  if (columns.length === 0) return { ...importer, fields };
  const own = fields.length;
  const birthday = fields.findIndex(({ code }) => code === 'birthday');
  return {
    ...importer,
    fields: [...fields, ...columns.map(({ field }) => field)],
    staging: { ...importer.staging, columns: [...importer.staging.columns, 'dates'] },
    stage: (row) => {
      const told = row.slice(0, own);
      const yearless = isOccasion(told[birthday]) ? String(told[birthday]) : null;
      if (yearless !== null) told[birthday] = null;
      const staged = importer.stage(told);
      if (!Array.isArray(staged)) return staged;
      const dates = stagedDates(columns, row, own, yearless);
      return typeof dates === 'object' && dates !== null ? dates : [...(staged as ParsedRow), dates];
    },
  };
}

const isOccasion = (value: ParsedRow[number] | undefined): boolean =>
  typeof value === 'string' && value.startsWith('{');

type Said = { calendar: 'solar' | 'lunar'; year: number | null; month: number; day: number; leap: boolean };

function stagedDates(
  columns: readonly Column[],
  row: ParsedRow,
  from: number,
  birthday: string | null,
): string | null | RowProblem {
  let all: (Said & { kind: string })[] | null = null;
  for (const [n, { field, kind }] of columns.entries()) {
    const ofProfile = kind.code === 'birthday' && row[from + n] === null ? birthday : null;
    const text = row[from + n] ?? ofProfile;
    if (text === null || text === undefined) continue;
    const said = JSON.parse(String(text)) as Said;
    const shown = [said.year, said.month, said.day].filter((part) => part !== null).join('-');
    const code = ofProfile === null ? field.code : 'birthday';
    if (!isDate(said)) return { field: code, code: 'dates.impossible', detail: shown };
    if (!kind.yearly && said.year === null) return { field: field.code, code: 'dates.year_needed', detail: shown };
    (all ??= []).push({ kind: kind.code, ...said });
  }
  return all && JSON.stringify(all);
}

/**
 * `incoming_dates`: of each customer and kind what the last row says, where it is another than what is remembered without a
 * label; a date with a label (whose, of what) is somebody's own and stays. `incoming_terms`: ends of plans in rows before it,
 * as a list of contracts has them, each well before the last.
 */
export async function findDateChanges(ctx: Ctx, { batchId, policy = 'overwrite' }: ImportScope): Promise<void> {
  await sql`drop table if exists pg_temp.incoming_dates, pg_temp.incoming_terms, pg_temp.said_dates`.execute(ctx.db);
  await sql`
    create temp table said_dates on commit drop as
    select m.customer_id, m.created, d.*, row_number() over newest as place, first_value(${planEndOf('d')}) over newest as last_end
    from customers.staged_customers s
    join matched_customers m on m.ref_key = lpad(s.row_no::text, 10, '0') and m.customer_id is not null
    cross join lateral jsonb_to_recordset(s.dates)
      as d (kind text, calendar text, year int, month int, day int, leap boolean)
    where s.batch_id = ${batchId} and s.dates is not null
    window newest as (partition by m.customer_id, d.kind order by s.row_no desc)`.execute(ctx.db);
  const held = sql`customers.dates d where d.customer_id = said.customer_id and d.kind = said.kind and d.label is null`;
  const may = sql`(said.created or ${changesKnown(policy)}) and not ${isErased(sql`said.customer_id`)}
    and ${policy === 'fill' ? sql`not exists (select from ${held})` : sql`true`}`;
  await sql`
    create temp table incoming_dates on commit drop as
    select said.customer_id, said.kind, said.calendar, said.year, said.month, said.day, said.leap
    from said_dates said
    where place = 1 and ${may} and not exists (
      select from ${held} and (d.calendar, d.year, d.month, d.day, d.leap)
        is not distinct from (said.calendar, said.year, said.month, said.day, said.leap))`.execute(ctx.db);
  const end = sql`(${planEndOf('said')})`;
  await sql`
    create temp table incoming_terms on commit drop as
    select distinct said.customer_id, ${end} as ends_on
    from said_dates said
    where place > 1 and ${may} and ${end} + ${LEAST_DAYS}::int <= last_end
      and (not exists (select from ${held} and ${planEndOf('d')} = ${end})
        or exists (select from incoming_dates i where (i.customer_id, i.kind) = (said.customer_id, said.kind)))
      and not exists (select from customers.past_terms t
        where t.customer_id = said.customer_id and t.label is null and t.ends_on = ${end})`.execute(ctx.db);
}

/** Selects the `customer_id` of whoever gets another date by `incoming_dates`, or a term behind one. */
export const changedByDates: RawBuilder<unknown> = sql`
  select customer_id from incoming_dates union select customer_id from incoming_terms`;

/** Another date of a kind takes the place of the one there was; the term of a plan that ended so is kept. */
export async function writeIncomingDates(ctx: Ctx): Promise<void> {
  await keepFormerRows(ctx, 'date', sql`select customer_id, kind as item from incoming_dates`);
  await keepIncomingTerms(ctx);
  await sql`
    delete from customers.dates d using incoming_dates i
    where (d.customer_id, d.kind) = (i.customer_id, i.kind) and d.label is null`.execute(ctx.db);
  await sql`
    insert into customers.dates (customer_id, kind, calendar, year, month, day, leap, changed_at)
    select customer_id, kind, calendar, year, month, day, leap, coalesce(
      (select c.changed_at from corrected_ends c where c.customer_id = i.customer_id and i.kind = 'plan_end'), ${ctx.now})
    from incoming_dates i`.execute(ctx.db);
  await completeFormerRows(ctx, 'date');
}
