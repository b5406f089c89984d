/**
 * From staged rows to relations, set-based. Both ends are looked up by what the row says of them, the strongest first, and
 * must be here: a relation makes nobody. A relation that is there already stays as it is, with its note; a company that
 * has a main contact keeps that one. So a file changes nothing that an undo would have to give back.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { emitFor } from '#platform/events.ts';
import type { ImportScope, RowProblem } from '#platform/importer.ts';
import { holdCustomers } from './holding.ts';
import { kindWords } from './relation-words.ts';
import { EMPLOYER } from './relations.ts';
import { visibleCustomers } from './scope.ts';
import { livingIn } from './tombstones.ts';

export type RelationCounts = { created: number; unchanged: number; duplicates: number };

type Problem = RowProblem & { rowNo: number; detail: string | null };

export async function findRelationProblems(ctx: Ctx, scope: ImportScope): Promise<Problem[]> {
  await readIncoming(ctx, scope);
  const { rows } = await sql<Problem>`
    select row_no as "rowNo", p.field, p.code, p.detail from incoming_relations r
    cross join lateral (values
      (1, r.kind is null, 'kind', 'relations.unknown_kind', r.said),
      (2, r.own_id is null, 'customer', 'relations.unknown_customer', r.own_said),
      (3, r.other_id is null, 'other', 'relations.unknown_customer', r.other_said),
      (4, r.own_id = r.other_id, 'other', 'relations.same', r.other_said),
      (5, not r.fits, 'kind', 'relations.wrong_kind', r.said)) as p (place, wrong, field, code, detail)
    where p.wrong and p.place = (
      select min(q.place) from (values (1, r.kind is null), (2, r.own_id is null), (3, r.other_id is null),
        (4, r.own_id = r.other_id), (5, not r.fits)) as q (place, wrong) where q.wrong)
    order by row_no`.execute(ctx.db);
  return rows;
}

export async function checkRelations(ctx: Ctx, scope: ImportScope): Promise<RelationCounts> {
  await readIncoming(ctx, scope);
  return countRelations(ctx);
}

export async function applyRelations(ctx: Ctx, scope: ImportScope): Promise<RelationCounts> {
  await holdCustomers(ctx);
  await readIncoming(ctx, scope);
  const counts = await countRelations(ctx);
  await sql`
    insert into customers.relations (customer_id, kind, way, own_id, other_id, note, main, added_by, added_at)
    select side.customer_id, r.kind, side.way, side.customer_id, side.other_id, r.note,
      ${isMain(sql`side`)}, ${ctx.actor.kind === 'user' ? ctx.actor.id : null}, ${ctx.now}
    from incoming_relations r cross join lateral ${sides} as side (customer_id, way, other_id)
    where r.outcome = 'created' on conflict do nothing`.execute(ctx.db);
  await emitFor(
    ctx,
    'customers.recorded',
    sql`select own_id from incoming_relations where outcome = 'created'
        union select other_id from incoming_relations where outcome = 'created'`,
  );
  return counts;
}

/** Each end from its own side; mutual relations read the same from both. */
const sides = sql`(values
  (r.own_id, r.way, r.other_id),
  (r.other_id, case when r.mutual then r.way when r.way = 'forth' then 'back' else 'forth' end, r.own_id))`;

/** Of several rows that name a main contact of one company the first counts. */
const isMain = (side: RawBuilder<unknown>) => sql`
  r.main and r.kind = ${EMPLOYER} and ${side}.way = 'back'
    and not exists (
      select from customers.relations m
      where m.customer_id = ${side}.customer_id and m.kind = ${EMPLOYER} and m.way = 'back' and m.main)
    and r.row_no = (
      select min(e.row_no) from incoming_relations e
      where e.main and e.kind = ${EMPLOYER} and e.outcome = 'created'
        and case when e.way = 'back' then e.own_id else e.other_id end = ${side}.customer_id)`;

