/** Tags: words people put on customers, in groups; made, merged, put on many at once, by hand, by file and by API. */
import { sql, type RawBuilder } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { ConflictError, InvalidError, NotFoundError, UsedError } from '#platform/errors.ts';
import { emit, emitFor } from '#platform/events.ts';
import type { CustomerFieldSource, FieldUse } from '#platform/fields.ts';
import type { ImportScope } from '#platform/importer.ts';
import type { AnswerOf, BodyOf } from '#shared/endpoint.ts';
import type * as contract from './tags-contract.ts';
import type { Tag, TagDraft, TagGroup } from './tags-contract.ts';
import { isErased } from './forgotten.ts';
import { changesKnown } from './profiles.ts';
import { seesEverybody, visibleCustomers } from './scope.ts';

export async function listTags(ctx: Ctx): Promise<AnswerOf<typeof contract.listTags>> {
  const groups = await ctx.db
    .selectFrom('customers.tag_groups')
    .select(['group_id as groupId', 'name'])
    .orderBy('name')
    .execute();
  const seen = seesEverybody(ctx)
    ? sql`customers.customer_tags`
    : sql`(select t.* from customers.customer_tags t join customers.customers c using (customer_id) where ${visibleCustomers(ctx)})`;
  const { rows } = await sql<Tag & { customers: number }>`
    select t.tag_id as "tagId", t.name, t.group_id as "groupId", t.color, coalesce(n.customers, 0)::int as customers
    from customers.tags t
    left join (select tag_id, count(*) as customers from ${seen} as seen group by tag_id) n using (tag_id)
    order by t.group_id nulls last, t.name`.execute(ctx.db);
  return { groups, rows };
}

/** Of each customer, by name. */
export async function readTags(ctx: Ctx, customerIds: readonly number[]): Promise<Map<number, Tag[]>> {
  const { rows } = await sql<Tag & { customerId: number }>`
    select b.customer_id as "customerId", t.tag_id as "tagId", t.name, t.group_id as "groupId", t.color
    from customers.customer_tags b join customers.tags t using (tag_id)
    where b.customer_id = any(${customerIds}) order by t.group_id nulls last, t.name`.execute(ctx.db);
  return Map.groupBy(rows, (row) => row.customerId);
}

export async function createTag(ctx: Ctx, draft: TagDraft): Promise<Tag> {
  await refuseTag(ctx, draft, null);
  const { tag_id } = await ctx.db
    .insertInto('customers.tags')
    .values({ name: draft.name, group_id: draft.groupId, color: draft.color, created_at: ctx.now })
    .returning('tag_id')
    .executeTakeFirstOrThrow();
  return published(ctx, tag_id, null);
}

export async function updateTag(ctx: Ctx, tagId: number, draft: TagDraft): Promise<Tag> {
  const before = await getTag(ctx, tagId);
  await refuseTag(ctx, draft, tagId);
  await ctx.db
    .updateTable('customers.tags')
    .set({ name: draft.name, group_id: draft.groupId, color: draft.color })
    .where('tag_id', '=', tagId)
    .execute();
  return published(ctx, tagId, before);
}

async function getTag(ctx: Ctx, tagId: number): Promise<Tag> {
  const { rows } = await sql<Tag>`
    select tag_id as "tagId", name, group_id as "groupId", color from customers.tags where tag_id = ${tagId}`.execute(
    ctx.db,
  );
  if (!rows[0]) throw new NotFoundError('tags.not_found', 'There is no such tag.');
  return rows[0];
}

async function refuseTag(ctx: Ctx, { name, groupId }: TagDraft, tagId: number | null): Promise<void> {
  const { rows } =
    await sql`select from customers.tags where name = ${name} and tag_id is distinct from ${tagId}`.execute(ctx.db);
  if (rows.length > 0) throw new ConflictError('tags.name_taken', 'Another tag has this name.');
  if (groupId === null) return;
  const group = await sql`select from customers.tag_groups where group_id = ${groupId}`.execute(ctx.db);
  if (group.rows.length === 0) throw new InvalidError('tags.group_not_found', 'There is no such group of tags.');
}

