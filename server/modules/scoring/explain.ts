import { getOrganisation } from '#modules/access/index.ts';
import { requireCustomer } from '#modules/customers/index.ts';
import { refusesProfiling } from '#modules/privacy/index.ts';
import type { StageCause } from '#analytics/lifecycle.ts';
import type { Ctx } from '#platform/context.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { dayOf } from '#shared/days.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import type { explainScores as explainScoresEndpoint, StageCauseWire } from './contract.ts';
import { gapsOf, judge, monetaryOf, type Features } from './judge.ts';
import { currentModels, describeRfmModel, type Models } from './models.ts';
import { findFeatures } from './population.ts';
import { NOTHING_BESIDE } from './beside.ts';
import { rulebookOf, scoringSettings } from './rules.ts';
import { judgedMoment } from './runs.ts';
import { getVocabulary, nameOfCode } from './vocabulary.ts';
import { NOTHING_LATELY } from './windows.ts';

type Explanation = AnswerOf<typeof explainScoresEndpoint>;

/** One customer's judgement as it is held, with today's figures and every threshold it was held against. */
export async function explainScores(ctx: Ctx, customerId: number): Promise<Explanation> {
  await requireCustomer(ctx, customerId);
  const { timeZone } = await getOrganisation(ctx);
  const asOf = dayOf(await judgedMoment(ctx), timeZone);
  const models = await currentModels(ctx);
  const features = (await findFeatures(ctx, customerId)) ?? emptyFeatures(customerId);
  const refused = await refusesProfiling(ctx, customerId);
  const row = refused ? undefined : await findScores(ctx, customerId);
  const words = await getVocabulary(ctx);
  const rules = rulebookOf(dayNumber(asOf), await scoringSettings(ctx), models);
  const today = judge(rules, features, { stage: row?.stage ?? null, band: null });
  const silence = today.cause.figures.daysSinceLast;
  return {
    asOf,
    refused,
    changedAt: row?.changed_at ?? null,
    raw: rawOf(features, silence, models),
    scores: row && row.r !== null && row.f !== null && row.m !== null ? { r: row.r, f: row.f, m: row.m } : null,
    model: await describeRfmModel(ctx, models.rfm),
    segment: row?.rfm_segment ? nameOfCode(words.segments, row.rfm_segment) : null,
    class8: row?.rfm_class8 ? nameOfCode(words.class8, row.rfm_class8) : null,
    class4: row?.class4 ? nameOfCode(words.class4, row.class4) : null,
    stage: row
      ? {
          ...nameOfCode(words.stages, row.stage),
          since: row.stage_since,
          // Time may have carried the customer on since the last judgement: then today's reasons are another stage's.
          today: today.stage === row.stage ? onWire(today.cause) : null,
          entered: await enteredBecause(ctx, customerId, row.stage_since),
        }
      : null,
    rhythm: {
      ownGapDays: refused ? null : today.ownGapDays,
      gaps: gapsOf(features),
      silenceDays: silence,
      silenceRatio: refused ? null : today.cause.figures.silenceRatio,
    },
  };
}

const findScores = (ctx: Ctx, customerId: number) =>
  ctx.db.selectFrom('scoring.scores').selectAll().where('customer_id', '=', customerId).executeTakeFirst();

const emptyFeatures = (customerId: number): Features => ({
  ...NOTHING_LATELY,
  ...NOTHING_BESIDE,
  customerId,
  tieKey: '',
  orders: 0,
  grossCents: 0,
  netCents: 0,
  purchaseDays: 0,
  firstDay: null,
  lastDay: null,
  lastLoginDay: null,
});

const rawOf = (one: Features, silence: number | null, models: Models): Explanation['raw'] => ({
  recencyDays: silence,
  orders: one.orders,
  monetaryCents: monetaryOf(models.rfm?.params.monetary ?? 'gross', one),
  grossCents: one.grossCents,
  netCents: one.netCents,
  purchaseDays: one.purchaseDays,
  firstPurchaseDay: one.firstDay === null ? null : dayFromNumber(one.firstDay),
  lastPurchaseDay: one.lastDay === null ? null : dayFromNumber(one.lastDay),
});

export const onWire = ({ rule, heldByMargin, figures }: StageCause): StageCauseWire => ({
  rule,
  heldByMargin,
  figures: { ...figures, orders: figures.orders ?? 0 },
});

async function enteredBecause(ctx: Ctx, customerId: number, since: Date): Promise<StageCauseWire | null> {
  const move = await ctx.db
    .selectFrom('scoring.changes')
    .select('cause')
    .where('customer_id', '=', customerId)
    .where('what', '=', 'stage')
    .where('changed_at', '=', since)
    .executeTakeFirst();
  return move ? stageCauseOf(move.cause as StageMoveCause) : null;
}

/** As `recordMoves` writes it. */
export type StageMoveCause = Omit<StageCauseWire, 'figures'> & StageCauseWire['figures'] & { trigger: string };

export const stageCauseOf = ({ rule, heldByMargin, ...rest }: StageMoveCause): StageCauseWire => ({
  rule,
  heldByMargin,
  figures: {
    orders: rest.orders,
    daysSinceFirst: rest.daysSinceFirst,
    daysSinceLast: rest.daysSinceLast,
    ownGapDays: rest.ownGapDays,
    silenceRatio: rest.silenceRatio,
  },
});
