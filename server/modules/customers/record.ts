import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import { hearSources } from '#modules/ingest/index.ts';
import { normalizeEmail, normalizePhone } from '#platform/contacts.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { copyIn, copyRow } from '#platform/copy.ts';
import { InvalidError, type FieldProblem } from '#platform/errors.ts';
import { emit } from '#platform/events.ts';
import type { AnswerOf, BodyOf } from '#shared/endpoint.ts';
import type * as contract from './contract.ts';
import type { Customer, CustomerDraft } from './contract.ts';
import { readCustomers, refuseUnknownStore } from './customers.ts';
import { writeCustomValues } from './custom-values.ts';
import { isErased } from './forgotten.ts';
import { PROFILE_COLUMNS, updateKnown } from './profiles.ts';
import { matchStaged } from './staged.ts';

type Draft = BodyOf<typeof contract.recordCustomers>['customers'][number] | CustomerDraft;
export type RecordedCustomer = AnswerOf<typeof contract.recordCustomers>['rows'][number];

/**
 * Makes the customers nobody knows and writes what is given about the others; one answer per draft, in their order. A draft
 * of somebody forgotten changes nothing; where the writer may not know of that record it is not named either.
 */
export async function recordCustomers(ctx: Ctx, drafts: readonly Draft[]): Promise<RecordedCustomer[]> {
  const problems = drafts.flatMap(problemsOf);
  if (problems.length > 0)
    throw new InvalidError('customers.invalid', problems.map((p) => `${p.path}: ${p.message}`).join('; '), problems);
  return inTransaction(ctx, async (ctx) => {
    for (const storeId of new Set(drafts.map((draft) => draft.storeId))) await refuseUnknownStore(ctx, storeId);
    await hearSources(
      ctx,
      drafts.map((draft) => draft.source ?? DEFAULT_SOURCE),
    );
    const batchId = await stage(ctx, drafts);
    await matchStaged(ctx, { batchId, sourceId: 0, sourceCode: DEFAULT_SOURCE });
    const before = await readKnown(ctx);
    await updateKnown(ctx, PROFILE_COLUMNS, 'overwrite');
    const recorded = await withCustomValues(ctx, drafts, await answer(ctx));
    await sql`delete from customers.staged_customers where batch_id = ${batchId}`.execute(ctx.db);
    await publish(ctx, recorded, before);
    return recorded;
  });
}

const DEFAULT_SOURCE = 'api';

function problemsOf(draft: Draft, index: number): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const refuse = (field: string, code: string, message: string) =>
    problems.push({ path: `customers.${index}.${field}`, code, message });
  if (draft.phone && !normalizePhone(draft.phone)) refuse('phone', 'phone.invalid', 'is not a telephone number');
  if (draft.email && !normalizeEmail(draft.email)) refuse('email', 'email.invalid', 'is not an e-mail address');
  const said = [draft.name, draft.externalId, draft.phone, draft.email, draft.wechatOpenid, draft.wechatUnionid];
  if (!said.some(Boolean)) refuse('name', 'customers.nobody', 'says neither a name nor anything to recognise by');
  return problems;
}

const STAGED = [
  'batch_id',
  'row_no',
  'namespace',
  'external_id',
  'phone',
  'phone_original',
  'email',
  'email_original',
  'wechat_openid',
  'wechat_unionid',
  'store',
  ...PROFILE_COLUMNS,
];

async function stage(ctx: Ctx, drafts: readonly Draft[]): Promise<number> {
  // Negative, as no file's batch is; of this transaction alone.
  const { rows } = await sql<{ batch_id: number }>`
    select -pg_current_xact_id()::text::bigint as batch_id`.execute(ctx.db);
  const batchId = rows[0]?.batch_id ?? 0;
  const lines = drafts.map((draft, index) =>
    copyRow([
      batchId,
      index,
      draft.source ?? DEFAULT_SOURCE,
      draft.externalId?.trim() ?? null,
      draft.phone ? normalizePhone(draft.phone) : null,
      draft.phone ?? null,
      draft.email ? normalizeEmail(draft.email) : null,
      draft.email ?? null,
      draft.wechatOpenid?.trim() ?? null,
      draft.wechatUnionid?.trim() ?? null,
      draft.store ?? null,
      draft.kind ?? null,
      draft.name ?? null,
      draft.gender ?? null,
      draft.birthday ?? null,
      draft.province ?? null,
      draft.city ?? null,
      draft.address ?? null,
      draft.occupation ?? null,
      draft.industry ?? null,
      draft.companySize ?? null,
      draft.note ?? null,
      draft.channel ?? null,
      draft.storeId ?? null,
      draft.registeredAt instanceof Date ? draft.registeredAt.toISOString() : (draft.registeredAt ?? null),
    ]),
  );
  await copyIn(ctx, `customers.staged_customers (${STAGED.join(', ')})`, lines);
  return batchId;
}

