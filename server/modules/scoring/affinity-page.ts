import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { getSetting } from '#platform/settings.ts';
import { dayOf } from '#shared/days.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import type { getAffinity as getAffinityEndpoint, NextProduct, Pair } from './affinity-contract.ts';
import { AFFINITY_STATE, type AffinityState } from './affinity-tables.ts';
import { nextFilter, togetherFilter } from './link-fields.ts';
import { findProducts, type ProductRef } from './products.ts';
import { judgedMoment } from './runs.ts';
import { WITHIN_DAYS } from './sequences.ts';

type Answer = AnswerOf<typeof getAffinityEndpoint>;

export async function getAffinity(ctx: Ctx, query: QueryOf<typeof getAffinityEndpoint>): Promise<Answer> {
  const { currency, timeZone } = await getOrganisation(ctx);
  const state = await getSetting<AffinityState>(ctx, AFFINITY_STATE);
  return {
    asOf: await judgedMoment(ctx),
    computedAt: state && new Date(state.computedAt),
    from: state && dayOf(new Date(state.from), timeZone),
    baskets: state?.baskets ?? 0,
    products: state?.products ?? 0,
    minimumBaskets: state?.minimumBaskets ?? 0,
    withinDays: state?.withinDays ?? WITHIN_DAYS,
    currency,
    ...(state ? await foundOf(ctx, state, query) : { pairs: [], next: [], bundles: [] }),
    definitions: DEFINITIONS,
  };
}

type Query = QueryOf<typeof getAffinityEndpoint>;
type Found = Pick<Answer, 'pairs' | 'next' | 'bundles'>;

async function foundOf(ctx: Ctx, { baskets, computedAt }: AffinityState, query: Query): Promise<Found> {
  const until = new Date(computedAt);
  return {
    pairs: await pairsOf(ctx, baskets, until, query),
    next: await nextOf(ctx, until, query),
    bundles: await bundlesOf(ctx, baskets, until, query),
  };
}

export type PairRow = {
  first_id: number;
  second_id: number;
  both_baskets: number;
  first_baskets: number;
  second_baskets: number;
  lift: number;
  shrunken_lift: number;
  lift_low: number;
  lift_high: number;
  q_value: number;
};

/** Most certain first: by the lower end of the lift one can count on. */
async function pairsOf(ctx: Ctx, baskets: number, until: Date, { productId, limit }: Query): Promise<Pair[]> {
  const { rows } = await sql<PairRow>`
    select * from scoring.product_pairs
    where ${productId === undefined ? sql`true` : sql`${productId} in (first_id, second_id)`}
    order by lift_low desc, both_baskets desc, first_id, second_id limit ${limit}`.execute(ctx.db);
  const products = await findProducts(
    ctx,
    rows.flatMap((row) => [row.first_id, row.second_id]),
  );
  return rows.flatMap((row) => {
    const [first, second] = [products.get(row.first_id), products.get(row.second_id)];
    if (!first || !second) return [];
    return [
      {
        first,
        second,
        both: row.both_baskets,
        firstBaskets: row.first_baskets,
        secondBaskets: row.second_baskets,
        support: baskets > 0 ? row.both_baskets / baskets : 0,
        confidence: row.both_baskets / row.first_baskets,
        confidenceBack: row.both_baskets / row.second_baskets,
        lift: row.lift,
        shrunkenLift: row.shrunken_lift,
        low: row.lift_low,
        high: row.lift_high,
        qValue: row.q_value,
        sentence: togetherSentence(first, second, row.both_baskets / row.first_baskets, row.shrunken_lift),
        filters: [togetherFilter(until, [row.first_id, row.second_id])],
      },
    ];
  });
}

export type SequenceRow = {
  first_id: number;
  next_id: number;
  buyers: number;
  bought: number;
  expected: number;
  median_days: number;
  shrunken_lift: number;
  lift_low: number;
  lift_high: number;
  q_value: number;
};