async function published(ctx: Ctx, tagId: number, before: Tag | null): Promise<Tag> {
  const after = await getTag(ctx, tagId);
  await recordAudit(ctx, [{ action: 'customers.tag_saved', subjectType: 'tag', subjectId: tagId, before, after }]);
  return after;
}

/** Nobody loses a tag: all who bear the one bear the other from now on. */
export async function mergeTags(ctx: Ctx, tagId: number, intoId: number): Promise<{ changed: number }> {
  const [from, into] = [await getTag(ctx, tagId), await getTag(ctx, intoId)];
  if (tagId === intoId) throw new InvalidError('tags.same', 'A tag cannot be merged into itself.');
  await emitFor(
    ctx,
    'customers.recorded',
    sql`select customer_id from customers.customer_tags where tag_id = ${tagId}`,
  );
  const { numAffectedRows } = await sql`
    insert into customers.customer_tags (customer_id, tag_id, added_by, added_at)
    select customer_id, ${intoId}, added_by, added_at from customers.customer_tags where tag_id = ${tagId}
    on conflict do nothing`.execute(ctx.db);
  await sql`delete from customers.customer_tags where tag_id = ${tagId}`.execute(ctx.db);
  await ctx.db.deleteFrom('customers.tags').where('tag_id', '=', tagId).execute();
  const changed = Number(numAffectedRows ?? 0);
  await recordAudit(ctx, [
    {
      action: 'customers.tags_merged',
      subjectType: 'tag',
      subjectId: intoId,
      before: { tag: from.name },
      after: { tag: into.name, changed },
    },
  ]);
  return { changed };
}

/** `uses`: what later modules build on fields; conditions on tags count as uses of the field `customers.tags`. */
export async function deleteTag(ctx: Ctx, tagId: number, uses: readonly FieldUse[]): Promise<void> {
  const before = await getTag(ctx, tagId);
  const { rows } = await sql`select from customers.customer_tags where tag_id = ${tagId} limit 1`.execute(ctx.db);
  const users = (await Promise.all(uses.map((find) => find(ctx, `customers.tags:${tagId}`)))).flat();
  if (users.length > 0)
    throw new UsedError(
      'tags.used',
      users.map(({ name }) => name),
    );
  if (rows.length > 0) throw new ConflictError('tags.used', 'Customers bear it. Merge it into another instead.');
  await ctx.db.deleteFrom('customers.tags').where('tag_id', '=', tagId).execute();
  await recordAudit(ctx, [{ action: 'customers.tag_deleted', subjectType: 'tag', subjectId: tagId, before }]);
}

export async function saveTagGroup(
  ctx: Ctx,
  { groupId, name }: BodyOf<typeof contract.saveTagGroup>,
): Promise<TagGroup> {
  const { rows: taken } = await sql`
    select from customers.tag_groups where name = ${name} and group_id is distinct from ${groupId ?? null}`.execute(
    ctx.db,
  );
  if (taken.length > 0) throw new ConflictError('tags.group_taken', 'Another group has this name.');
  const { rows } = groupId
    ? await sql<TagGroup>`update customers.tag_groups set name = ${name} where group_id = ${groupId} returning group_id as "groupId", name`.execute(
        ctx.db,
      )
    : await sql<TagGroup>`insert into customers.tag_groups (name) values (${name}) returning group_id as "groupId", name`.execute(
        ctx.db,
      );
  const [group] = rows;
  if (!group) throw new NotFoundError('tags.group_not_found', 'There is no such group of tags.');
  await recordAudit(ctx, [
    { action: 'customers.tag_group_saved', subjectType: 'tag_group', subjectId: group.groupId, after: group },
  ]);
  return group;
}

export async function deleteTagGroup(ctx: Ctx, groupId: number): Promise<void> {
  await sql`update customers.tags set group_id = null where group_id = ${groupId}`.execute(ctx.db);
  const { numAffectedRows } = await sql`delete from customers.tag_groups where group_id = ${groupId}`.execute(ctx.db);
  if (!numAffectedRows) throw new NotFoundError('tags.group_not_found', 'There is no such group of tags.');
  await recordAudit(ctx, [{ action: 'customers.tag_group_deleted', subjectType: 'tag_group', subjectId: groupId }]);
}

