import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { requireCustomer } from '#modules/customers/index.ts';
import { refusesProfiling, whoRefuses } from '#modules/privacy/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dayNumber } from '#shared/day-numbers.ts';
import { dayOf } from '#shared/days.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import type { getRecommendations as getRecommendationsEndpoint, Recommendation } from './affinity-contract.ts';
import { nextSentence, togetherSentence } from './affinity-page.ts';
import { findProducts, type ProductRef } from './products.ts';
import { judgedMoment } from './runs.ts';
import { WITHIN_DAYS } from './sequences.ts';

type Answer = AnswerOf<typeof getRecommendationsEndpoint>;

/** What a customer bought so long ago says nothing about what is wanted next. */
const TASTE_DAYS = 180;
/** Candidates looked at before products are left out. */
const CANDIDATES = 60;

/**
 * What to offer a customer: what others bought next after, and together with, what this one bought lately, the most
 * probable first, filled up with best sellers. Without `personal`, and for whoever refused personal offers or to be judged,
 * nothing about the customer is used (PIPL art. 24).
 */
export async function getRecommendations(
  ctx: Ctx,
  customerId: number,
  { personal, limit }: { personal: 'yes' | 'no'; limit: number },
): Promise<Answer> {
  await requireCustomer(ctx, customerId);
  const now = await judgedMoment(ctx);
  const then = { ...ctx, now };
  if (personal === 'no' || (await isLeftAlone(ctx, customerId))) {
    const { rows, leftOut } = sorted(await popularOf(then), [], limit);
    return { asOf: now, personal: false, rows, leftOut };
  }
  const bought = await boughtBy(then, customerId);
  const recent = bought.filter(({ days_ago }) => days_ago <= TASTE_DAYS);
  const candidates = [...(await afterAndWith(then, recent)), ...(await popularOf(then))];
  return { asOf: now, personal: true, ...sorted(candidates, bought, limit) };
}

const isLeftAlone = async (ctx: Ctx, customerId: number): Promise<boolean> =>
  (await refusesProfiling(ctx, customerId)) || (await whoRefuses(ctx, [customerId], 'personalisation')).has(customerId);

/** What goes with the products of a basket; knows no customer. Unknown skus and ids are passed over. */
export async function recommendForBasket(
  ctx: Ctx,
  products: readonly string[],
  limit: number,
): Promise<Recommendation[]> {
  const { rows } = await sql<Bought>`
    select product_id, family, durable, 0 as days_ago from catalog.products
    where sku = any(${products}::text[]) or product_id::text = any(${products}::text[])`.execute(ctx.db);
  const together = await withProducts(ctx, rows);
  return sorted([...together, ...(await popularOf(ctx))], rows, limit).rows;
}

type Bought = { product_id: number; family: string | null; durable: boolean; days_ago: number };

/** Net of what came back; the newest purchase of each product. */
async function boughtBy(ctx: Ctx, customerId: number): Promise<Bought[]> {
  const { timeZone } = await getOrganisation(ctx);
  const today = dayNumber(dayOf(ctx.now, timeZone));
  const { rows } = await sql<Bought>`
    select l.product_id, p.family, p.durable,
      ${today}::int - (max(o.placed_on) filter (where l.quantity > 0) - date '1970-01-01') as days_ago
    from orders.orders o join orders.order_lines l using (customer_id, order_id) join catalog.products p using (product_id)
    where o.customer_id = ${customerId} and o.status <> 'cancelled' and o.placed_at <= ${ctx.now}
    group by l.product_id, p.family, p.durable
    having sum(l.quantity) > 0 and bool_or(l.quantity > 0)`.execute(ctx.db);
  return rows;
}

type Candidate = Recommendation & { family: string | null; durable: boolean; active: boolean; chance: number };

async function afterAndWith(ctx: Ctx, recent: readonly Bought[]): Promise<Candidate[]> {
  const after = await afterProducts(
    ctx,
    recent.filter(({ days_ago }) => days_ago <= WITHIN_DAYS),
  );
  const together = await withProducts(ctx, recent);
  return [...after, ...together].sort((a, b) => b.chance - a.chance);
}

type Rule = { from_id: number; to_id: number; chance: number; lift: number };
type Target = { family: string | null; durable: boolean; active: boolean };

