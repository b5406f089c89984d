/** Added fields as columns of a customer file: recognised by their names, checked by their rules, written set by set. */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type {
  ImportField,
  ImportFieldType,
  ImportPolicy,
  Importer,
  ImportScope,
  NewField,
  ParsedRow,
  RowProblem,
} from '#platform/importer.ts';
import type { CustomField, CustomType } from './custom-contract.ts';
import { createCustomField, listCustomFields } from './custom-fields.ts';
import { isErased } from './forgotten.ts';
import { completeFormerRows, keepFormerRows } from './former-rows.ts';
import { changesKnown } from './profiles.ts';
import { isRefused, rowsOf, type ValueRow } from './custom-values.ts';

const TYPES: Record<CustomType, ImportFieldType> = {
  text: 'text',
  url: 'text',
  choices: 'text',
  number: 'decimal',
  money: 'money',
  day: 'day',
  instant: 'instant',
  yes_no: 'boolean',
  choice: 'choice',
  phone: 'phone',
};

/** The importer with the fields as they are now; values travel as JSON in the last staged column, `custom`. */
export async function withCustomFields(ctx: Ctx, importer: Importer): Promise<Importer> {
  const fields = (await listCustomFields(ctx)).filter((field) => field.editable);
  if (fields.length === 0) return importer;
  const own = importer.fields.length;
  return {
    ...importer,
    fields: [...importer.fields, ...fields.map(importFieldOf)],
    staging: { ...importer.staging, columns: [...importer.staging.columns, 'custom'] },
    stage: (row) => {
      const staged = importer.stage(row.slice(0, own));
      if (!isRow(staged)) return staged;
      const custom = stagedValues(fields, row, own);
      return isRow(custom) ? [...staged, ...custom] : custom;
    },
  };
}

/** In the order of their columns; a name that is there already is refused. */
export async function addCustomFields(ctx: Ctx, fields: readonly NewField[]): Promise<string[]> {
  const codes: string[] = [];
  for (const { name, type, choices } of fields) {
    const { code } = await createCustomField(ctx, {
      name,
      type,
      choices: choices.map((choice) => ({ name: choice, archived: false })),
    });
    codes.push(codeOf(code));
  }
  return codes;
}

const codeOf = (code: string): string => `custom.${code}`;

const isRow = (outcome: ParsedRow | RowProblem): outcome is ParsedRow => Array.isArray(outcome);

const importFieldOf = (field: CustomField): ImportField => ({
  code: codeOf(field.code),
  type: TYPES[field.type],
  synonyms: [field.name, field.code],
  maxLength: 2_000,
  ...(field.type === 'number' && { percent: true }),
  ...(field.type === 'choice' && {
    choices: Object.fromEntries(
      field.choices.filter((choice) => !choice.archived).map((choice) => [choice.code, [choice.name]]),
    ),
  }),
});

const SEPARATORS = /[,，、;；|/]/;

function stagedValues(fields: readonly CustomField[], row: ParsedRow, from: number): [string | null] | RowProblem {
  let all: ValueRow[] | null = null;
  for (let n = 0; n < fields.length; n += 1) {
    const value = row[from + n];
    const field = fields[n];
    if (value === null || value === undefined || !field) continue;
    const parsed = rowsOf(field, field.type === 'choices' ? listOf(String(value)) : value);
    if (isRefused(parsed)) return { field: codeOf(field.code), code: parsed.code, detail: parsed.detail };
    all = all ? [...all, ...parsed] : parsed;
  }
  return [all && JSON.stringify(all)];
}

const listOf = (text: string): string[] =>
  text
    .split(SEPARATORS)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/**
 * `incoming_values`: what the staged rows would change, after matching; the last row that speaks of a field counts. Costs
 * nothing for files without added fields beyond one look at the staged rows.
 */
