import { sql } from 'kysely';
import { readCustomers } from '#modules/customers/index.ts';
import { inTransaction, scopeOf, type Ctx } from '#platform/context.ts';
import { InvalidError } from '#platform/errors.ts';
import type { AnswerOf, BodyOf } from '#shared/endpoint.ts';
import { catalogueOf, parseDefinition, type Parsed, type Sources } from './catalogue.ts';
import { countEverybody, countFitting, sceneFor, whoFits } from './choosing.ts';
import type * as contract from './contract.ts';
import { refuseCycle } from './links.ts';
import { namesFor, sentenceOf } from './sentence.ts';

type Preview = AnswerOf<typeof contract.previewSegment>;

/** Longer than anybody waits for a number; a definition that needs more says so instead of holding up the house. */
const LONGEST_SECONDS = 20;

/** Counts and shows some, of those the viewer may know of. Writes nothing. */
export async function previewSegment(
  ctx: Ctx,
  sources: Sources,
  { definition, samples }: BodyOf<typeof contract.previewSegment>,
): Promise<Preview> {
  const parsed = parseDefinition(await catalogueOf(ctx, sources), definition, { unfinished: true });
  await refuseCycle(ctx, null, parsed);
  return inTransaction(ctx, (ctx) =>
    inTime(ctx, async () => ({
      customers: await countFitting(ctx, parsed),
      of: await countEverybody(ctx),
      samples: await sampleOf(ctx, parsed, samples),
      sentence: sentenceOf(parsed, await namesFor(ctx, [parsed], sources)),
    })),
  );
}

/**
 * Some of them, whoever is found first; of a part of the customers always the same, so that how the others lie on the disk
 * cannot be told from who comes first.
 */
async function sampleOf(ctx: Ctx, parsed: Parsed, wanted: number): Promise<Preview['samples']> {
  const { rows } = await sql<{ customer_id: number }>`
    select customer_id from (${whoFits(ctx, parsed, await sceneFor(ctx))}) as fits
    ${scopeOf(ctx).kind === 'all' ? sql`` : sql`order by customer_id`} limit ${wanted}`.execute(ctx.db);
  const known = await readCustomers(
    ctx,
    rows.map(({ customer_id }) => customer_id),
  );
  return rows.flatMap(({ customer_id: customerId }) => {
    const one = known.get(customerId);
    return one ? [{ customerId, code: one.code, name: one.name }] : [];
  });
}

/** Within a transaction of its own: each statement has so long, and what is given up says so. */
export async function inTime<Result>(ctx: Ctx, work: () => Promise<Result>): Promise<Result> {
  await sql`set local statement_timeout = ${sql.lit(LONGEST_SECONDS * 1_000)}`.execute(ctx.db);
  try {
    return await work();
  } catch (error) {
    if ((error as { code?: string }).code !== '57014') throw error;
    throw new InvalidError(
      'segments.too_slow',
      `Counting took longer than ${LONGEST_SECONDS} seconds and was given up.`,
    );
  }
}
