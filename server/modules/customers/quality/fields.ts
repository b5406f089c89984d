/**
 * What of a profile is looked at, when it counts as filled, and when it cannot be right. Each is a condition on a row of
 * `customers.customers`; the measurement, the lists to mend and the customer's page use the same ones.
 */
import { sql, type RawBuilder } from 'kysely';

type Column = (name: string) => RawBuilder<unknown>;
type Test = (column: Column, today: string) => RawBuilder<boolean>;

export type ProfileField = {
  field: string;
  /** Null: everybody. */
  only: 'person' | 'company' | null;
  filled: Test;
  invalid: Test | null;
  /** Goes out of date: people move, change telephones and jobs. */
  ages: boolean;
  /** Columns whose change says that the field was looked at. */
  columns: readonly string[];
};

const known =
  (name: string): Test =>
  (column) =>
    sql`${column(name)} is not null`;

/** The digits in order, and the numbers operators advertise. */
const PLACEHOLDER_PHONES = ['+8612345678901', '+8613800138000', '+8613812345678'];
const E164 = String.raw`^\+[1-9][0-9]{6,14}$`;
const EMAIL = String.raw`^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$`;
const PLACEHOLDER_DOMAINS = String.raw`@(test\.(com|cn)|(no|none|null|abc|xxx?|123)\.(com|cn|mail))$`;
const NO_NAMES = String.raw`^([0-9\s]+|[-.?*/_]+|test.*|测试.*|先生|女士|小姐|未知|无|匿名|客户|顾客|会员|用户|null|none|n/?a|unknown)$`;
/** Days that programs write where they know none. */
const DEFAULT_DAYS = ['1900-01-01', '1970-01-01'];
const OLDEST_BIRTHDAY = '1905-01-01';

const contact: Test = (column) => sql`(${column('phone')} is not null or ${column('email')} is not null or exists (
  select from customers.known_identities i where i.customer_id = ${column('customer_id')} and i.kind in ('wechat_openid', 'wechat_unionid')))`;

/** No number at all, a placeholder, or eight of one digit at the end. By comparison where it can be: patterns cost ten times as much. */
const placeholderPhone: Test = (column) => {
  const phone = column('phone');
  return sql`(${phone} !~ ${E164} or ${phone} = any(${PLACEHOLDER_PHONES}::text[])
    or (${phone} like '+861%' and length(${phone}) = 14 and right(${phone}, 8) = repeat(right(${phone}, 1), 8)))`;
};

export const PROFILE_FIELDS: readonly ProfileField[] = [
  {
    field: 'name',
    only: null,
    filled: known('name'),
    invalid: (column) => sql`lower(${column('name')}) ~ ${NO_NAMES}`,
    ages: false,
    columns: ['name'],
  },
  { field: 'contact', only: null, filled: contact, invalid: null, ages: false, columns: [] },
  {
    field: 'phone',
    only: null,
    filled: known('phone'),
    invalid: placeholderPhone,
    ages: true,
    columns: ['phone'],
  },
  {
    field: 'email',
    only: null,
    filled: known('email'),
    invalid: (column) => sql`(${column('email')} !~ ${EMAIL} or lower(${column('email')}) ~ ${PLACEHOLDER_DOMAINS})`,
    ages: true,
    columns: ['email'],
  },
  { field: 'gender', only: 'person', filled: known('gender'), invalid: null, ages: false, columns: ['gender'] },
  {
    field: 'birthday',
    only: 'person',
    filled: known('birthday'),
    invalid: (
      column,
      today,
    ) => sql`(${column('birthday')} > ${today}::date or ${column('birthday')} < ${OLDEST_BIRTHDAY}::date
      or ${column('birthday')} = any(${DEFAULT_DAYS}::date[]))`,
    ages: false,
    columns: ['birthday'],
  },
  {
    field: 'region',
    only: null,
    filled: (column) => sql`coalesce(${column('city')}, ${column('province')}) is not null`,
    invalid: null,
    ages: true,
    columns: ['province', 'city'],
  },
  { field: 'address', only: null, filled: known('address'), invalid: null, ages: true, columns: ['address'] },
  {
    field: 'occupation',
    only: 'person',
    filled: known('occupation'),
    invalid: null,
    ages: true,
    columns: ['occupation'],
  },
  { field: 'industry', only: 'company', filled: known('industry'), invalid: null, ages: true, columns: ['industry'] },
  {
    field: 'companySize',
    only: 'company',
    filled: known('company_size'),
    invalid: null,
    ages: true,
    columns: ['company_size'],
  },
  { field: 'channel', only: null, filled: known('channel'), invalid: null, ages: false, columns: ['channel'] },
  { field: 'owner', only: null, filled: known('owner_id'), invalid: null, ages: false, columns: [] },
];

export const findProfileField = (field: string): ProfileField | undefined =>
  PROFILE_FIELDS.find((one) => one.field === field);

/** Whom a field is asked of: nobody who was forgotten, and of some fields only people or only companies. */
export const appliesTo = ({ only }: ProfileField, column: Column): RawBuilder<boolean> =>
  only ? sql`(${column('kind')} = ${only} and ${column('erased_at')} is null)` : sql`${column('erased_at')} is null`;

export const columnOf =
  (alias: string): Column =>
  (name) =>
    sql.ref(`${alias}.${name}`);

/** Values of an added field (`v`, of field `f`) that its rules of today refuse; its pattern by the last measurement (`patterns.ts`). */
export const customInvalid: RawBuilder<boolean> = sql`(
  (f.type in ('number', 'money') and (v.number_value < (f.rules ->> 'min')::numeric or v.number_value > (f.rules ->> 'max')::numeric))
  or (f.type = 'day' and (v.day_value::text < f.rules ->> 'min' or v.day_value::text > f.rules ->> 'max'))
  or (f.type in ('choice', 'choices') and not exists (
    select from jsonb_array_elements(f.choices) as c where c ->> 'code' = v.text_value and not coalesce((c ->> 'archived')::boolean, false)))
  or (f.type = 'text' and length(v.text_value) > (f.rules ->> 'maxLength')::int)
  or (f.rules ->> 'pattern' is not null and exists (
    select from customers.refused_values r
    where r.customer_id = v.customer_id and r.field_id = v.field_id and r.judged_at >= v.changed_at)))`;

/** Types whose values never go out of date by themselves: what is dated. */
export const customAges = (type: string): boolean => type !== 'day' && type !== 'instant';
