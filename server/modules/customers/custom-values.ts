/** Values of added fields: parsed and checked by the field's type and rules, stored as rows, read back as they are sent. */
import { sql } from 'kysely';
import { normalizePhone } from '#platform/contacts.ts';
import type { Ctx } from '#platform/context.ts';
import { InvalidError, type FieldProblem } from '#platform/errors.ts';
import type { CustomField, CustomValue } from './custom-contract.ts';
import { listCustomFields } from './custom-fields.ts';

/** One row of `customers.field_values`, as JSON: what is not of the type is left out. */
export type ValueRow = {
  field_id: number;
  item: string;
  text_value?: string;
  number_value?: number | string;
  day_value?: string;
  instant_value?: string;
};

/** `code` is stable; `detail` is what the rule says or what was written. */
export type Refused = { code: string; detail: string };

export type Rows = ValueRow[];

/** The rows a value is stored as, or why it cannot be taken. */
export function rowsOf(field: CustomField, value: CustomValue): Rows | Refused {
  const parsed = PARSERS[field.type](field, value);
  if ('code' in parsed) return parsed;
  return parsed.map((row) => ({ field_id: field.fieldId, item: '', ...row }));
}

export const isRefused = (outcome: Rows | Refused): outcome is Refused => 'code' in outcome;

type Parsed = Omit<ValueRow, 'field_id' | 'item'> & { item?: string };
type Parser = (field: CustomField, value: CustomValue) => Parsed[] | Refused;

const LONGEST_TEXT = 500;

const PARSERS: Record<CustomField['type'], Parser> = {
  text: (field, value) => {
    const text = textOf(value);
    return refusedText(field, text) ?? [{ text_value: text }];
  },
  url: (field, value) => {
    const text = textOf(value);
    if (!/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return { code: 'custom.url', detail: text };
    return refusedText(field, text) ?? [{ text_value: text }];
  },
  phone: (_, value) => {
    const phone = normalizePhone(textOf(value));
    return phone === null ? { code: 'custom.phone', detail: textOf(value) } : [{ text_value: phone }];
  },
  number: (field, value) => {
    const number = Number(value);
    if (typeof value === 'boolean' || value === '' || !Number.isFinite(number))
      return { code: 'custom.number', detail: textOf(value) };
    return outOfRange(field, number) ?? [{ number_value: typeof value === 'string' ? value : number }];
  },
  money: (field, value) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value))
      return { code: 'custom.money', detail: textOf(value) };
    return outOfRange(field, value) ?? [{ number_value: value }];
  },
  day: (field, value) => {
    const text = textOf(value);
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !isDay(text)) return { code: 'custom.day', detail: text };
    return outOfRange(field, text) ?? [{ day_value: text }];
  },
  instant: (_, value) => {
    const moment = Date.parse(textOf(value));
    if (Number.isNaN(moment) || !/[Zz]|[+-]\d\d:?\d\d$/.test(textOf(value)))
      return { code: 'custom.instant', detail: textOf(value) };
    return [{ instant_value: new Date(moment).toISOString() }];
  },
  yes_no: (_, value) => {
    const yes = value === true || value === 'yes';
    if (!yes && value !== false && value !== 'no') return { code: 'custom.yes_no', detail: textOf(value) };
    return [{ text_value: yes ? 'yes' : 'no' }];
  },
  choice: (field, value) => {
    const chosen = choiceOf(field, textOf(value));
    return chosen === null ? { code: 'custom.choice', detail: textOf(value) } : [{ text_value: chosen }];
  },
  choices: (field, value) => {
    const wanted = Array.isArray(value) ? value : [textOf(value)];
    const chosen = wanted.map((one) => choiceOf(field, one));
    const unknown = wanted.find((_, n) => chosen[n] === null);
    if (unknown !== undefined) return { code: 'custom.choice', detail: unknown };
    return [...new Set(chosen)].flatMap((code) => (code === null ? [] : { item: code, text_value: code }));
  },
};

const textOf = (value: CustomValue): string => (Array.isArray(value) ? value.join(', ') : String(value).trim());

const isDay = (text: string): boolean => {
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
};

function refusedText({ rules }: CustomField, text: string): Refused | null {
  const longest = Math.min(rules.maxLength ?? LONGEST_TEXT, LONGEST_TEXT);
  if (text.length > longest) return { code: 'custom.too_long', detail: String(longest) };
  if (rules.pattern && !fitsPattern(rules.pattern, text)) return { code: 'custom.pattern', detail: text };
  return null;
}

/** The whole of the text. */
export const fitsPattern = (pattern: string, text: string): boolean => new RegExp(`^(?:${pattern})$`, 'u').test(text);

function outOfRange({ rules: { min, max } }: CustomField, value: string | number): Refused | null {
  if (min !== null && min !== undefined && value < min) return { code: 'custom.too_small', detail: String(min) };
  if (max !== null && max !== undefined && value > max) return { code: 'custom.too_big', detail: String(max) };
  return null;
}

