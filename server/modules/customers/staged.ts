/**
 * From staged rows to customers: the one path for files and for the API, set-based over the whole batch. A batch of one
 * takes milliseconds, one of a million rows the time PostgreSQL needs to write the profiles and their identities.
 */
import { sql, type RawBuilder } from 'kysely';
import { ensureStores } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { ImportScope } from '#platform/importer.ts';
import { changedByValues, findValueChanges } from './custom-import.ts';
import { changedByDates, findDateChanges } from './dates-import.ts';
import { attachTheRest, keysSaid, recognised, recognisesByAll, sayTheRest } from './match-key.ts';
import { foreseeMentions, matchMentions } from './matching.ts';
import { findChanges, PROFILE_COLUMNS } from './profiles.ts';
import { changedByTags, findTagChanges } from './tags.ts';

/** Finds or makes everybody in the batch; `updateKnown` then writes the profiles of those known before. */
export async function matchStaged(ctx: Ctx, scope: ImportScope): Promise<void> {
  await ensureStores(ctx, sql`select distinct store from customers.staged_customers where batch_id = ${scope.batchId}`);
  await matchMentions(ctx, mentionsOf(scope), PROFILE_COLUMNS, besideOf(scope));
  await attachTheRest(ctx, scope);
}

/** Selects whoever gets another value of an added field, a tag, or a date. */
export const changedBeside = sql`(${changedByValues}) union (${changedByTags}) union (${changedByDates})`;

export type StagedCounts = { created: number; updated: number; unchanged: number; duplicates: number };

/** What applying would do. */
export async function checkStaged(ctx: Ctx, scope: ImportScope): Promise<StagedCounts> {
  await foreseeMentions(ctx, mentionsOf(scope), besideOf(scope));
  await sayTheRest(ctx, scope);
  await findChanges(ctx, PROFILE_COLUMNS, scope.policy ?? 'overwrite');
  await findValueChanges(ctx, scope);
  await findTagChanges(ctx, scope);
  await findDateChanges(ctx, scope);
  return countStaged(ctx, changedBeside);
}

/** `changedBeside` selects whoever changed in more than the profile. `duplicates` are rows that speak of a customer an earlier row of the batch spoke of. */
export async function countStaged(ctx: Ctx, changedBeside: RawBuilder<unknown>): Promise<StagedCounts> {
  const { rows } = await sql<StagedCounts>`
    with everybody as (
      select m.customer_id, bool_or(m.created) as created, count(*) as times
      from matched_customers m where m.customer_id is not null group by m.customer_id
    ),
    changed as (select customer_id from changed_customers union (${changedBeside}))
    select count(*) filter (where created)::int as created,
      count(*) filter (where not created and changed.customer_id is not null)::int as updated,
      count(*) filter (where not created and changed.customer_id is null)::int as unchanged,
      coalesce(sum(times - 1), 0)::int as duplicates
    from everybody left join changed using (customer_id)`.execute(ctx.db);
  return rows[0] ?? { created: 0, updated: 0, unchanged: 0, duplicates: 0 };
}

/** Text references of one width, so that their order is that of the rows. */
const refKey = sql`lpad(s.row_no::text, 10, '0')`;

/** Where customers are recognised by one identifier alone: the others, by which somebody may have been forgotten. */
const besideOf = (scope: ImportScope): RawBuilder<unknown> | null => (recognisesByAll(scope) ? null : keysSaid(scope));

function mentionsOf(scope: ImportScope): RawBuilder<unknown> {
  const columns = PROFILE_COLUMNS.filter((column) => column !== 'store_id');
  const said = (kind: Parameters<typeof recognised>[1], column: string = kind) =>
    sql`${recognised(scope, kind, sql.ref(`s.${column}`))} as ${sql.ref(column)}`;
  return sql`
    with shops as (
      select distinct on (spelling) spelling, store_id
      from (select code as spelling, store_id, 1 as preference from access.stores
            union all select name, store_id, 2 from access.stores) as known
      order by spelling, preference, store_id
    )
    select ${refKey} as ref_key, ${refKey} as stands_alone, coalesce(s.namespace, ${scope.sourceCode}) as namespace,
      ${said('external', 'external_id')}, ${said('wechat_unionid')}, ${said('wechat_openid')},
      ${said('phone')}, ${recognised(scope, 'phone', sql`coalesce(s.phone_original, s.phone)`)} as phone_original,
      ${said('email')}, ${recognised(scope, 'email', sql`coalesce(s.email_original, s.email)`)} as email_original,
      coalesce(s.store_id, shops.store_id) as store_id, ${sql.join(columns.map((column) => sql.ref(`s.${column}`)))}
    from customers.staged_customers s left join shops on shops.spelling = s.store
    where s.batch_id = ${scope.batchId}`;
}
