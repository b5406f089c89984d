/** Which segment names which other: no circles, an order of evaluation, and nothing deleted that is still named. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { InvalidError } from '#platform/errors.ts';
import type { FieldUse } from '#platform/fields.ts';
import { rulesIn, type Parsed } from './catalogue.ts';

export const namedSegments = (parsed: Parsed): number[] => [
  ...new Set(
    rulesIn(parsed).flatMap(({ kind, args }) =>
      kind.slots.filter((slot) => slot.of === 'segments').flatMap(({ name }) => (args[name] as unknown[]).map(Number)),
    ),
  ),
];

/** A segment that needs itself, however far round, could never be evaluated. Unknown ones are refused as well. */
export async function refuseCycle(ctx: Ctx, segmentId: number | null, parsed: Parsed): Promise<void> {
  const named = namedSegments(parsed);
  if (named.length === 0) return;
  const { rows } = await sql<{ segment_id: number }>`
    with recursive reached (segment_id) as (
      select segment_id from segments.segments where segment_id = any(${named}::int[])
      union
      select l.uses_id from reached r join segments.links l on l.segment_id = r.segment_id
    )
    select segment_id from reached`.execute(ctx.db);
  const reached = new Set(rows.map((row) => row.segment_id));
  const unknown = named.find((id) => !reached.has(id));
  if (unknown !== undefined) throw new InvalidError('segments.unknown_segment', `There is no segment ${unknown}.`);
  if (segmentId !== null && reached.has(segmentId))
    throw new InvalidError('segments.circle', 'The segment would be made of itself.');
}

export async function saveLinks(ctx: Ctx, segmentId: number, parsed: Parsed): Promise<void> {
  await sql`delete from segments.links where segment_id = ${segmentId}`.execute(ctx.db);
  await sql`insert into segments.links (segment_id, uses_id)
    select ${segmentId}::int, unnest(${namedSegments(parsed)}::int[])`.execute(ctx.db);
}

/** Segments after those they name. */
export function inOrder<Row extends { segmentId: number }>(
  rows: readonly Row[],
  links: readonly { segment_id: number; uses_id: number }[],
): Row[] {
  const byId = new Map(rows.map((row) => [row.segmentId, row]));
  const uses = Map.groupBy(links, (link) => link.segment_id);
  const placed = new Set<number>();
  const ordered: Row[] = [];
  const place = (id: number): void => {
    if (placed.has(id)) return;
    placed.add(id);
    for (const { uses_id } of uses.get(id) ?? []) place(uses_id);
    const row = byId.get(id);
    if (row) ordered.push(row);
  };
  for (const { segmentId } of rows) place(segmentId);
  return ordered;
}

/** Segments whose conditions hold a field, or a choice of it (`customers.tags:7`): neither goes while they do. */
export const whoUsesField: FieldUse = async (ctx, code) => {
  const [field, choice = null] = code.split(':');
  const { rows } = await sql<{ name: string }>`
    select name from segments.segments
    where jsonb_path_exists(definition, '$.** ? (@.rule == $field && ($choice == null || exists(@.args.** ? (@ == $choice))))',
      jsonb_build_object('field', ${field}::text, 'choice', ${choice}::text))
    order by name`.execute(ctx.db);
  return rows.map(({ name }) => ({ kind: 'segment', name: { zh: name, en: name } }));
};
