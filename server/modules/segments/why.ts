/** Why one customer is in or out: the definition held against this customer alone, each condition with the own figure. */
import { sql, type RawBuilder } from 'kysely';
import { readCustomers, requireCustomer } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { NotFoundError } from '#platform/errors.ts';
import type { Scene, Words } from '#platform/segment-rules.ts';
import type { AnswerOf, BodyOf } from '#shared/endpoint.ts';
import { catalogueOf, isParsedGroup, parseDefinition, rulesIn, type Parsed, type Sources } from './catalogue.ts';
import { chosenOf, sceneFor } from './choosing.ts';
import type * as contract from './members-contract.ts';
import type { SegmentKind, Trigger } from './contract.ts';
import type { Reason } from './members-contract.ts';
import { refuseCycle } from './links.ts';
import { EVERYBODY } from './own-rules.ts';
import { tryParse } from './reading.ts';
import { choiceWords, namesFor, ruleSentence, sentenceOf, type Names } from './sentence.ts';
import { requireSegment } from './segments.ts';
import { statementOf } from './sets.ts';

type Why = AnswerOf<typeof contract.explainMembership>;

export async function explainMembership(
  ctx: Ctx,
  sources: Sources,
  segmentId: number,
  customerId: number,
): Promise<Why> {
  const customer = await sampleOf(ctx, customerId);
  const { definition } = await requireSegment(ctx, segmentId);
  const { rows } = await sql<NonNullable<Why['member']>>`
    select since, cause, version from segments.members
    where customer_id = ${customerId} and segment_id = ${segmentId}`.execute(ctx.db);
  const reason =
    definition &&
    (await reasonsFor(ctx, sources, parseDefinition(await catalogueOf(ctx, sources), definition), customerId));
  return { customer, member: rows[0] ?? null, reason };
}

type WhyFits = AnswerOf<typeof contract.explainPreview>;

/** The same of a definition that is not kept yet. Writes nothing. */
export async function explainPreview(
  ctx: Ctx,
  sources: Sources,
  { definition, customerId }: BodyOf<typeof contract.explainPreview>,
): Promise<WhyFits> {
  const customer = await sampleOf(ctx, customerId);
  const parsed = parseDefinition(await catalogueOf(ctx, sources), definition);
  await refuseCycle(ctx, null, parsed);
  return { customer, reason: await reasonsFor(ctx, sources, parsed, customerId) };
}

async function sampleOf(ctx: Ctx, customerId: number): Promise<Why['customer']> {
  await requireCustomer(ctx, customerId);
  const customer = (await readCustomers(ctx, [customerId])).get(customerId);
  if (!customer) throw new NotFoundError('customers.not_found', 'There is no such customer.');
  return { customerId, code: customer.code, name: customer.name };
}

type Judged = { holds: boolean; value: unknown };

/** All conditions in one statement. */
async function reasonsFor(
  ctx: Ctx,
  sources: Sources,
  parsed: Parsed,
  customerId: number,
): Promise<NonNullable<Why['reason']>> {
  const scene = await sceneFor(ctx, [customerId]);
  const leaves = rulesIn(parsed);
  const columns = leaves.map((leaf, i) => judgedColumns(leaf, scene, customerId, i));
  const { rows } = await sql<Record<string, unknown>>`select ${sql.join(columns)}`.execute(ctx.db);
  const judged = new Map(
    leaves.map((leaf, i) => [
      leaf as Parsed,
      { holds: rows[0]?.[`holds${i}`] === true, value: rows[0]?.[`value${i}`] ?? null },
    ]),
  );
  return reasonOf(parsed, judged, await namesFor(ctx, [parsed], sources)) as NonNullable<Why['reason']>;
}

type Leaf = ReturnType<typeof rulesIn>[number];

function judgedColumns(leaf: Leaf, scene: Scene, customerId: number, i: number): RawBuilder<unknown> {
  const fits = statementOf(chosenOf({ ...leaf, not: false }, scene), EVERYBODY, scene, false);
  const { value } = leaf.kind.judge(leaf.args as never, scene);
  return sql`exists (${fits}) as ${sql.ref(`holds${i}`)}, to_jsonb(${value(customerId)}) as ${sql.ref(`value${i}`)}`;
}

function reasonOf(node: Parsed, judged: ReadonlyMap<Parsed, Judged>, names: Names): Reason {
  if (!isParsedGroup(node)) {
    const { holds, value } = judged.get(node) ?? { holds: false, value: null };
    const { kind, args, not } = node;
    const sentence = ruleSentence(kind, args, names);
    return {
      rule: kind.code,
      sentence,
      valueKind: kind.valueKind,
      value: named(node, value, names),
      not,
      holds: holds !== not,
    };
  }
  const items = node.items.map((item) => reasonOf(item, judged, names));
  const joined = node.join === 'all' ? items.every((item) => item.holds) : items.some((item) => item.holds);
  return { join: node.join, not: node.not, holds: joined !== node.not, items };
}

/** A choice is shown by its name, not by its code; several by theirs. */
function named({ kind }: Leaf, value: unknown, names: Names): unknown {
  const slot = kind.slots.find(({ type }) => type === 'choice' || type === 'text');
  if (!slot || value === null) return value;
  const said = ([value].flat() as (string | number)[]).map((one) => choiceWords(slot, String(one), names));
  return { zh: said.map(({ zh }) => zh).join('、'), en: said.map(({ en }) => en).join(', ') };
}

type Mine = AnswerOf<typeof contract.listCustomerSegments>;
type MineRow = Omit<Mine['rows'][number], 'sentence'> & { kind: SegmentKind; cause: Trigger; definition: never };

export async function listCustomerSegments(ctx: Ctx, sources: Sources, customerId: number): Promise<Mine> {
  await requireCustomer(ctx, customerId);
  const { rows } = await sql<MineRow>`
    select s.segment_id as "segmentId", s.name, s.kind, m.since, m.cause, s.definition
    from segments.members m join segments.segments s using (segment_id)
    where m.customer_id = ${customerId} order by s.priority nulls last, m.since desc, s.segment_id`.execute(ctx.db);
  const catalogue = await catalogueOf(ctx, sources);
  const parsed = rows.map(({ definition }) => tryParse(catalogue, definition).parsed);
  const names = await namesFor(
    ctx,
    parsed.flatMap((one) => one ?? []),
    sources,
  );
  const said = (one: Parsed | null | undefined): Words | null => (one ? sentenceOf(one, names) : null);
  return {
    rows: rows.map(({ segmentId, name, kind, since, cause }, i) => ({
      segmentId,
      name,
      kind,
      since,
      cause,
      sentence: said(parsed[i]),
    })),
  };
}