export async function findValueChanges(ctx: Ctx, { batchId, policy = 'overwrite' }: ImportScope): Promise<void> {
  await sql`drop table if exists pg_temp.incoming_values`.execute(ctx.db);
  await sql`
    create temp table incoming_values on commit drop as
    with said as (
      select m.customer_id, m.created, given.*,
        rank() over (partition by m.customer_id, given.field_id order by s.row_no desc) as place
      from customers.staged_customers s
      join matched_customers m on m.ref_key = lpad(s.row_no::text, 10, '0') and m.customer_id is not null
      cross join lateral jsonb_to_recordset(s.custom)
        as given (field_id int, item text, text_value text, number_value numeric, day_value date, instant_value timestamptz)
      where s.batch_id = ${batchId} and s.custom is not null
    )
    select customer_id, field_id, item, text_value, number_value, day_value, instant_value
    from said where place = 1 and ${admitted(policy)} and not ${isErased(sql`said.customer_id`)}`.execute(ctx.db);
  await sql`analyze incoming_values`.execute(ctx.db);
}

function admitted(policy: ImportPolicy): RawBuilder<boolean> {
  if (!changesKnown(policy)) return sql`created`;
  if (policy === 'overwrite') return sql`true`;
  return sql`not exists (select from customers.field_values held
    where held.customer_id = said.customer_id and held.field_id = said.field_id)`;
}

const SAME = sql`(v.customer_id, v.field_id, v.item) = (i.customer_id, i.field_id, i.item)
  and (v.text_value, v.number_value, v.day_value, v.instant_value)
    is not distinct from (i.text_value, i.number_value, i.day_value, i.instant_value)`;

/** Selects the `customer_id` of whoever has another value in `incoming_values` than stored. */
export const changedByValues: RawBuilder<unknown> = sql`
  select i.customer_id from incoming_values i where not exists (select from customers.field_values v where ${SAME})
  union
  select v.customer_id from customers.field_values v
  join (select distinct customer_id, field_id from incoming_values) spoken using (customer_id, field_id)
  where not exists (select from incoming_values i where (i.customer_id, i.field_id, i.item) = (v.customer_id, v.field_id, v.item))`;

/** Writes `incoming_values`; what a field held and the file no longer says goes. */
export async function writeIncomingValues(ctx: Ctx): Promise<void> {
  await keepFormerRows(ctx, 'custom', sql`select customer_id, field_id::text as item from incoming_values`);
  await sql`
    delete from customers.field_values v
    using (select distinct customer_id, field_id from incoming_values) spoken
    where spoken.customer_id = v.customer_id and spoken.field_id = v.field_id
      and not exists (select from incoming_values i where (i.customer_id, i.field_id, i.item) = (v.customer_id, v.field_id, v.item))`.execute(
    ctx.db,
  );
  await sql`
    insert into customers.field_values
      (customer_id, field_id, item, text_value, number_value, day_value, instant_value, changed_at)
    select customer_id, field_id, item, text_value, number_value, day_value, instant_value, ${ctx.now}
    from incoming_values i where not exists (select from customers.field_values v where ${SAME})
    on conflict (customer_id, field_id, item) do update
    set text_value = excluded.text_value, number_value = excluded.number_value, day_value = excluded.day_value,
      instant_value = excluded.instant_value, changed_at = excluded.changed_at, batch_id = excluded.batch_id`.execute(
    ctx.db,
  );
  await completeFormerRows(ctx, 'custom');
}

/** Why a row's value was refused, by the codes of `custom-values.ts`. */
export const customReasons: NonNullable<Importer['reasons']> = {
  'custom.too_long': { zh: '内容超过 {detail} 个字符', en: 'is longer than {detail} characters' },
  'custom.pattern': { zh: '“{detail}”不符合该字段规定的格式', en: '"{detail}" does not fit the pattern of the field' },
  'custom.too_small': { zh: '小于下限 {detail}', en: 'is below the least allowed, {detail}' },
  'custom.too_big': { zh: '大于上限 {detail}', en: 'is above the most allowed, {detail}' },
  'custom.url': {
    zh: '“{detail}”不是以 http(s):// 开头的网址',
    en: '"{detail}" is no address that begins with http(s)://',
  },
  'custom.choice': { zh: '“{detail}”不在该字段的选项中', en: '"{detail}" is none of the choices of the field' },
  'custom.phone': { zh: '“{detail}”不是有效的电话号码', en: '"{detail}" is not a valid telephone number' },
  'custom.number': { zh: '“{detail}”不是数字', en: '"{detail}" is not a number' },
};