/** Customers the actor may not know of stay as they are. */
export async function tagCustomers(
  ctx: Ctx,
  { customerIds, add, remove }: BodyOf<typeof contract.tagCustomers>,
): Promise<{ changed: number }> {
  const known = await sql<{ tag_id: number }>`select tag_id from customers.tags where tag_id = any(${add})`.execute(
    ctx.db,
  );
  if (known.rows.length < new Set(add).size) throw new InvalidError('tags.not_found', 'There is no such tag.');
  const meant = sql`select c.customer_id from customers.customers c where c.customer_id = any(${customerIds}) and ${visibleCustomers(ctx)}`;
  const { rows } = await sql<{ customer_id: number }>`
    with added as (
      insert into customers.customer_tags (customer_id, tag_id, added_by, added_at)
      select customer_id, tag_id, ${ctx.actor.kind === 'user' ? ctx.actor.id : null}, ${ctx.now}
      from (${meant}) as meant cross join unnest(${add}::int[]) as tag_id
      where not ${isErased(sql`meant.customer_id`)}
      on conflict do nothing returning customer_id
    ), removed as (
      delete from customers.customer_tags t using (${meant}) as meant
      where t.customer_id = meant.customer_id and t.tag_id = any(${remove}::int[]) and t.tag_id <> all(${add}::int[])
      returning t.customer_id
    )
    select customer_id from added union select customer_id from removed`.execute(ctx.db);
  const ids = rows.map((row) => row.customer_id);
  const [only] = ids;
  const subject =
    ids.length === 1 && only
      ? { subjectType: 'customer', subjectId: only }
      : { subjectType: 'customers', subjectId: null };
  if (ids.length > 0)
    await recordAudit(ctx, [{ action: 'customers.tagged', ...subject, after: { customers: ids.length, add, remove } }]);
  await emit(ctx, 'customers.recorded', ids);
  return { changed: ids.length };
}

/** Tags as a field of the list: found by any of several. */
export async function tagSource(ctx: Ctx): Promise<CustomerFieldSource> {
  const tags = await ctx.db.selectFrom('customers.tags').select(['tag_id', 'name']).orderBy('name').execute();
  return {
    table: 'customers.customer_tags',
    fields: [
      {
        code: 'customers.tags',
        column: 'tag_id',
        type: 'choice',
        filterable: true,
        numeric: true,
        many: true,
        among: {},
        choices: tags.map((tag) => String(tag.tag_id)),
        choiceNames: Object.fromEntries(tags.map((tag) => [String(tag.tag_id), tag.name])),
      },
    ],
  };
}

/** `incoming_tags (customer_id, name)`: what the staged rows put on whom beyond what they bear; tags are only ever added. */
export async function findTagChanges(ctx: Ctx, { batchId, policy }: ImportScope): Promise<void> {
  await sql`drop table if exists pg_temp.incoming_tags`.execute(ctx.db);
  await sql`
    create temp table incoming_tags on commit drop as
    select distinct m.customer_id, left(trim(part), 40) as name
    from customers.staged_customers s
    join matched_customers m on m.ref_key = lpad(s.row_no::text, 10, '0') and m.customer_id is not null
    cross join lateral regexp_split_to_table(s.tags, '[,，、;；|]') as part
    where s.batch_id = ${batchId} and s.tags is not null and trim(part) <> '' and (m.created or ${changesKnown(policy)})
      and not ${isErased(sql`m.customer_id`)}
      and not exists (select from customers.customer_tags b join customers.tags t using (tag_id)
                      where b.customer_id = m.customer_id and t.name = left(trim(part), 40))`.execute(ctx.db);
}

/** Selects the `customer_id` of whoever gets a tag by `incoming_tags`. */
export const changedByTags: RawBuilder<unknown> = sql`select customer_id from incoming_tags`;

/** Tags nobody knows are made. */
export async function writeIncomingTags(ctx: Ctx): Promise<void> {
  await sql`
    insert into customers.tags (name, created_at) select distinct name, ${ctx.now}::timestamptz from incoming_tags
    on conflict (name) do nothing`.execute(ctx.db);
  await sql`
    insert into customers.customer_tags (customer_id, tag_id, added_at)
    select i.customer_id, t.tag_id, ${ctx.now} from incoming_tags i join customers.tags t using (name)
    on conflict do nothing`.execute(ctx.db);
}