/** By code or by name; what is archived cannot be chosen anew. */
function choiceOf({ choices }: CustomField, text: string): string | null {
  const found = choices.find((choice) => choice.code === text) ?? choices.find((choice) => choice.name === text.trim());
  return found && !found.archived ? found.code : null;
}

export type Change = { customerId: number; values: Readonly<Record<string, CustomValue | null>> };

/** Customers whose values became others. Throws with every value that cannot be taken, by `path`. */
export async function writeCustomValues(
  ctx: Ctx,
  changes: readonly Change[],
  pathOf: (change: Change, code: string) => string = (_, code) => `custom.${code}`,
): Promise<Set<number>> {
  if (changes.every((change) => Object.keys(change.values).length === 0)) return new Set();
  const fields = new Map((await listCustomFields(ctx)).map((field) => [field.code, field]));
  const problems: FieldProblem[] = [];
  const rows: (ValueRow & { customer_id: number })[] = [];
  const pairs = new Map<string, { customer_id: number; field_id: number }>();
  for (const change of changes)
    for (const [code, value] of Object.entries(change.values)) {
      const refuse = (problem: string, message: string) =>
        problems.push({ path: pathOf(change, code), code: problem, message });
      const field = fields.get(code);
      if (!field) refuse('custom.unknown', 'is no field of customers');
      else if (!field.editable) refuse('custom.not_editable', 'may not be filled by your role');
      else {
        const parsed = value === null || value === '' ? [] : rowsOf(field, value);
        if (isRefused(parsed)) refuse(parsed.code, `is refused: ${parsed.detail}`);
        else {
          pairs.set(`${change.customerId} ${field.fieldId}`, {
            customer_id: change.customerId,
            field_id: field.fieldId,
          });
          rows.push(...parsed.map((row) => ({ customer_id: change.customerId, ...row })));
        }
      }
    }
  if (problems.length > 0)
    throw new InvalidError('customers.invalid', problems.map((p) => `${p.path} ${p.message}`).join('; '), problems);
  return storeRows(ctx, [...pairs.values()], rows);
}

/** Of each pair the rows become what is given; rows that say the same stay untouched. */
async function storeRows(
  ctx: Ctx,
  pairs: readonly { customer_id: number; field_id: number }[],
  rows: readonly (ValueRow & { customer_id: number })[],
): Promise<Set<number>> {
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    as given (customer_id bigint, field_id int, item text, text_value text, number_value numeric, day_value date, instant_value timestamptz)`;
  const { rows: touched } = await sql<{ customer_id: number }>`
    with gone as (
      delete from customers.field_values v using jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as pair (customer_id bigint, field_id int)
      where v.customer_id = pair.customer_id and v.field_id = pair.field_id and not exists (
        select from ${given} where (given.customer_id, given.field_id, given.item) = (v.customer_id, v.field_id, v.item))
      returning v.customer_id
    ), written as (
      insert into customers.field_values as v
        (customer_id, field_id, item, text_value, number_value, day_value, instant_value, changed_at)
      select customer_id, field_id, item, text_value, number_value, day_value, instant_value, ${ctx.now} from ${given}
      on conflict (customer_id, field_id, item) do update
      set text_value = excluded.text_value, number_value = excluded.number_value, day_value = excluded.day_value,
        instant_value = excluded.instant_value, changed_at = excluded.changed_at, batch_id = excluded.batch_id
      where (v.text_value, v.number_value, v.day_value, v.instant_value)
        is distinct from (excluded.text_value, excluded.number_value, excluded.day_value, excluded.instant_value)
      returning v.customer_id
    )
    select customer_id from gone union select customer_id from written`.execute(ctx.db);
  return new Set(touched.map((row) => row.customer_id));
}

/** Of each customer what the actor may see, by the codes of the fields. Archived fields are left out. */
export async function readCustomValues(
  ctx: Ctx,
  customerIds: readonly number[],
): Promise<Map<number, Record<string, CustomValue>>> {
  const { rows } = await sql<{ customer_id: number } & Required<ValueRow>>`
    select customer_id, field_id, item, text_value, number_value, day_value, instant_value
    from customers.field_values where customer_id = any(${customerIds}) order by field_id, item`.execute(ctx.db);
  const byCustomer = new Map<number, Record<string, CustomValue>>();
  if (rows.length === 0) return byCustomer;
  const fields = new Map((await listCustomFields(ctx)).map((field) => [field.fieldId, field]));
  for (const row of rows) {
    const field = fields.get(row.field_id);
    if (!field || field.archived) continue;
    const values = byCustomer.get(row.customer_id) ?? {};
    const value = valueOf(field, row);
    const before = values[field.code];
    values[field.code] = field.type === 'choices' ? [...(Array.isArray(before) ? before : []), String(value)] : value;
    byCustomer.set(row.customer_id, values);
  }
  return byCustomer;
}

function valueOf(field: CustomField, row: Required<ValueRow>): CustomValue {
  if (field.type === 'yes_no') return row.text_value === 'yes';
  if (field.type === 'number' || field.type === 'money') return Number(row.number_value);
  if (field.type === 'day') return row.day_value;
  return field.type === 'instant' ? new Date(row.instant_value).toISOString() : row.text_value;
}
