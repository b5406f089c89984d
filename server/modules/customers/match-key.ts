/**
 * Recognising a file's customers by one identifier alone, or making another of each whose number is not known. The matching
 * engine is shown that identifier only; what else the rows say is attached afterwards, as far as nobody else has it.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { ImportScope, MatchKey, RowProblem } from '#platform/importer.ts';
import { currentBatch } from '#platform/provenance.ts';
import { notForgotten, silenceForgotten } from './forgotten.ts';
import { changesKnown, lastSaid } from './profiles.ts';

type Kind = 'external' | 'phone' | 'email' | 'wechat_openid' | 'wechat_unionid';
type Matching = Pick<ImportScope, 'matchBy' | 'policy'>;

const KINDS: Readonly<Record<MatchKey, readonly Kind[]>> = {
  external: ['external'],
  phone: ['phone'],
  email: ['email'],
  wechat: ['wechat_unionid', 'wechat_openid'],
};

/** Null: by all. A source's own number tells its customers apart, even where everybody else is made anew. */
function kindsOf({ matchBy, policy }: Matching): readonly Kind[] | null {
  if (policy === 'create') return KINDS.external;
  return matchBy ? KINDS[matchBy] : null;
}

/** In SQL: the identifier if customers are recognised by it, else null. */
export function recognised(scope: Matching, kind: Kind, value: RawBuilder<unknown>): RawBuilder<unknown> {
  const kinds = kindsOf(scope);
  return kinds === null || kinds.includes(kind) ? value : sql`null::text`;
}

export const recognisesByAll = (scope: Matching): boolean => kindsOf(scope) === null;

/** Rows without the identifier by which everybody is to be recognised. */
export async function findKeyless(
  ctx: Ctx,
  { batchId, matchBy, policy }: ImportScope,
): Promise<(RowProblem & { rowNo: number })[]> {
  if (!matchBy || policy === 'create') return [];
  const columns = KINDS[matchBy].map((kind) => sql.ref(kind === 'external' ? 'external_id' : kind));
  const { rows } = await sql<{ rowNo: number }>`
    select row_no as "rowNo" from customers.staged_customers
    where batch_id = ${batchId} and num_nonnulls(${sql.join(columns)}) = 0 order by row_no`.execute(ctx.db);
  return rows.map(({ rowNo }) => ({ rowNo, field: null, code: `customers.without_${matchBy}` }));
}

/** Selects `ref_key, kind, namespace, value, original`: every identifier the rows say. */
export const keysSaid = (scope: ImportScope): RawBuilder<unknown> => sql`
  select lpad(s.row_no::text, 10, '0') as ref_key, k.*
  from customers.staged_customers s
  cross join lateral (values
    ('external', coalesce(s.namespace, ${scope.sourceCode}), s.external_id, s.external_id),
    ('wechat_unionid', '', s.wechat_unionid, s.wechat_unionid), ('wechat_openid', '', s.wechat_openid, s.wechat_openid),
    ('phone', '', s.phone, coalesce(s.phone_original, s.phone)), ('email', '', s.email, coalesce(s.email_original, s.email))
  ) as k (kind, namespace, value, original)
  where s.batch_id = ${scope.batchId} and k.value is not null`;

/** What the rows say in all: `said_keys (ref_key, customer_id, created, kind, namespace, value, original)`. */
async function gatherKeys(ctx: Ctx, scope: ImportScope): Promise<void> {
  await sql`drop table if exists pg_temp.said_keys`.execute(ctx.db);
  await sql`
    create temp table said_keys on commit drop as
    select m.ref_key, m.customer_id, m.created, k.kind, k.namespace, k.value, k.original
    from (${keysSaid(scope)}) as k join matched_customers m using (ref_key) where m.customer_id is not null`.execute(
    ctx.db,
  );
  await sql`analyze said_keys`.execute(ctx.db);
}

/** Rows that say of their customer what the directory says of another. */
export async function countConflicts(ctx: Ctx, scope: ImportScope): Promise<number> {
  await gatherKeys(ctx, scope);
  const { rows } = await sql<{ conflicts: number }>`
    select count(*)::int as conflicts from (${conflicting}) as torn`.execute(ctx.db);
  return rows[0]?.conflicts ?? 0;
}

/** Rows whose identifiers somebody else had before this file. After `countConflicts`. */
export const conflicting = sql`
  select k.ref_key from said_keys k join customers.identities i using (kind, namespace, value)
  where i.customer_id <> k.customer_id and (${currentBatch} is null or i.batch_id is distinct from ${currentBatch})
  group by k.ref_key`;

/** From here on the mentions say everything their rows say. */
export async function sayTheRest(ctx: Ctx, scope: ImportScope): Promise<void> {
  if (recognisesByAll(scope)) return;
  await sql`
    update mentions t set external_id = s.external_id, phone = s.phone, phone_original = coalesce(s.phone_original, s.phone),
      email = s.email, email_original = coalesce(s.email_original, s.email)
    from customers.staged_customers s
    where s.batch_id = ${scope.batchId} and t.ref_key = lpad(s.row_no::text, 10, '0')`.execute(ctx.db);
  await silenceForgotten(ctx);
}

/** Gives customers the identifiers they were not recognised by, as far as they are free. */
export async function attachTheRest(ctx: Ctx, scope: ImportScope): Promise<void> {
  const kinds = kindsOf(scope);
  if (kinds === null) return;
  await sayTheRest(ctx, scope);
  await gatherKeys(ctx, scope);
  await sql`
    insert into customers.identities (kind, namespace, value, customer_id, original, added_at)
    select distinct on (k.kind, k.namespace, k.value) k.kind, k.namespace, k.value, k.customer_id, k.original,
      ${ctx.now}::timestamptz
    from said_keys k join customers.customers c using (customer_id)
    where k.kind <> all(${[...kinds]}::text[]) and c.erased_at is null and (k.created or ${changesKnown(scope.policy)})
      and ${await notForgotten(ctx, 'k')}
    order by k.kind, k.namespace, k.value, k.ref_key
    on conflict do nothing`.execute(ctx.db);
  const made = sql`select m.*, g.customer_id from mentions m join mention_groups g using (leader) where g.created`;
  await sql`
    update customers.customers c
    set phone = coalesce(c.phone, said.phone), email = coalesce(c.email, said.email),
      code = coalesce((select i.value from customers.identities i
                       where i.customer_id = c.customer_id and i.kind = 'external' order by i.added_at, i.value limit 1), c.code)
    from (${lastSaid('customer_id', ['phone', 'email'], made)}) as said where said.customer_id = c.customer_id`.execute(
    ctx.db,
  );
}