async function afterProducts(ctx: Ctx, recent: readonly Bought[]): Promise<Candidate[]> {
  const { rows } = await sql<Rule & Target>`
    select first_id as from_id, next_id as to_id, bought::float8 / buyers as chance, shrunken_lift as lift,
      p.family, p.durable, p.active
    from scoring.product_sequences s join catalog.products p on p.product_id = s.next_id
    where first_id = any(${idsOf(recent)}::bigint[]) order by chance desc limit ${CANDIDATES}`.execute(ctx.db);
  return candidatesFrom(ctx, rows, 'next', nextSentence);
}

async function withProducts(ctx: Ctx, recent: readonly Bought[]): Promise<Candidate[]> {
  const ids = idsOf(recent);
  const { rows } = await sql<Rule & Target>`
    select from_id, to_id, chance, lift, p.family, p.durable, p.active from (
      select first_id as from_id, second_id as to_id, both_baskets::float8 / first_baskets as chance, shrunken_lift as lift
      from scoring.product_pairs where first_id = any(${ids}::bigint[])
      union all
      select second_id, first_id, both_baskets::float8 / second_baskets, shrunken_lift
      from scoring.product_pairs where second_id = any(${ids}::bigint[])
    ) as rules join catalog.products p on p.product_id = to_id
    order by chance desc limit ${CANDIDATES}`.execute(ctx.db);
  return candidatesFrom(ctx, rows, 'together', togetherSentence);
}

const idsOf = (bought: readonly Bought[]): number[] => bought.map(({ product_id }) => product_id);

async function candidatesFrom(
  ctx: Ctx,
  rules: readonly (Rule & Target)[],
  kind: 'next' | 'together',
  sentence: (from: ProductRef, to: ProductRef, chance: number, lift: number) => Recommendation['sentence'],
): Promise<Candidate[]> {
  const products = await findProducts(
    ctx,
    rules.flatMap((rule) => [rule.from_id, rule.to_id]),
  );
  return rules.flatMap((rule) => {
    const [from, to] = [products.get(rule.from_id), products.get(rule.to_id)];
    if (!from || !to) return [];
    const { chance, lift, family, durable, active } = rule;
    const because = { ...from };
    return [
      { ...to, sentence: sentence(from, to, chance, lift), kind, because, lift, chance, family, durable, active },
    ];
  });
}

/** Best sellers of the last year, which look at nobody. */
async function popularOf(ctx: Ctx): Promise<Candidate[]> {
  const { rows } = await sql<Target & { product_id: number; customers: number }>`
    select s.product_id, s.customers, p.family, p.durable, p.active
    from scoring.product_sales s join catalog.products p using (product_id)
    order by s.customers desc, s.product_id limit ${CANDIDATES}`.execute(ctx.db);
  const products = await findProducts(
    ctx,
    rows.map(({ product_id }) => product_id),
  );
  return rows.flatMap(({ product_id, customers, ...target }) => {
    const product = products.get(product_id);
    if (!product) return [];
    const sentence = {
      zh: `近一年有 ${customers} 位客户购买`,
      en: `Bought by ${customers} customer${customers === 1 ? '' : 's'} within a year`,
    };
    return [{ ...product, sentence, kind: 'popular' as const, because: null, lift: null, chance: 0, ...target }];
  });
}

/**
 * Takes the first of each product and of each family, without what is not sold, what is owned and lasts or was bought
 * lately, and what would replace it.
 */
function sorted(
  candidates: readonly Candidate[],
  bought: readonly Bought[],
  limit: number,
): { rows: Recommendation[]; leftOut: Answer['leftOut'] } {
  const owned = new Set(bought.filter(({ durable }) => durable).map(({ product_id }) => product_id));
  const lately = bought.filter(({ days_ago }) => days_ago <= TASTE_DAYS);
  const inUse = new Set(lately.map(({ product_id }) => product_id));
  const families = new Set(lately.flatMap(({ family }) => family ?? []));
  const rows: Recommendation[] = [];
  const seen = new Set<number>();
  const leftOut = { owned: 0, inactive: 0, sameFamily: 0 };
  for (const { family, durable: _durable, active, chance: _chance, ...row } of candidates) {
    if (seen.has(row.productId)) continue;
    seen.add(row.productId);
    if (!active) leftOut.inactive++;
    else if (owned.has(row.productId) || inUse.has(row.productId)) leftOut.owned++;
    else if (family !== null && families.has(family)) leftOut.sameFamily++;
    else if (rows.length < limit) {
      rows.push(row);
      if (family !== null) families.add(family);
    }
  }
  return { rows, leftOut };
}