/** `incoming_relations`: each row with its two customers, its kind and whether they fit; then what is to be done with it. */
async function readIncoming(ctx: Ctx, scope: ImportScope): Promise<void> {
  await sql`drop table if exists pg_temp.incoming_relations`.execute(ctx.db);
  await sql`
    create temp table incoming_relations on commit drop as
    with words as (
      select distinct on (word) word, kind, way from (
        select ${squeezed(sql`w.word`)} as word, w.kind, w.way, 2 as rank
        from jsonb_to_recordset(${JSON.stringify(kindWords)}::jsonb) as w (word text, kind text, way text)
        union all select ${squeezed(sql`name`)}, code, 'forth', 1 from customers.relation_kinds where name is not null
        union all select ${squeezed(sql`back_name`)}, code, 'back', 1 from customers.relation_kinds where back_name is not null
        union all select ${squeezed(sql`code`)}, code, 'forth', 1 from customers.relation_kinds
      ) as known order by word, rank
    )
    select s.row_no, s.kind as said, k.code as kind, case when k.mutual then 'forth' else w.way end as way, k.mutual,
      coalesce(s.external_id, s.phone, s.email) as own_said, own.customer_id as own_id,
      coalesce(s.other_external_id, s.other_phone, s.other_email) as other_said, other.customer_id as other_id,
      s.note, coalesce(s.main, false) as main, null::text as outcome,
      coalesce(case when w.way = 'forth' then k.own_kind else k.other_kind end = own.kind, true)
        and coalesce(case when w.way = 'forth' then k.other_kind else k.own_kind end = other.kind, true) as fits
    from customers.staged_relations s
    left join words w on w.word = ${squeezed(sql`s.kind`)}
    left join customers.relation_kinds k on k.code = w.kind and not k.archived
    left join lateral ${known(ctx, scope, '')} as own on true
    left join lateral ${known(ctx, scope, 'other_')} as other on true
    where s.batch_id = ${scope.batchId}`.execute(ctx.db);
  await sql`analyze incoming_relations`.execute(ctx.db);
  await sql`
    update incoming_relations r set outcome = case
      when told.place > 1 then 'duplicate'
      when exists (
        select from customers.relations held
        where held.customer_id = r.own_id and held.kind = r.kind and held.way = r.way
          and ${livingIn(sql`held.other_id`)} = r.other_id)
      then 'unchanged' else 'created' end
    from (
      select e.row_no, row_number() over (
        partition by e.kind,
          case when e.mutual then least(e.own_id, e.other_id) when e.way = 'forth' then e.own_id else e.other_id end,
          case when e.mutual then greatest(e.own_id, e.other_id) when e.way = 'forth' then e.other_id else e.own_id end
        order by e.row_no) as place
      from incoming_relations e) as told
    where told.row_no = r.row_no`.execute(ctx.db);
}

const squeezed = (text: RawBuilder<unknown>) => sql`lower(regexp_replace(${text}, '[\\s_-]+', '', 'g'))`;

/** Whoever the row means, as far as the actor may know of them; by the number people call them, if one alone is called so. */
const known = (ctx: Ctx, { sourceCode }: ImportScope, end: '' | 'other_') => sql`(
  select c.customer_id, c.kind
  from (
    select i.customer_id, case i.kind when 'external' then 1 when 'phone' then 2 else 3 end as place
    from (values ('external', ${sourceCode}, ${sql.ref(`s.${end}external_id`)}), ('phone', '', ${sql.ref(`s.${end}phone`)}),
      ('email', '', ${sql.ref(`s.${end}email`)})) as told (kind, namespace, value)
    join customers.identities i on (i.kind, i.namespace, i.value) = (told.kind, told.namespace, told.value)
    union all
    select min(k.customer_id), 4 from customers.customers k where k.code = ${sql.ref(`s.${end}external_id`)} having count(*) = 1
  ) as found join customers.customers c using (customer_id)
  where c.erased_at is null and ${visibleCustomers(ctx)} order by found.place limit 1)`;

async function countRelations(ctx: Ctx): Promise<RelationCounts> {
  const { rows } = await sql<RelationCounts>`
    select count(*) filter (where outcome = 'created')::int as created,
      count(*) filter (where outcome = 'unchanged')::int as unchanged,
      count(*) filter (where outcome = 'duplicate')::int as duplicates
    from incoming_relations`.execute(ctx.db);
  return rows[0] ?? { created: 0, unchanged: 0, duplicates: 0 };
}
