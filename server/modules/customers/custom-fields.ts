/** The fields a business adds to its customers: made, changed, put in order, archived, and deleted while nothing uses them. */
import { sql } from 'kysely';
import { recordAudit, ROLES } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { ConflictError, InvalidError, NotFoundError, UsedError } from '#platform/errors.ts';
import type { FieldUse } from '#platform/fields.ts';
import type { BodyOf } from '#shared/endpoint.ts';
import type * as contract from './custom-contract.ts';
import type { CustomChoice, CustomField, CustomFieldDraft, CustomRules, CustomType } from './custom-contract.ts';

/** How many are enough: each costs a lookup per row shown, and nobody fills in more. */
const MOST_FIELDS = 200;

/** All that the actor may see, archived ones among them, in their order. The house itself sees all. */
export async function listCustomFields(ctx: Ctx): Promise<CustomField[]> {
  const rows = await ctx.db.selectFrom('customers.fields').selectAll().orderBy('place').orderBy('field_id').execute();
  return rows.flatMap((row) => {
    const rights = { view: row.view_roles, edit: row.edit_roles };
    if (!mayBe(ctx, rights.view)) return [];
    return {
      fieldId: row.field_id,
      code: row.code,
      name: row.name,
      type: row.type as CustomType,
      section: row.section,
      help: row.help,
      choices: row.choices as CustomChoice[],
      rules: row.rules as CustomRules,
      viewRoles: rights.view,
      editRoles: rights.edit,
      archived: row.archived,
      place: row.place,
      editable: !row.archived && mayBe(ctx, rights.edit),
    };
  });
}

/** A key stands for no role: it sees and fills what everybody does. */
const mayBe = ({ actor }: Ctx, roles: readonly string[] | null): boolean => {
  if (roles === null || actor.kind === 'system') return true;
  return actor.kind === 'user' && (actor.role === 'administrator' || roles.includes(actor.role));
};

export async function createCustomField(
  ctx: Ctx,
  draft: BodyOf<typeof contract.createCustomField>,
): Promise<CustomField> {
  const known = await everyField(ctx);
  if (known.length >= MOST_FIELDS)
    throw new ConflictError('custom.too_many', `There are ${MOST_FIELDS} fields already.`);
  const code = draft.code ?? freeCode(known.map((field) => field.code));
  if (known.some((field) => field.code === code))
    throw new ConflictError('custom.code_taken', 'Another field has this code.');
  const place = Math.max(0, ...known.map((field) => field.place)) + 1;
  const blank = { section: '', help: null, choices: [], rules: {}, viewRoles: null, editRoles: null, archived: false };
  const columns = columnsOf(draft.type, { ...blank, ...draft }, known, []);
  const { field_id } = await ctx.db
    .insertInto('customers.fields')
    .values({ code, type: draft.type, place, created_at: ctx.now, ...columns })
    .returning('field_id')
    .executeTakeFirstOrThrow();
  return published(ctx, field_id, null);
}

export async function updateCustomField(
  ctx: Ctx,
  fieldId: number,
  change: Partial<CustomFieldDraft>,
): Promise<CustomField> {
  const known = await everyField(ctx);
  const before = known.find((field) => field.fieldId === fieldId);
  if (!before) throw notFound();
  const others = known.filter((field) => field.fieldId !== fieldId);
  const columns = columnsOf(before.type, { ...before, ...change }, others, before.choices);
  await refuseLostChoices(ctx, before, JSON.parse(columns.choices) as CustomChoice[]);
  await ctx.db.updateTable('customers.fields').set(columns).where('field_id', '=', fieldId).execute();
  return published(ctx, fieldId, before);
}

export async function orderCustomFields(ctx: Ctx, fieldIds: readonly number[]): Promise<CustomField[]> {
  await sql`
    update customers.fields f set place = wanted.place
    from unnest(${fieldIds}::int[]) with ordinality as wanted (field_id, place)
    where wanted.field_id = f.field_id`.execute(ctx.db);
  await recordAudit(ctx, [
    { action: 'customers.fields_ordered', subjectType: 'customer_field', subjectId: null, after: { fieldIds } },
  ]);
  return listCustomFields(ctx);
}

/** `uses`: what later modules build on the field (a segment's condition, a form's question). */
export async function deleteCustomField(ctx: Ctx, fieldId: number, uses: readonly FieldUse[]): Promise<void> {
  const before = (await everyField(ctx)).find((field) => field.fieldId === fieldId);
  if (!before) throw notFound();
  const { rows } = await sql`select from customers.field_values where field_id = ${fieldId} limit 1`.execute(ctx.db);
  const users = (await Promise.all(uses.map((find) => find(ctx, `custom.${before.code}`)))).flat();
  if (users.length > 0)
    throw new UsedError(
      'custom.used',
      users.map(({ name }) => name),
    );
  if (rows.length > 0) throw new ConflictError('custom.used', 'Customers have values in it. Archive it instead.');
  await ctx.db.deleteFrom('customers.fields').where('field_id', '=', fieldId).execute();
  await recordAudit(ctx, [
    { action: 'customers.field_deleted', subjectType: 'customer_field', subjectId: fieldId, before },
  ]);
}

