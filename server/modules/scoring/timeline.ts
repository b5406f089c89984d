import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { TimelineItem, TimelineSource } from '#platform/fields.ts';
import type { ChangeDetail, ChangeTrigger, Named } from './contract.ts';
import { stageCauseOf, type StageMoveCause } from './explain.ts';
import { getVocabulary, nameOfCode, type Vocabulary } from './vocabulary.ts';

export type What = 'stage' | 'segment' | 'class8' | 'class4' | 'band';

/** Moves of one customer, newest first, and at the beginning the stage in which the customer was first found. */
export const scoringTimeline: TimelineSource = {
  kinds: ['scoring.stage', 'scoring.segment', 'scoring.class8', 'scoring.class4', 'scoring.band'],
  list: async (ctx, customerId, before, limit) => {
    const words = await getVocabulary(ctx);
    const moves = await listMoves(ctx, customerId, before, limit);
    const first = moves.length < limit ? await findFirst(ctx, customerId, before) : null;
    return [...moves.map((move) => itemOf(move, words)), ...(first ? [firstItem(first, words)] : [])];
  },
};

type Move = { changed_at: Date; what: What; from_value: string | null; to_value: string | null; cause: unknown };

async function listMoves(ctx: Ctx, customerId: number, before: Date | null, limit: number): Promise<Move[]> {
  const { rows } = await sql<Move>`
    select changed_at, what, from_value, to_value, cause from scoring.changes
    where customer_id = ${customerId} and from_value is distinct from to_value
      ${before ? sql`and changed_at < ${before}` : sql``}
    order by changed_at desc, what limit ${limit}`.execute(ctx.db);
  return rows;
}

function itemOf({ changed_at: at, what, from_value, to_value, cause }: Move, words: Vocabulary): TimelineItem {
  const list = listFor(what, words);
  const detail: ChangeDetail = {
    from: from_value === null ? null : nameOfCode(list, from_value),
    to: to_value === null ? null : nameOfCode(list, to_value),
    first: false,
    trigger: (cause as { trigger: ChangeTrigger }).trigger,
    stage: what === 'stage' ? stageCauseOf(cause as StageMoveCause) : null,
    rfm: what === 'stage' || what === 'band' ? null : rfmCauseOf(cause as NonNullable<ChangeDetail['rfm']>),
    risk: what === 'band' ? riskCauseOf(cause as RiskCause, words) : null,
  };
  return { key: `scoring-${what}-${at.toISOString()}`, at, kind: `scoring.${what}`, detail };
}

const rfmCauseOf = (cause: NonNullable<ChangeDetail['rfm']>): ChangeDetail['rfm'] => ({
  recencyDays: cause.recencyDays,
  orders: cause.orders,
  monetaryCents: cause.monetaryCents,
  before: cause.before || null,
  after: cause.after || null,
  modelVersion: cause.modelVersion,
});

/** As `recordMoves` writes it. */
type RiskCause = { before: number | null; after: number; reason: string | null; modelVersion: number | null };

const riskCauseOf = ({ before, after, reason, modelVersion }: RiskCause, words: Vocabulary): ChangeDetail['risk'] => ({
  before,
  after,
  reason: reason === null ? null : nameOfCode(words.riskReasons, reason),
  modelVersion,
});

export const listFor = (what: What, words: Vocabulary): readonly Named[] =>
  ({
    stage: words.stages,
    segment: words.segments,
    class8: words.class8,
    class4: words.class4,
    band: words.riskBands,
  })[what];

type First = { judged_at: Date; stage: string };

async function findFirst(ctx: Ctx, customerId: number, before: Date | null): Promise<First | null> {
  const { rows } = await sql<First>`
    select judged_at, coalesce((select from_value from scoring.changes c
      where c.customer_id = s.customer_id and what = 'stage' order by changed_at limit 1), stage) as stage
    from scoring.scores s where customer_id = ${customerId}
      ${before ? sql`and judged_at < ${before}` : sql``}`.execute(ctx.db);
  return rows[0] ?? null;
}

function firstItem({ judged_at: at, stage }: First, words: Vocabulary): TimelineItem {
  const to = nameOfCode(words.stages, stage);
  const detail: ChangeDetail = { from: null, to, first: true, trigger: null, stage: null, rfm: null, risk: null };
  return { key: `scoring-first-${at.toISOString()}`, at, kind: 'scoring.stage', detail };
}
