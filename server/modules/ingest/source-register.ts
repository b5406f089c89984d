/** What is said of each source, when records last came from it, and whether that is too long ago (R17, R18). */
import { sql } from 'kysely';
import { getOrganisation, recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { InvalidError, NotFoundError } from '#platform/errors.ts';
import { addCalendar, dayNumber } from '#shared/day-numbers.ts';
import { dayOf } from '#shared/days.ts';
import type { BodyOf } from '#shared/endpoint.ts';
import type * as contract from './sources-contract.ts';
import type { RegisteredSource } from './sources-contract.ts';
import { ensureSources, type Source } from './sources.ts';

const HEARD_TO_THE_HOUR_MS = 3_600_000;

const SLOTS = 32;

/**
 * For records that come by a call, `codes` the source of each: finds or makes the sources, counts what each brought, and
 * notes, once an hour, that they were heard of.
 */
export async function hearSources(ctx: Ctx, codes: readonly string[]): Promise<Map<string, Source>> {
  const records = Map.groupBy(codes, (code) => code);
  const sources = await ensureSources(ctx, [...records.keys()]);
  const ids = [...sources.values()].map((source) => source.sourceId);
  const before = new Date(ctx.now.getTime() - HEARD_TO_THE_HOUR_MS);
  // A row that does not fit is not locked: calls wait for each other once an hour at most.
  await sql`
    update ingest.sources set heard_at = ${ctx.now}
    where source_id = any(${ids}::int[]) and (heard_at is null or heard_at < ${before})`.execute(ctx.db);
  const brought = [...sources.values()].map(({ sourceId, code }) => ({
    source_id: sourceId,
    records: records.get(code)?.length ?? 0,
  }));
  await sql`
    insert into ingest.source_calls as c (source_id, day, slot, records)
    select source_id, (${ctx.now}::timestamptz at time zone 'UTC')::date, pg_backend_pid() % ${SLOTS}::int, records
    from jsonb_to_recordset(${JSON.stringify(brought)}::jsonb) as brought (source_id int, records bigint)
    order by source_id
    on conflict (source_id, day, slot) do update set records = c.records + excluded.records`.execute(ctx.db);
  return sources;
}

type Row = Omit<RegisteredSource, 'state' | 'dueOn' | 'daysOver'> & { registeredAt: Date };

/** Batches are few, and so are days on which somebody called: this reads all of both. */
export async function listRegisteredSources(ctx: Ctx): Promise<RegisteredSource[]> {
  const { rows } = await sql<Row>`
    select s.code, s.name, s.origin, s.category, s.format, s.expected_days as "expectedDays",
      s.responsible_id as "responsibleId", u.name as "responsibleName", s.note, s.archived,
      s.registered_at as "registeredAt", greatest(s.heard_at, l.finished_at) as "lastAt",
      case when l.batch_id is not null then json_build_object('batchId', l.batch_id, 'fileName', l.file_name,
        'kind', l.kind, 'format', l.layout ->> 'format', 'rows', coalesce((l.counts ->> 'rows')::bigint, 0),
        'refused', coalesce((l.counts ->> 'invalid')::bigint, 0), 'finishedAt', l.finished_at) end as "lastBatch",
      coalesce(n.batches, 0)::int as "batches90d", coalesce(n.rows, 0)::bigint as "rows90d",
      coalesce(n.refused, 0)::bigint as "refused90d", coalesce(k.records90d, 0)::bigint as "called90d",
      (coalesce(n.ever, 0) + coalesce(k.records, 0))::bigint as brought
    from ingest.sources s
    left join access.users u on u.id = s.responsible_id
    left join lateral (
      select b.*, f.file_name from ingest.batches b join ingest.uploads f using (upload_id)
      where b.source_id = s.source_id and b.state = 'done' order by b.finished_at desc limit 1
    ) as l on true
    left join (
      select source_id, count(*) filter (where lately) as batches, sum(rows) filter (where lately) as rows,
        sum(refused) filter (where lately) as refused, sum(rows - refused) as ever
      from (
        select source_id, coalesce((counts ->> 'rows')::bigint, 0) as rows, coalesce((counts ->> 'invalid')::bigint, 0) as refused,
          finished_at > ${ctx.now}::timestamptz - interval '90 days' as lately
        from ingest.batches where state = 'done') as done
      group by source_id
    ) as n on n.source_id = s.source_id
    left join (
      select source_id, sum(records) as records,
        sum(records) filter (where day > (${ctx.now}::timestamptz at time zone 'UTC')::date - 90) as records90d
      from ingest.source_calls group by source_id
    ) as k on k.source_id = s.source_id
    order by s.archived, s.source_id`.execute(ctx.db);
  const { timeZone } = await getOrganisation(ctx);
  const today = dayOf(ctx.now, timeZone);
  return rows.map((row) => judged(row, today, timeZone));
}

/** Overdue from the day after the last one on which something should have come. */
function judged({ registeredAt, ...row }: Row, today: string, timeZone: string): RegisteredSource {
  const { lastBatch, lastAt, expectedDays, archived } = row;
  const source = {
    ...row,
    lastBatch: lastBatch && { ...lastBatch, finishedAt: new Date(lastBatch.finishedAt) },
    dueOn: null,
    daysOver: null,
  };
  if (archived) return { ...source, state: 'archived' };
  if (expectedDays === null) return { ...source, state: 'unset' };
  const dueOn = addCalendar(dayOf(lastAt ?? registeredAt, timeZone), expectedDays, 'day');
  const over = dayNumber(today) - dayNumber(dueOn);
  if (over > 0) return { ...source, state: 'overdue', dueOn, daysOver: over };
  return { ...source, state: lastAt === null ? 'never' : 'fresh', dueOn };
}

export async function saveSource(
  ctx: Ctx,
  code: string,
  draft: BodyOf<typeof contract.saveSource>,
): Promise<RegisteredSource> {
  const before = (await listRegisteredSources(ctx)).find((one) => one.code === code) ?? null;
  await refuseUnknownPerson(ctx, draft.responsibleId);
  const { name, origin, category, format, note, archived } = draft;
  const values = {
    name,
    origin,
    category,
    format,
    note,
    archived,
    expected_days: draft.expectedDays,
    responsible_id: draft.responsibleId,
  };
  await ctx.db
    .insertInto('ingest.sources')
    .values({ code, ...values, registered_at: ctx.now })
    .onConflict((conflict) => conflict.column('code').doUpdateSet(values))
    .execute();
  const after = (await listRegisteredSources(ctx)).find((one) => one.code === code);
  if (!after) throw new NotFoundError('sources.not_found', 'There is no such source.');
  const told = (one: RegisteredSource | null) =>
    one && {
      name: one.name,
      origin: one.origin,
      category: one.category,
      format: one.format,
      expectedDays: one.expectedDays,
      responsibleId: one.responsibleId,
      archived: one.archived,
    };
  await recordAudit(ctx, [
    { action: 'sources.saved', subjectType: 'source', subjectId: code, before: told(before), after: told(after) },
  ]);
  return after;
}

async function refuseUnknownPerson(ctx: Ctx, personId: string | null): Promise<void> {
  if (personId === null) return;
  const { rows } = await sql`select from access.users where id = ${personId} and active`.execute(ctx.db);
  if (rows.length === 0) throw new InvalidError('sources.person_not_found', 'Nobody active has this id.');
}

/** What whoever asks should see to: their own sources, or with `all` everybody's. */
export async function listOverdue(ctx: Ctx, all: boolean): Promise<RegisteredSource[]> {
  const { actor } = ctx;
  const mine = (one: RegisteredSource) => actor.kind === 'user' && one.responsibleId === actor.id;
  return (await listRegisteredSources(ctx)).filter((one) => one.state === 'overdue' && (all || mine(one)));
}
