/** Segments as people look at them: size, state, what uses them, the definition as a sentence. */
import { sql, type RawBuilder } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { visibleCustomers } from '#modules/customers/index.ts';
import { scopeOf, type Ctx } from '#platform/context.ts';
import { InvalidError, NotFoundError } from '#platform/errors.ts';
import type { Words } from '#platform/segment-rules.ts';
import { dayOf } from '#shared/days.ts';
import { catalogueOf, parseDefinition, type Catalogue, type Parsed, type Sources } from './catalogue.ts';
import type { Group, Segment, Trigger } from './contract.ts';
import { namesFor, sentenceOf } from './sentence.ts';
import type { SegmentRow } from './segments.ts';

const DAYS_SHOWN = 90;

type Row = SegmentRow & {
  size: number | null;
  evaluatedVersion: number | null;
  evaluatedAt: Date | null;
  seconds: number | null;
  trigger: Trigger | null;
  error: { code: string; detail: string } | null;
  failures: number;
  failedAt: Date | null;
  waiting: boolean;
  usedBy: Segment['usedBy'];
  recent: number[];
};

/** One statement, whoever many segments; nothing is evaluated to show them. */
export async function listSegments(ctx: Ctx, sources: Sources): Promise<Segment[]> {
  return readSegments(ctx, sources, sql`true`);
}

export async function getSegment(ctx: Ctx, sources: Sources, segmentId: number): Promise<Segment> {
  const [found] = await readSegments(ctx, sources, sql`s.segment_id = ${segmentId}`);
  if (!found) throw new NotFoundError('segments.not_found', 'There is no such segment.');
  return found;
}

async function readSegments(ctx: Ctx, sources: Sources, chosen: RawBuilder<unknown>): Promise<Segment[]> {
  const whole = scopeOf(ctx).kind === 'all';
  const today = dayOf(ctx.now, (await getOrganisation(ctx)).timeZone);
  const sizes = whole
    ? sql`select segment_id, size from segments.states`
    : sql`select segment_id, count(*)::int as size from segments.members m join customers.customers c using (customer_id)
        where ${visibleCustomers(ctx)} group by segment_id`;
  const { rows } = await sql<Row>`
    select s.segment_id as "segmentId", s.name, s.note, s.kind, s.definition, s.version, s.priority,
      s.created_by as "createdBy", s.created_at as "createdAt", s.updated_at as "updatedAt",
      case when t.evaluated_at is not null then coalesce(z.size, 0) end as size, t.version as "evaluatedVersion",
      t.evaluated_at as "evaluatedAt", t.seconds, t.trigger, t.error, coalesce(t.failures, 0) as failures,
      t.failed_at as "failedAt", w.segment_id is not null as waiting,
      (select coalesce(json_agg(json_build_object('segmentId', u.segment_id, 'name', u.name) order by u.name), '[]')
        from segments.links l join segments.segments u using (segment_id) where l.uses_id = s.segment_id) as "usedBy",
      array(select size from segments.sizes d where d.segment_id = s.segment_id and ${whole}
        and d.day > ${today}::date - ${DAYS_SHOWN}::int order by day) as recent
    from segments.segments s
    left join segments.states t using (segment_id)
    left join segments.work w using (segment_id)
    left join (${sizes}) as z using (segment_id)
    where ${chosen} order by s.priority nulls last, s.name`.execute(ctx.db);
  const catalogue = await catalogueOf(ctx, sources);
  const read = rows.map((row) => ({ row, ...tryParse(catalogue, row.definition) }));
  const names = await namesFor(
    ctx,
    read.flatMap(({ parsed }) => parsed ?? []),
    sources,
  );
  return read.map(({ row, parsed, broken }) => describe(row, parsed && sentenceOf(parsed, names), broken));
}

/** A definition whose field is gone is shown as broken, with the reason, and stays readable otherwise. */
export function tryParse(
  catalogue: Catalogue,
  definition: Group | null,
): { parsed: Parsed | null; broken: string | null } {
  try {
    return { parsed: definition && parseDefinition(catalogue, definition), broken: null };
  } catch (error) {
    if (!(error instanceof InvalidError)) throw error;
    return { parsed: null, broken: error.message };
  }
}

function describe(row: Row, sentence: Words | null, broken: string | null): Segment {
  const { evaluatedVersion, evaluatedAt, seconds, trigger, error, failures, failedAt, waiting, ...segment } = row;
  return {
    ...segment,
    sentence,
    broken,
    evaluation: {
      version: evaluatedVersion,
      at: evaluatedAt,
      seconds,
      trigger,
      waiting,
      error: error && failedAt ? { ...error, failures, at: failedAt } : null,
    },
  };
}