async function readKnown(ctx: Ctx): Promise<Map<number, Customer>> {
  const { rows } = await sql<{ customer_id: number }>`
    select distinct customer_id from matched_customers where not created`.execute(ctx.db);
  return readCustomers(
    ctx,
    rows.map((row) => row.customer_id),
  );
}

async function answer(ctx: Ctx): Promise<RecordedCustomer[]> {
  const { rows } = await sql<RecordedCustomer>`
    select m.customer_id as "customerId",
      case when m.customer_id is null then 'forgotten'
        when m.created and row_number() over (partition by m.customer_id order by m.ref_key) = 1 then 'created'
        when changed.customer_id is not null then 'updated' else 'unchanged' end as outcome
    from matched_customers m left join changed_customers changed using (customer_id)
    order by m.ref_key`.execute(ctx.db);
  return rows;
}

/** What drafts say of added fields; of two drafts of one customer the later counts. */
async function withCustomValues(
  ctx: Ctx,
  drafts: readonly Draft[],
  recorded: readonly RecordedCustomer[],
): Promise<RecordedCustomer[]> {
  const erased = await erasedAmong(ctx);
  const said = drafts.flatMap((draft, index) => {
    const customerId = recorded[index]?.customerId;
    return draft.custom && customerId && !erased.has(customerId) ? [{ customerId, values: draft.custom, index }] : [];
  });
  const merged = [...Map.groupBy(said, (one) => one.customerId).values()].map((those) => ({
    customerId: those[0]?.customerId ?? 0,
    values: Object.assign({}, ...those.map((one) => one.values)) as (typeof said)[number]['values'],
  }));
  const changed = await writeCustomValues(ctx, merged, ({ customerId }, code) => {
    const draft = said.findLast((one) => one.customerId === customerId && code in one.values);
    return `customers.${draft?.index ?? 0}.custom.${code}`;
  });
  return recorded.map((one) =>
    one.outcome === 'unchanged' && one.customerId !== null && changed.has(one.customerId)
      ? { ...one, outcome: 'updated' }
      : one,
  );
}

async function erasedAmong(ctx: Ctx): Promise<Set<number>> {
  const { rows } = await sql<{ customer_id: number }>`
    select customer_id from matched_customers where ${isErased(sql`matched_customers.customer_id`)}`.execute(ctx.db);
  return new Set(rows.map((row) => row.customer_id));
}

async function publish(
  ctx: Ctx,
  recorded: readonly RecordedCustomer[],
  before: ReadonlyMap<number, Customer>,
): Promise<void> {
  const touched = [
    ...new Set(recorded.flatMap((r) => (r.customerId === null || r.outcome === 'unchanged' ? [] : [r.customerId]))),
  ];
  await emit(ctx, 'customers.recorded', touched);
  if (ctx.actor.kind === 'system') {
    const created = recorded.filter((r) => r.outcome === 'created').length;
    const after = { created, updated: touched.length - created };
    return recordAudit(ctx, [{ action: 'customers.recorded', subjectType: 'customers', subjectId: null, after }]);
  }
  const now = await readCustomers(ctx, touched);
  await recordAudit(
    ctx,
    [...now].map(([customerId, after]) => ({
      action: before.has(customerId) ? 'customers.updated' : 'customers.created',
      subjectType: 'customer',
      subjectId: customerId,
      before: before.get(customerId) ?? null,
      after,
    })),
  );
}