async function nextOf(ctx: Ctx, until: Date, { productId, limit }: Query): Promise<NextProduct[]> {
  const { rows } = await sql<SequenceRow>`
    select * from scoring.product_sequences
    where ${productId === undefined ? sql`true` : sql`${productId} in (first_id, next_id)`}
    order by lift_low desc, bought desc, first_id, next_id limit ${limit}`.execute(ctx.db);
  const products = await findProducts(
    ctx,
    rows.flatMap((row) => [row.first_id, row.next_id]),
  );
  return rows.flatMap((row) => {
    const [first, next] = [products.get(row.first_id), products.get(row.next_id)];
    if (!first || !next) return [];
    return [
      {
        first,
        next,
        buyers: row.buyers,
        bought: row.bought,
        share: row.bought / row.buyers,
        medianDays: row.median_days,
        lift: row.expected > 0 ? row.bought / row.expected : 0,
        shrunkenLift: row.shrunken_lift,
        low: row.lift_low,
        high: row.lift_high,
        qValue: row.q_value,
        sentence: nextSentence(first, next, row.bought / row.buyers, row.shrunken_lift),
        filters: [nextFilter(until, row.first_id, row.next_id, WITHIN_DAYS)],
      },
    ];
  });
}

async function bundlesOf(
  ctx: Ctx,
  baskets: number,
  until: Date,
  { productId, limit }: Query,
): Promise<Answer['bundles']> {
  const { rows } = await sql<{ product_ids: number[]; baskets: number; lift: number; q_value: number }>`
    select array_to_json(b.product_ids) as product_ids, baskets, lift, q_value from scoring.product_bundles b
    where ${productId === undefined ? sql`true` : sql`${productId} = any(b.product_ids)`}
    order by baskets * ln(lift) desc, b.product_ids limit ${limit}`.execute(ctx.db);
  const products = await findProducts(
    ctx,
    rows.flatMap((row) => row.product_ids),
  );
  return rows.flatMap((row) => {
    const members = row.product_ids.flatMap((id) => products.get(id) ?? []);
    if (members.length < row.product_ids.length) return [];
    const prices = members.map(({ priceCents }) => priceCents);
    const known = prices.filter((price) => price !== null);
    return [
      {
        products: members,
        baskets: row.baskets,
        support: baskets > 0 ? row.baskets / baskets : 0,
        lift: row.lift,
        qValue: row.q_value,
        priceCents: known.length === prices.length ? known.reduce((sum, price) => sum + price, 0) : null,
        sentence: bundleSentence(members, row.baskets, row.lift),
        filters: [togetherFilter(until, row.product_ids)],
      },
    ];
  });
}

const percent = (share: number): string => `${Math.round(share * 100)}%`;
const times = (lift: number): string => (lift >= 10 ? String(Math.round(lift)) : lift.toFixed(1));

export const togetherSentence = (first: ProductRef, second: ProductRef, confidence: number, lift: number) => ({
  zh: `买「${first.name}」的订单中 ${percent(confidence)} 同时买了「${second.name}」，是平常的 ${times(lift)} 倍`,
  en: `${percent(confidence)} of orders with “${first.name}” also hold “${second.name}”, ${times(lift)} times as many as usual`,
});

export const nextSentence = (first: ProductRef, next: ProductRef, share: number, lift: number) => ({
  zh: `买过「${first.name}」的客户中 ${percent(share)} 在 ${WITHIN_DAYS} 天内接着买了「${next.name}」，是平常的 ${times(lift)} 倍`,
  en: `${percent(share)} of those who bought “${first.name}” went on to “${next.name}” within ${WITHIN_DAYS} days, ${times(lift)} times as many as usual`,
});

const bundleSentence = (products: readonly ProductRef[], baskets: number, lift: number) => ({
  zh: `${products.map(({ name }) => `「${name}」`).join('＋')} 在 ${baskets} 个订单中一起出现，是各自独立时的 ${times(lift)} 倍`,
  en: `${products.map(({ name }) => `“${name}”`).join(' + ')} came together in ${baskets} orders, ${times(lift)} times as often as by chance`,
});

const DEFINITIONS = {
  support: 'scoring.support',
  confidence: 'scoring.confidence',
  lift: 'scoring.lift',
  shrunkenLift: 'scoring.shrunken_lift',
  qValue: 'scoring.q_value',
  next: 'scoring.next_product',
  bundle: 'scoring.bundle',
};