/** Whoever configures may not see every field, and must not give its name or place away twice. */
const everyField = (ctx: Ctx): Promise<CustomField[]> =>
  listCustomFields({ ...ctx, actor: { kind: 'system', name: ctx.actor.name } });

const notFound = () => new NotFoundError('custom.not_found', 'There is no such field.');

async function published(ctx: Ctx, fieldId: number, before: CustomField | null): Promise<CustomField> {
  const after = (await everyField(ctx)).find((field) => field.fieldId === fieldId);
  if (!after) throw notFound();
  await recordAudit(ctx, [
    { action: 'customers.field_saved', subjectType: 'customer_field', subjectId: fieldId, before, after },
  ]);
  return after;
}

function freeCode(codes: readonly string[]): string {
  for (let n = codes.length + 1; ; n += 1) if (!codes.includes(`field_${n}`)) return `field_${n}`;
}

function columnsOf(
  type: CustomType,
  draft: CustomFieldDraft,
  others: readonly CustomField[],
  known: readonly CustomChoice[],
) {
  if (others.some((field) => field.name === draft.name && !field.archived && !draft.archived))
    throw new ConflictError('custom.name_taken', 'Another field has this name.');
  for (const role of [...(draft.viewRoles ?? []), ...(draft.editRoles ?? [])])
    if (!ROLES.some((one) => one === role))
      throw new InvalidError('custom.role_unknown', `There is no role "${role}".`);
  return {
    name: draft.name,
    section: draft.section,
    help: draft.help,
    choices: JSON.stringify(choicesOf(type, draft, known)),
    rules: JSON.stringify(rulesOf(type, draft.rules)),
    view_roles: draft.viewRoles && [...draft.viewRoles],
    edit_roles: draft.editRoles && [...draft.editRoles],
    archived: draft.archived,
  };
}

function choicesOf(type: CustomType, { choices }: CustomFieldDraft, known: readonly CustomChoice[]): CustomChoice[] {
  const chosen = type === 'choice' || type === 'choices';
  if (!chosen) return [];
  if (choices.length === 0) throw new InvalidError('custom.choices_needed', 'Give the field something to choose from.');
  const used = new Set([...known, ...choices].flatMap((choice) => choice.code ?? []));
  const next = choices.map(({ code, name, archived }) => ({ code: code ?? nextCode(used), name, archived }));
  for (const by of ['code', 'name'] as const)
    if (new Set(next.map((choice) => choice[by])).size < next.length)
      throw new InvalidError('custom.choice_twice', `Two choices have the same ${by}.`);
  return next;
}

/** None that stands beside it: old values would come to mean something new. */
function nextCode(used: Set<string>): string {
  for (let n = used.size + 1; ; n += 1) {
    const code = `c${n}`;
    if (used.has(code)) continue;
    used.add(code);
    return code;
  }
}

const HAS_RANGE = new Set<CustomType>(['number', 'money', 'day']);
const IS_WORDS = new Set<CustomType>(['text', 'url']);

/** Only the rules that mean something to the type are kept. */
function rulesOf(type: CustomType, rules: CustomRules): CustomRules {
  if (rules.pattern && !compiles(rules.pattern))
    throw new InvalidError('custom.pattern_invalid', 'The pattern is no regular expression.');
  const kind = type === 'day' ? 'string' : 'number';
  const bound = (value: CustomRules['min']) => {
    if (value === null || value === undefined || !HAS_RANGE.has(type)) return null;
    if (typeof value !== kind) throw new InvalidError('custom.bound_invalid', `"${value}" is no bound for this field.`);
    return value;
  };
  const [min, max] = [bound(rules.min), bound(rules.max)];
  if (min !== null && max !== null && min > max)
    throw new InvalidError('custom.range_empty', 'The least is more than the most.');
  return {
    required: rules.required ?? false,
    min,
    max,
    pattern: IS_WORDS.has(type) ? (rules.pattern ?? null) : null,
    maxLength: IS_WORDS.has(type) ? (rules.maxLength ?? null) : null,
  };
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/** A choice somebody has may be archived, not dropped. */
async function refuseLostChoices(ctx: Ctx, before: CustomField, next: readonly CustomChoice[]): Promise<void> {
  const lost = before.choices.filter((choice) => !next.some((one) => one.code === choice.code));
  if (lost.length === 0) return;
  const { rows } = await sql<{ code: string }>`
    select code from unnest(${lost.map((choice) => choice.code)}::text[]) as lost (code)
    where exists (select from customers.field_values where field_id = ${before.fieldId} and text_value = lost.code)`.execute(
    ctx.db,
  );
  const names = lost.filter((choice) => rows.some((row) => row.code === choice.code)).map((choice) => choice.name);
  if (names.length > 0)
    throw new ConflictError(
      'custom.choice_used',
      `Customers have chosen ${names.join(', ')}. Archive what is no longer offered.`,
    );
}
